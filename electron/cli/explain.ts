import { parseArgs } from 'node:util';
import { z } from 'zod';
import { parseZoned } from '../../shared/credential/foreign-time.ts';
import { buildRevocations } from '../../shared/credential/revocation.ts';
import type { Check } from '../../shared/credential/steps.ts';
import { trustEntrySchema } from '../../shared/credential/trust.ts';
import { judge, type Decision, type Grounds, type Hint, type Needs } from '../../shared/judge.ts';
import { gather, type Gathered, type Progress } from '../../shared/parts.ts';
import { revokedIn } from '../../shared/policy/policy.ts';
import type { Reason } from '../../shared/verdict.ts';
import { NO_EVIDENCE } from '../../shared/visit.ts';
import { primitives } from '../crypto.ts';
import type { Command } from './command.ts';
import { keepGrounds, type GroundsKeeper, type PolicyGrounds } from './grounds.ts';
import { answerLines, lineError, schemaError, type LineError } from './ndjson.ts';

const HELP = `sentinel explain [--strict-clock] [--continue]

Judges codes as a kiosk would at a given moment. Reads one JSON object a line:

  {"text":"DS1:…","at":"2022-05-13T09:00:00+08:00"}

and, where wanted, "pass" (the text of a pass shown beside it), "venueType" (default "mall"), "direction" ("in" or "out"), "trust" (a list that replaces the demo
one) and "policy" (JSON, or the path of a JSON file or of a TUF repository, that replaces the demo one). Writes

  {"format":…,"steps":{…},"fault":null|code,"verdict":…,"reasons":[…]}

for each, in order. Steps not reached are absent; "fault" is the code of the first that failed.

  --strict-clock    also judge whether "at" is before the policy's signed time or after its end
  --continue        show also the steps after a failed signature, period, keyUsage or schema

docs/command-line.md has every field, docs/faults.md every fault.
`;

const DEFAULT_VENUE_TYPE = 'mall';

const question = z.strictObject({
  /** One text, or those of the parts of one code. */
  text: z.union([z.string(), z.array(z.string()).min(1)]),
  /** The text of a pass that is shown beside it. */
  pass: z.string().nullable().default(null),
  at: z.string().transform((text, context) => {
    const parsed = parseZoned(text);
    if (parsed !== undefined) return parsed;
    context.addIssue({ code: 'custom', message: 'not an RFC 3339 time with its zone' });
    return z.NEVER;
  }),
  trust: z.array(trustEntrySchema).optional(),
  venueType: z.string().default(DEFAULT_VENUE_TYPE),
  policy: z.union([z.string(), z.custom<object>((value) => typeof value === 'object' && value !== null)]).optional(),
  direction: z.enum(['in', 'out']).default('in'),
  /** GB/T 2260 area code of the venue's district. */
  district: z
    .string()
    .regex(/^\d{6}$/u, 'not an area code of six digits')
    .nullable()
    .default(null),
  /** The kiosk's venue and gate by their names at its hub: where passes may hold. */
  door: z
    .strictObject({ venue: z.string().min(1).max(256), gate: z.string().min(1).max(256) })
    .nullable()
    .default(null),
  /** How far the kiosk's clock may be off at most; `null`: nobody knows. */
  clockErrorSeconds: z.number().min(0).nullable().default(null),
  temperatureCelsius: z.number().min(20).max(50).nullable().default(null),
  secondsSinceAdmitted: z.int().min(0).nullable().default(null),
  /** Of the lane: a paper code then waits for its card. */
  hasCardReader: z.boolean().default(false),
});

type Question = z.output<typeof question>;

export const explain: Command = {
  help: HELP,
  async run(args, { stdin, stdout, resources }) {
    const options = {
      'strict-clock': { type: 'boolean', default: false },
      continue: { type: 'boolean', default: false },
    } as const;
    const { 'strict-clock': isStrict, continue: goesOn } = parseArgs({ args: [...args], options }).values;
    const keeper = keepGrounds(resources);
    return answerLines(stdin, stdout, (value) => {
      const asked = question.safeParse(value);
      return asked.success ? explainOne(asked.data, keeper, { isStrict, goesOn }) : schemaError(asked.error, value);
    });
  },
};

interface Manner {
  readonly isStrict: boolean;
  readonly goesOn: boolean;
}

function explainOne(asked: Question, keeper: GroundsKeeper, { isStrict, goesOn }: Manner): object {
  const opened = openAsked(asked, keeper);
  if ('error' in opened) return opened;
  const { policy } = opened;
  const { temperatureCelsius } = asked;
  if (policy.ok && !Object.hasOwn(policy.value.venueTypes, asked.venueType)) {
    return lineError('invalid', 'venueType', `one of ${Object.keys(policy.value.venueTypes).join(', ')}`);
  }
  const trusted = trustAsked(asked, opened, keeper);
  if ('error' in trusted) return trusted;
  const grounds = groundsFor(asked, { ...opened, ...trusted }, isStrict);
  const gathered = gatherAll(typeof asked.text === 'string' ? [asked.text] : asked.text);
  if (gathered.text === null) return partsAnswer(gathered.progress);
  const answer = answerOf(
    judge({ ...NO_EVIDENCE, code: gathered.text, pass: asked.pass, temperatureCelsius }, grounds, primitives, asked.at),
    goesOn,
  );
  return { ...answer, ...shown('policyMistakes', opened.mistakes), ...shown('trustProblems', trusted.trustProblems) };
}

function shown(field: string, found: readonly object[]): object {
  return found.length === 0 ? {} : { [field]: found };
}

function gatherAll(texts: readonly string[]): Gathered {
  let gathered: Gathered = { text: '', held: null };
  for (const text of texts) gathered = gather(gathered.held, { text }, 0);
  return gathered;
}

/** As the kiosk waits for the rest: nothing is wrong with what was shown. */
function partsAnswer({ have, of }: Progress): object {
  return {
    format: 'shc',
    steps: { prefix: true },
    fault: null,
    verdict: null,
    reasons: [],
    needs: ['code-part'],
    parts: { have, of },
  };
}

function trustAsked(
  { trust }: Question,
  { policy, trust: own, trustProblems, revocations }: PolicyGrounds,
  keeper: GroundsKeeper,
): Pick<PolicyGrounds, 'trust' | 'trustProblems' | 'revocations'> | LineError {
  if (trust === undefined) return { trust: own, trustProblems, revocations };
  const given = shallow('trust', () => keeper.trust(trust));
  if ('error' in given) return given;
  const { list, problems, hasRevocations } = given;
  const isOwn = !hasRevocations || !policy.ok;
  return {
    trust: list,
    trustProblems: problems,
    revocations: isOwn ? revocations : buildRevocations(revokedIn(policy.value, trust), revocations.prefixes),
  };
}

function openAsked({ policy }: Question, keeper: GroundsKeeper): PolicyGrounds | LineError {
  if (policy === undefined) return keeper.demo();
  return shallow('policy', () => keeper.policy(policy));
}

function shallow<T>(field: string, open: () => T): T | LineError {
  try {
    return open();
  } catch (error) {
    if (error instanceof RangeError) return lineError('invalid', field, 'nested too deeply');
    throw error;
  }
}

function groundsFor(
  { at, venueType, direction, district, door, clockErrorSeconds, secondsSinceAdmitted, hasCardReader }: Question,
  { policy, trust, revocations, signedAt, expiresAt }: PolicyGrounds,
  isStrict: boolean,
): Grounds {
  return {
    policy,
    trust,
    revocations,
    venue: { venueType, district, door, direction, hasCardReader, hasThermometer: false },
    clockErrorSeconds,
    clockFloor: isStrict ? signedAt : null,
    policyExpiresAt: isStrict ? expiresAt : null,
    hubStops: null,
    lastAdmitted: () => (secondsSinceAdmitted === null ? null : at - secondsSinceAdmitted),
  };
}

function answerOf(judged: Decision | Hint | Needs, goesOn: boolean): object {
  switch (judged.kind) {
    case 'decision': {
      const { format, fault, checks, verdict, reasons, summary, policyVersion } = judged;
      return {
        format,
        steps: stepsOf(checks, goesOn),
        fault,
        verdict,
        reasons: reasons.map(written),
        summary,
        policyVersion,
      };
    }
    case 'hint':
      return {
        format: null,
        steps: { prefix: false },
        fault: judged.reason.code,
        verdict: null,
        reasons: [written(judged.reason)],
        seems: judged.seems,
      };
    case 'needs':
      return { format: null, steps: {}, fault: null, verdict: null, reasons: [], needs: judged.needs };
  }
}

/** Up to the first that failed, unless asked to go on. */
function stepsOf(checks: readonly Check[], goesOn: boolean): Record<string, boolean> {
  const failed = checks.findIndex(([, fault]) => fault !== null);
  const shown = goesOn || failed < 0 ? checks : checks.slice(0, failed + 1);
  return Object.fromEntries(shown.map(([step, fault]) => [step, fault === null]));
}

function written({ texts, ...reason }: Reason): object {
  return { ...reason, zh: texts['zh-CN'], en: texts.en };
}

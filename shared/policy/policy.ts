import type { CertLogicExpression } from 'certlogic-js';
import { z } from 'zod';
import type { RevokedId } from '../credential/revocation.ts';
import { revokedBy } from '../credential/trust-list.ts';
import { trustEntrySchema, type TrustEntry } from '../credential/trust.ts';
import { isBuiltIn, looksOf } from '../reasons.ts';
import { fail, ok, type Result } from '../result.ts';
import { parseDate, parseDateTime } from '../time.ts';
import type { Reason } from '../verdict.ts';
import { compileLogic, type Logic } from './compile.ts';
import type { District } from './district.ts';
import { findLogicMistake, parametersIn, variablesIn } from './logic.ts';
import { bilingual, identifier } from './names.ts';
import { rulesThatFail } from './probe.ts';
import { circumstancesSchema, sampleSchema } from './sample.ts';
import { samplingSiteSchema } from './sites.ts';

/** Why a policy could not be taken; see `GroundsFault` for what each does to a visitor. */
export type PolicyFault =
  | 'policy-missing'
  | 'policy-damaged'
  | 'policy-forged'
  | 'policy-expired'
  /** Older than what was in force before. */
  | 'policy-rolled-back';

/** What is wrong with a policy, for whoever writes one. */
export interface PolicyMistake {
  /** Dotted path into the policy, e.g. `rules.test-too-old.logic/if/0`. */
  readonly path: string;
  readonly reason: string;
}

const dateTime = z.string().refine((text) => parseDateTime(text).ok, 'not an RFC 3339 time with its zone');
const sentence = z.string().min(1).max(120);
const texts = z.strictObject({ guard: sentence, visitor: sentence });

/** Issuers of health codes go by their area code (GB/T 2260). */
const AREA = /^\d{6}$/u;
const HEALTH_CODE_ID = /^(?:[0-9a-f]{2}){8,16}$/u;

const reason = z
  .strictObject({
    code: identifier,
    phone: z.string().regex(/^[A-Z]-[A-Z0-9]{1,8}$/u),
    /** `admit`: a reminder, said beside the verdict of the others. */
    verdict: z.enum(['admit', 'refer', 'refuse']),
    texts: z.strictObject({ 'zh-CN': texts, en: texts }),
    shape: z.enum(['hand', 'cross']).optional(),
    colour: z.enum(['amber', 'red']).optional(),
    sound: z.enum(['refer', 'refuse']).optional(),
  })
  // It is said beside an admit, and must look like one.
  .refine(({ verdict, shape, colour, sound }) => verdict !== 'admit' || (shape ?? colour ?? sound) === undefined, {
    path: ['verdict'],
    message: 'a reminder has no look of its own',
  });

const rule = z.strictObject({
  /** The author's words: what for. */
  note: z.string().max(300).optional(),
  reason,
  directions: z.array(z.enum(['in', 'out'])).min(1),
  logic: z.custom<CertLogicExpression>((value) => value !== undefined),
  validFrom: dateTime.optional(),
  validTo: dateTime.optional(),
  /** Made-up visitors around the rule's boundary; kiosks do without them, `sentinel policy test` does not. */
  examples: z
    .array(
      z.strictObject({
        visitor: sampleSchema.default(sampleSchema.parse({})),
        circumstances: circumstancesSchema.default(circumstancesSchema.parse({})),
        isKept: z.boolean(),
      }),
    )
    .max(100)
    .default([]),
});

const venueType = z.strictObject({
  name: bilingual,
  /** What its rules read as `venue.NAME`. */
  parameters: z.record(
    z.string().regex(/^[a-z][A-Za-z0-9]{0,47}$/u),
    z.union([z.boolean(), z.int().min(0), z.string().max(64)]),
  ),
  /** What a visitor has to present: something of every list. Absent: a code. */
  present: z.array(z.array(z.enum(['code', 'pass', 'id-card', 'temperature'])).min(1)).optional(),
  rules: z.array(identifier).refine((ids) => new Set(ids).size === ids.length, 'a rule is named twice'),
});

const date = z.string().refine((text) => parseDate(text).ok, 'not a date, YYYY-MM-DD');
const area = z.string().regex(AREA, 'not a GB/T 2260 area code');

/** A district's figures, as they are written. */
export const districtSchema = z.strictObject({
  code: area,
  name: bilingual,
  population: z.int().min(1),
  /** New cases by day, each day once. */
  cases: z.array(z.strictObject({ date, new: z.int().min(0) })).max(1000),
});

const x25519 = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('X25519'),
  x: z.string().regex(/^[\w-]{42}[AEIMQUYcgkosw048]$/u),
});

/** How long a kiosk keeps what its hub has, where the rules do not say. */
export const RETENTION_DAYS = 14;

/** As a health office writes it. */
export const policySchema = z.strictObject({
  schema: z.literal(1),
  version: z.int().min(1),
  issuedAt: dateTime,
  notAfter: dateTime,
  note: z.string().max(1000),
  parameters: z.strictObject({
    reentryWindowSeconds: z.int().min(0).max(86_400),
    /** Of the place's calendar, by which days are counted; minutes east of UTC. */
    utcOffsetMinutes: z.int().min(-720).max(840).default(0),
    /** How long a kiosk keeps an entry after its hub has acknowledged it. */
    retentionDays: z.int().min(1).max(365).default(RETENTION_DAYS),
  }),
  venueTypes: z.record(identifier, venueType).refine((types) => Object.keys(types).length > 0, 'no venue type'),
  rules: z.record(identifier, rule),
  trust: z.array(trustEntrySchema),
  revoked: z.array(
    z
      .strictObject({
        issuer: z.string().min(1).max(256),
        id: z.string().min(1).max(128),
        issuedBefore: dateTime.optional(),
      })
      // Written otherwise it would never be found.
      .refine(({ issuer, id }) => !AREA.test(issuer) || HEALTH_CODE_ID.test(id), {
        path: ['id'],
        message: 'not 8 to 16 bytes in lower-case hex, as the id of a health code is',
      }),
  ),
  onlineCodes: z.array(
    z.strictObject({
      name: bilingual,
      hostSuffix: z.string().regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/u),
      path: z
        .string()
        .regex(/^\/[^\s?#]{0,100}$/u)
        .optional(),
      parameter: z
        .string()
        .regex(/^[\w.-]{1,40}$/u)
        .optional(),
      minTokenLength: z.int().min(1).max(1000),
    }),
  ),
  districts: z.array(districtSchema).default([]),
  /** Areas of whatever level; stays that ended before `from` do not count. */
  riskAreas: z.array(z.strictObject({ area, from: date.optional() })).default([]),
  /** Marked by a star on travel cards (行程卡): some place in them is a risk area; likewise. */
  starredAreas: z.array(z.strictObject({ area, from: date.optional() })).default([]),
  samplingSites: z.array(samplingSiteSchema).default([]),
  /** Other words for what the kiosk says by itself, by the code of the reason. */
  messages: z.record(identifier, z.strictObject({ 'zh-CN': texts, en: texts })).default({}),
  /** X25519 public key that entries are sealed to. */
  sealingKey: x25519.optional(),
  /** Who answers what an online code or a document number stands for. */
  statusProvider: z
    .strictObject({
      /** What kiosks ask is sealed to it. */
      key: x25519,
      /** Whose answers count, of those in `trust`; absent: anybody's who may sign health codes. */
      issuers: z.array(area).min(1).optional(),
    })
    .optional(),
});

/** A rule made ready: complete reason, seconds instead of texts. */
export interface Rule {
  readonly id: string;
  /** What it is for, in the office's words; `null`: it says no more than its reason. */
  readonly note: string | null;
  /** What is said when the rule is not kept. */
  readonly reason: Reason;
  readonly directions: readonly ('in' | 'out')[];
  /** Evaluates to `true` for a visitor who keeps the rule. */
  readonly logic: Logic;
  /** Paths of the variables that it reads. */
  readonly reads: readonly string[];
  /** First second at which the rule holds. */
  readonly validFrom: number;
  /** First second at which it holds no more. */
  readonly validTo: number;
  readonly examples: Written['rules'][string]['examples'];
}

export interface VenueType extends Omit<z.infer<typeof venueType>, 'rules'> {
  readonly rules: readonly Rule[];
}

/** A health office's rules, checked and ready to apply. */
export interface Policy extends Omit<Written, 'rules' | 'venueTypes' | 'districts' | 'riskAreas' | 'starredAreas'> {
  /** All of them, also those that no venue type has. */
  readonly rules: Readonly<Record<string, Rule>>;
  readonly venueTypes: Readonly<Record<string, VenueType>>;
  readonly districts: readonly (District & { readonly name: Written['districts'][number]['name'] })[];
  readonly riskAreas: readonly MarkedArea[];
  readonly starredAreas: readonly MarkedArea[];
}

/** An area that stays are looked at for. */
export interface MarkedArea {
  /** GB/T 2260 area code of any level. */
  readonly area: string;
  /** The day on which it became one, since 1970-01-01: stays that ended before do not count. */
  readonly fromDay: number;
}

/** Takes a policy whole or not at all: one rule that is not acceptable refuses it. */
export function parsePolicy(input: unknown): Result<Policy, 'policy-damaged'> {
  const checked = checkPolicy(input);
  return checked.ok ? checked : fail('policy-damaged');
}

/** As {@link parsePolicy}, saying of each mistake where it is. */
export function checkPolicy(input: unknown): { ok: true; value: Policy } | { ok: false; mistakes: PolicyMistake[] } {
  const parsed = policySchema.safeParse(input);
  if (!parsed.success) {
    return {
      ok: false,
      mistakes: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), reason: message })),
    };
  }
  const { data } = parsed;
  const mistakes = [
    ...logicMistakes(data.rules),
    ...danglingRules(data),
    ...missingParameters(data),
    ...reversedPeriods(data),
    ...repeated(data),
    ...unknownMessages(data),
  ];
  if (mistakes.length > 0) return { ok: false, mistakes };
  const policy = prepare(data);
  const failing = rulesThatFail(policy, data.rules, secondsOr(policy.issuedAt, 0));
  return failing.length > 0 ? { ok: false, mistakes: failing } : ok(policy);
}

/**
 * Everything that the policy takes back: what it says itself, and the revocation lists of its trust list.
 *
 * @param trust where another list than the policy's own is in force
 */
export function revokedIn({ revoked, trust: own }: Policy, trust: readonly TrustEntry[] = own): RevokedId[] {
  const said = revoked.map(({ issuer, id, issuedBefore }) => ({
    issuer,
    id,
    ...(issuedBefore === undefined ? {} : { issuedBefore: secondsOr(issuedBefore, Infinity) }),
  }));
  return [...said, ...revokedBy(trust)];
}

type Written = z.infer<typeof policySchema>;

function logicMistakes(rules: Written['rules']): PolicyMistake[] {
  return Object.entries(rules).flatMap(([id, { logic }]) => {
    const mistake = findLogicMistake(logic);
    if (mistake === null) return [];
    const { path, reason: what, instead } = mistake;
    return [{ path: `rules.${id}.logic${path}`, reason: instead === undefined ? what : `${what}: ${instead}` }];
  });
}

function danglingRules({ rules, venueTypes }: Written): PolicyMistake[] {
  return Object.entries(venueTypes).flatMap(([id, venue]) =>
    venue.rules
      .filter((ruleId) => !Object.hasOwn(rules, ruleId))
      .map((ruleId) => ({ path: `venueTypes.${id}.rules`, reason: `no rule named ${ruleId}` })),
  );
}

/** Of a venue type without it a rule would read nothing, and send everybody to a person. */
function missingParameters({ rules, venueTypes }: Written): PolicyMistake[] {
  return Object.entries(venueTypes).flatMap(([id, { parameters, rules: ruleIds }]) =>
    ruleIds.flatMap((ruleId) => {
      const wanted = new Set(Object.hasOwn(rules, ruleId) ? parametersIn(rules[ruleId]?.logic) : []);
      const missing = [...wanted].filter((name) => name !== 'type' && !Object.hasOwn(parameters, name));
      return missing.map((name) => ({
        path: `venueTypes.${id}.parameters`,
        reason: `no ${name}, which ${ruleId} reads`,
      }));
    }),
  );
}

function repeated({ districts, samplingSites }: Written): PolicyMistake[] {
  const twice = (values: readonly string[], path: (i: number) => string): PolicyMistake[] =>
    values.flatMap((value, i) =>
      values.indexOf(value) < i ? [{ path: path(i), reason: `${value} is there twice` }] : [],
    );
  const days = districts.flatMap(({ cases }, d) =>
    twice(
      cases.map(({ date: day }) => day),
      (i) => `districts.${d}.cases.${i}`,
    ),
  );
  const codes = districts.map(({ code }) => code);
  const sites = samplingSites.map(({ id }) => id);
  return [...twice(codes, (i) => `districts.${i}.code`), ...days, ...twice(sites, (i) => `samplingSites.${i}.id`)];
}

function unknownMessages({ messages }: Written): PolicyMistake[] {
  return Object.keys(messages)
    .filter((code) => !isBuiltIn(code))
    .map((code) => ({ path: `messages.${code}`, reason: 'the kiosk says nothing of that name' }));
}

function reversedPeriods({ rules, issuedAt, notAfter }: Written): PolicyMistake[] {
  const isReversed = (from?: string, to?: string): boolean => secondsOr(from, -Infinity) >= secondsOr(to, Infinity);
  const reversed = Object.entries(rules).filter(([, { validFrom, validTo }]) => isReversed(validFrom, validTo));
  const mistakes = reversed.map(([id]) => ({ path: `rules.${id}.validTo`, reason: 'not after validFrom' }));
  return isReversed(issuedAt, notAfter) ? [{ path: 'notAfter', reason: 'not after issuedAt' }, ...mistakes] : mistakes;
}

function prepare({ rules, venueTypes, districts, riskAreas, starredAreas, ...rest }: Written): Policy {
  const ready = new Map(Object.entries(rules).map(([id, written]) => [id, prepareRule(id, written)]));
  const venues = Object.entries(venueTypes).map(([id, venue]): [string, VenueType] => [
    id,
    { ...venue, rules: venue.rules.flatMap((ruleId) => ready.get(ruleId) ?? []) },
  ]);
  return {
    ...rest,
    rules: Object.fromEntries(ready),
    venueTypes: Object.fromEntries(venues),
    districts: districts.map((one) => ({
      ...one,
      cases: one.cases.map(({ date: day, new: count }) => ({ day: dayOr(day, -Infinity), new: count })),
    })),
    riskAreas: riskAreas.map(marked),
    starredAreas: starredAreas.map(marked),
  };
}

function marked({ area: code, from }: Written['riskAreas'][number]): MarkedArea {
  return { area: code, fromDay: dayOr(from, -Infinity) };
}

function prepareRule(
  id: string,
  { note, reason: given, directions, logic, validFrom, validTo, examples }: Written['rules'][string],
): Rule {
  const { shape, colour, sound, ...said } = given;
  const looks = looksOf(given.verdict);
  return {
    id,
    note: note ?? null,
    reason: {
      ...said,
      shape: shape ?? looks.shape,
      colour: colour ?? looks.colour,
      sound: sound ?? looks.sound,
      emblem: null,
    },
    directions,
    logic: compileLogic(logic),
    reads: variablesIn(logic),
    validFrom: secondsOr(validFrom, -Infinity),
    validTo: secondsOr(validTo, Infinity),
    examples,
  };
}

function secondsOr(text: string | undefined, otherwise: number): number {
  const parsed = text === undefined ? null : parseDateTime(text);
  return parsed?.ok === true ? parsed.value : otherwise;
}

function dayOr(text: string | undefined, otherwise: number): number {
  const parsed = text === undefined ? null : parseDate(text);
  return parsed?.ok === true ? parsed.value : otherwise;
}

import type { CertLogicExpression } from 'certlogic-js';
import { z } from 'zod';
import type { RevokedId } from '../credential/revocation.ts';
import { revokedBy } from '../credential/trust-list.ts';
import { trustEntrySchema, type TrustEntry } from '../credential/trust.ts';
import { looksOf } from '../reasons.ts';
import { fail, ok, type Result } from '../result.ts';
import { parseDateTime } from '../time.ts';
import type { Reason } from '../verdict.ts';
import { compileLogic, type Logic } from './compile.ts';
import { findLogicMistake } from './logic.ts';

/** Why a policy could not be taken; see `GroundsFault` for what each does to a visitor. */
export type PolicyFault = 'policy-missing' | 'policy-damaged' | 'policy-forged' | 'policy-expired';

/** What is wrong with a policy, for whoever writes one. */
export interface PolicyMistake {
  /** Dotted path into the policy, e.g. `rules.test-too-old.logic/if/0`. */
  readonly path: string;
  readonly reason: string;
}

const identifier = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/u)
  .max(48);
const dateTime = z.string().refine((text) => parseDateTime(text).ok, 'not an RFC 3339 time with its zone');
const sentence = z.string().min(1).max(120);
const texts = z.strictObject({ guard: sentence, visitor: sentence });
const bilingual = z.strictObject({ 'zh-CN': z.string().min(1).max(64), en: z.string().min(1).max(64) });

/** Issuers of health codes go by their area code (GB/T 2260). */
const AREA = /^\d{6}$/u;
const HEALTH_CODE_ID = /^(?:[0-9a-f]{2}){8,16}$/u;

const reason = z.strictObject({
  code: identifier,
  phone: z.string().regex(/^[A-Z]-[A-Z0-9]{1,8}$/u),
  verdict: z.enum(['refer', 'refuse']),
  texts: z.strictObject({ 'zh-CN': texts, en: texts }),
  shape: z.enum(['hand', 'cross']).optional(),
  colour: z.enum(['amber', 'red']).optional(),
  sound: z.enum(['refer', 'refuse']).optional(),
});

const rule = z.strictObject({
  reason,
  directions: z.array(z.enum(['in', 'out'])).min(1),
  logic: z.custom<CertLogicExpression>((value) => value !== undefined),
  validFrom: dateTime.optional(),
  validTo: dateTime.optional(),
});

const venueType = z.strictObject({
  name: bilingual,
  parameters: z.strictObject({ isTestRequired: z.boolean(), maxTestAgeSeconds: z.int().min(0) }),
  rules: z.array(identifier).refine((ids) => new Set(ids).size === ids.length, 'a rule is named twice'),
});

const policySchema = z.strictObject({
  schema: z.literal(1),
  version: z.int().min(1),
  issuedAt: dateTime,
  notAfter: dateTime,
  note: z.string().max(1000),
  parameters: z.strictObject({ reentryWindowSeconds: z.int().min(0).max(86_400) }),
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
      minTokenLength: z.int().min(1).max(1000),
    }),
  ),
});

/** A rule made ready: complete reason, seconds instead of texts. */
export interface Rule {
  readonly id: string;
  /** What is said when the rule is not kept. */
  readonly reason: Reason;
  readonly directions: readonly ('in' | 'out')[];
  /** Evaluates to `true` for a visitor who keeps the rule. */
  readonly logic: Logic;
  /** First second at which the rule holds. */
  readonly validFrom: number;
  /** First second at which it holds no more. */
  readonly validTo: number;
}

export interface VenueType extends Omit<z.infer<typeof venueType>, 'rules'> {
  readonly rules: readonly Rule[];
}

/** A health office's rules, checked and ready to apply. */
export interface Policy extends Omit<z.infer<typeof policySchema>, 'rules' | 'venueTypes'> {
  readonly venueTypes: Readonly<Record<string, VenueType>>;
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
  const mistakes = [...logicMistakes(data.rules), ...danglingRules(data), ...reversedPeriods(data)];
  return mistakes.length > 0 ? { ok: false, mistakes } : ok(prepare(data));
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
    return mistake === null ? [] : [{ path: `rules.${id}.logic${mistake.path}`, reason: mistake.reason }];
  });
}

function danglingRules({ rules, venueTypes }: Written): PolicyMistake[] {
  return Object.entries(venueTypes).flatMap(([id, venue]) =>
    venue.rules
      .filter((ruleId) => !Object.hasOwn(rules, ruleId))
      .map((ruleId) => ({ path: `venueTypes.${id}.rules`, reason: `no rule named ${ruleId}` })),
  );
}

function reversedPeriods({ rules, issuedAt, notAfter }: Written): PolicyMistake[] {
  const isReversed = (from?: string, to?: string): boolean => secondsOr(from, -Infinity) >= secondsOr(to, Infinity);
  const reversed = Object.entries(rules).filter(([, { validFrom, validTo }]) => isReversed(validFrom, validTo));
  const mistakes = reversed.map(([id]) => ({ path: `rules.${id}.validTo`, reason: 'not after validFrom' }));
  return isReversed(issuedAt, notAfter) ? [{ path: 'notAfter', reason: 'not after issuedAt' }, ...mistakes] : mistakes;
}

function prepare({ rules, venueTypes, ...rest }: Written): Policy {
  const ready = new Map(Object.entries(rules).map(([id, written]) => [id, prepareRule(id, written)]));
  const venues = Object.entries(venueTypes).map(([id, venue]): [string, VenueType] => [
    id,
    { ...venue, rules: venue.rules.flatMap((ruleId) => ready.get(ruleId) ?? []) },
  ]);
  return { ...rest, venueTypes: Object.fromEntries(venues) };
}

function prepareRule(
  id: string,
  { reason: given, directions, logic, validFrom, validTo }: Written['rules'][string],
): Rule {
  const { shape, colour, sound, ...said } = given;
  const looks = looksOf(given.verdict);
  return {
    id,
    reason: {
      ...said,
      shape: shape ?? looks.shape,
      colour: colour ?? looks.colour,
      sound: sound ?? looks.sound,
      emblem: null,
    },
    directions,
    logic: compileLogic(logic),
    validFrom: secondsOr(validFrom, -Infinity),
    validTo: secondsOr(validTo, Infinity),
  };
}

function secondsOr(text: string | undefined, otherwise: number): number {
  const parsed = text === undefined ? null : parseDateTime(text);
  return parsed?.ok === true ? parsed.value : otherwise;
}

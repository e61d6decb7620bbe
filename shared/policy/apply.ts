import type { Facts } from '../credential/facts.ts';
import { builtInReason } from '../reasons.ts';
import type { EpochSeconds } from '../time.ts';
import { worstFirst, type Reason } from '../verdict.ts';
import type { Logic } from './compile.ts';
import type { Policy, Rule } from './policy.ts';
import type { Door } from './pass-scope.ts';
import { ruleData } from './rule-data.ts';

/** The circumstances of a visit that rules may ask about. */
export interface VisitContext {
  readonly venueType: string;
  /** GB/T 2260 area code of the venue's district. */
  readonly district: string | null;
  /** As its hub names it; `null`: no hub does. */
  readonly door: Door | null;
  readonly direction: 'in' | 'out';
  readonly hasCardReader: boolean;
  /** `null`: not admitted within the time the policy asks about. */
  readonly secondsSinceAdmitted: number | null;
  readonly temperatureCelsius: number | null;
  /** When the issuer signed the code. */
  readonly codeIssuedAt: EpochSeconds | null;
  /** How far our clock may be off at most; `null`: nobody knows. */
  readonly clockErrorSeconds: number | null;
}

/** What the rules of a venue's type say of one visitor. */
export interface Ruled {
  /** Of every rule that is not kept, and `rules-failed` where one could not run; worst first, none if all are kept. */
  readonly reasons: Reason[];
  /** A rule could not run or gave something other than true or false, or the policy has no such venue type. */
  readonly fault: 'rules-failed' | null;
}

/**
 * Applies the rules of the venue's type to one visitor. One that cannot run takes nothing back of what the others say:
 * who is refused by them is refused, and everybody else goes to a person.
 */
export function applyPolicy(facts: Facts, policy: Policy, context: VisitContext, now: EpochSeconds): Ruled {
  const venue = Object.hasOwn(policy.venueTypes, context.venueType) ? policy.venueTypes[context.venueType] : undefined;
  if (venue === undefined) return { reasons: [builtInReason('rules-failed')], fault: 'rules-failed' };
  const data = ruleData(facts, policy, context, now);
  const inForce = venue.rules.filter((rule) => isInForce(rule, context, now));
  const answers = inForce.map(({ logic, reason }) => ({ isKept: tryEvaluate(logic, data), reason }));
  const broken = answers.filter(({ isKept }) => isKept === false).map(({ reason }) => reason);
  if (answers.every(({ isKept }) => isKept !== undefined)) return { reasons: worstFirst(broken), fault: null };
  return { reasons: worstFirst([...broken, builtInReason('rules-failed')]), fault: 'rules-failed' };
}

/** Whether a rule is asked at all, there and then. */
export function isInForce(
  { directions, validFrom, validTo }: Rule,
  { direction }: Pick<VisitContext, 'direction'>,
  now: EpochSeconds,
): boolean {
  return directions.includes(direction) && now >= validFrom && now < validTo;
}

/** @returns whether the rule is kept; `undefined` if it cannot be judged by */
export function tryEvaluate(logic: Logic, data: object): boolean | undefined {
  try {
    const result = logic(data);
    return typeof result === 'boolean' ? result : undefined;
  } catch {
    // The evaluator throws for operands of the wrong kind; the caller sends the visitor to a person.
    return undefined;
  }
}

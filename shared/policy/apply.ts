import type { Facts } from '../credential/facts.ts';
import { fail, ok, type Result } from '../result.ts';
import type { EpochSeconds } from '../time.ts';
import { worstFirst, type Reason } from '../verdict.ts';
import type { Logic } from './compile.ts';
import type { Policy, Rule } from './policy.ts';
import { ruleData } from './rule-data.ts';

/** The circumstances of a visit that rules may ask about. */
export interface VisitContext {
  readonly venueType: string;
  /** GB/T 2260 area code of the venue's district. */
  readonly district: string | null;
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

/**
 * Applies the rules of the venue's type to one visitor.
 *
 * @returns the reason of every rule that is not kept, worst first, none if all are kept; `rules-failed` if a rule could
 *   not run, gave something other than true or false, or the policy has no such venue type
 */
export function applyPolicy(
  facts: Facts,
  policy: Policy,
  context: VisitContext,
  now: EpochSeconds,
): Result<Reason[], 'rules-failed'> {
  if (!Object.hasOwn(policy.venueTypes, context.venueType)) return fail('rules-failed');
  const venue = policy.venueTypes[context.venueType];
  if (venue === undefined) return fail('rules-failed');
  const data = ruleData(facts, policy, context, now);
  const reasons: Reason[] = [];
  for (const rule of venue.rules) {
    if (!isInForce(rule, context, now)) continue;
    const isKept = tryEvaluate(rule.logic, data);
    if (isKept === undefined) return fail('rules-failed');
    if (!isKept) reasons.push(rule.reason);
  }
  return ok(worstFirst(reasons));
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

import { parseDateTime, type EpochSeconds } from '../time.ts';
import { isInForce, tryEvaluate } from './apply.ts';
import type { Policy, PolicyMistake, Rule } from './policy.ts';
import { ruleData } from './rule-data.ts';
import { contextOf, factsOf } from './sample.ts';

/**
 * Tries every rule on its own examples, at each venue type that an example does not name itself.
 *
 * A rule must have at least one example that keeps it and one that does not: else nobody has tried where it begins to
 * hold.
 *
 * @returns what does not come out as the examples say, and rules that have too few
 */
export function testExamples(policy: Policy): PolicyMistake[] {
  return Object.values(policy.rules).flatMap((rule) => [...coverage(rule), ...failures(rule, policy)]);
}

function coverage({ id, examples }: Rule): PolicyMistake[] {
  const path = `rules.${id}.examples`;
  if (!examples.some(({ isKept }) => isKept)) return [{ path, reason: 'no example of a visitor who keeps the rule' }];
  if (examples.every(({ isKept }) => isKept)) return [{ path, reason: 'no example of a visitor who breaks the rule' }];
  return [];
}

function failures(rule: Rule, policy: Policy): PolicyMistake[] {
  const mine = Object.entries(policy.venueTypes)
    .filter(([, { rules }]) => rules.some(({ id }) => id === rule.id))
    .map(([venueType]) => venueType);
  return rule.examples.flatMap((example, i) => {
    const path = `rules.${rule.id}.examples.${i}`;
    const { venueType } = example.circumstances;
    if (venueType !== undefined && !mine.includes(venueType))
      return [{ path, reason: `${venueType} does not have this rule` }];
    const where = venueType === undefined ? mine : [venueType];
    return where.flatMap((one) => {
      const reason = failure(rule, example, one, policy);
      return reason === null ? [] : [{ path, reason: `${reason} (${one})` }];
    });
  });
}

function failure(
  rule: Rule,
  { visitor, circumstances, isKept }: Rule['examples'][number],
  venueType: string,
  policy: Policy,
): string | null {
  const now = momentOf(circumstances.at ?? policy.issuedAt);
  const context = contextOf({ ...circumstances, venueType }, visitor, now);
  if (!isInForce(rule, context, now)) return 'the rule does not hold there and then';
  const facts = factsOf(visitor, now, policy.parameters.utcOffsetMinutes);
  const found = tryEvaluate(rule.logic, ruleData(facts, policy, context, now));
  if (found === undefined) return 'the rule cannot run';
  if (found === isKept) return null;
  return isKept ? 'the rule is broken, the example says kept' : 'the rule is kept, the example says broken';
}

/** Of a time that was checked when the policy was read. */
function momentOf(text: string): EpochSeconds {
  const parsed = parseDateTime(text);
  return parsed.ok ? parsed.value : 0;
}

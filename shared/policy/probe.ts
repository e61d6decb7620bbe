import type { EpochSeconds } from '../time.ts';
import { tryEvaluate } from './apply.ts';
import { aspectsFor, type Trait } from './probe-aspects.ts';
import type { Policy, PolicyMistake, Rule } from './policy.ts';
import { ruleData, venueForRules } from './rule-data.ts';
import { inWords } from './sample-words.ts';
import { circumstancesSchema, contextOf, factsOf, sampleSchema, type Circumstances, type Sample } from './sample.ts';

/** Visitors that one rule is tried on at most: enough for every combination of what a rule usually reads. */
const MAX_PROBES = 300;
/** Larger than that and prime, so that the steps of a walk meet every combination there is before any comes again. */
const STRIDE = 7919;

/** A made-up visitor at a door. */
interface Probe {
  readonly sample: Sample;
  readonly circumstances: Circumstances;
}

/**
 * Finds rules that cannot run: that throw for some visitor, as a comparison with what is not there does, or give
 * something other than true or false.
 *
 * A rule is tried on visitors who have, and have not, each of the things that it reads, in every combination as far as
 * there are not too many of them. Such a rule would send people to a person and say nothing of why.
 */
export function rulesThatFail(policy: Policy, now: EpochSeconds): PolicyMistake[] {
  return Object.values(policy.rules).flatMap((rule) => {
    const failing = firstFailing(rule, policy, now);
    if (failing === undefined) return [];
    const who = inWords(failing.sample, failing.circumstances).en;
    return [{ path: `rules.${rule.id}.logic`, reason: `throws, or gives neither true nor false, for: ${who}` }];
  });
}

function firstFailing({ id, logic, reads, directions }: Rule, policy: Policy, now: EpochSeconds): Probe | undefined {
  const mine = Object.entries(policy.venueTypes).filter(([, { rules }]) => rules.some((rule) => rule.id === id));
  // To a rule that reads nothing of its venue they are all one.
  const isLocal = reads.some((path) => path.startsWith('venue.'));
  const venues = mine
    .slice(0, isLocal ? mine.length : 1)
    .map(([type]) => ({ type, venue: venueForRules(policy, type) }));
  const [first] = venues;
  if (first === undefined) return undefined;
  return combinations(aspectsFor(reads, directions, policy))
    .map(probeOf)
    .find(({ sample, circumstances }) => {
      const facts = factsOf(sample, now, policy.parameters.utcOffsetMinutes);
      const context = contextOf({ ...circumstances, venueType: first.type }, sample, now);
      const data = ruleData(facts, policy, context, now);
      return venues.some(({ venue }) => tryEvaluate(logic, { ...data, venue }) === undefined);
    });
}

/** One trait of every aspect: all combinations, or where they are too many some that are spread over all of them. */
function combinations(aspects: readonly (readonly Trait[])[]): Trait[][] {
  const count = aspects.reduce((product, { length }) => product * length, 1);
  const step = count > MAX_PROBES ? STRIDE : 1;
  return Array.from({ length: Math.min(count, MAX_PROBES) }, (_, n) => {
    let rest = (n * step) % count;
    return aspects.map((traits) => {
      const trait = traits[rest % traits.length] ?? {};
      rest = Math.floor(rest / traits.length);
      return trait;
    });
  });
}

function probeOf(traits: readonly Trait[]): Probe {
  const tests = traits.flatMap((trait) => trait.tests ?? []);
  return {
    sample: traits.reduce<Sample>((sum, { sample }) => ({ ...sum, ...sample }), { ...ORDINARY.sample, tests }),
    circumstances: traits.reduce((sum, { circumstances }) => ({ ...sum, ...circumstances }), ORDINARY.circumstances),
  };
}

/** A visitor of whom nothing is said. */
const ORDINARY: Probe = { sample: sampleSchema.parse({}), circumstances: circumstancesSchema.parse({}) };

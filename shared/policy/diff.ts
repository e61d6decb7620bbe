import type { EpochSeconds } from '../time.ts';
import { worstVerdict, type Language, type Verdict } from '../verdict.ts';
import { applyPolicy } from './apply.ts';
import type { Policy } from './policy.ts';
import { circumstancesSchema, contextOf, factsOf, sampleSchema, type Circumstances, type Sample } from './sample.ts';
import { inWords } from './sample-words.ts';

/** What a policy comes to for one visitor. */
export interface Outcome {
  readonly verdict: Verdict;
  /** Codes of reasons, worst first. */
  readonly reasons: readonly string[];
}

/** A made-up visitor of whom one policy thinks otherwise than another. */
export interface Difference {
  readonly venueType: string;
  readonly visitor: Readonly<Record<Language, string>>;
  /** `null`: the policy has no such venue type. */
  readonly before: Outcome | null;
  readonly after: Outcome | null;
}

interface Case {
  readonly sample: Sample;
  readonly circumstances: Circumstances;
}

/** Ages at which rules tend to change their mind, besides those that the policies themselves name, in hours. */
const AGES_HOURS = [1, 24, 48, 72, 96, 168];

/**
 * Tries two policies on the same made-up visitors: the examples of both, and visitors with every colour, kind and result
 * of test, at and one second beyond every age that either policy names or that is usual.
 *
 * @param now the moment at which both are tried
 * @param district where the venue is, for all of them; `null`: where each example says, the others nowhere
 */
export function diffPolicies(
  before: Policy,
  after: Policy,
  now: EpochSeconds,
  district: string | null = null,
): Difference[] {
  const venueTypes = new Set([...Object.keys(before.venueTypes), ...Object.keys(after.venueTypes)]);
  const cases = unique([...examplesIn(before), ...examplesIn(after), ...grid(before, after)].map(placedIn(district)));
  const differences = [...venueTypes].flatMap((venueType) =>
    cases.flatMap((one): Difference[] => {
      if (![undefined, venueType].includes(one.circumstances.venueType)) return [];
      const [was, is] = [outcomeOf(one, before, venueType, now), outcomeOf(one, after, venueType, now)];
      if (JSON.stringify(was) === JSON.stringify(is)) return [];
      return [{ venueType, visitor: inWords(one.sample, one.circumstances), before: was, after: is }];
    }),
  );
  // Visitors that differ in nothing that words say are one to whoever reads of them.
  return unique(differences);
}

function placedIn(district: string | null): (one: Case) => Case {
  return (one) => (district === null ? one : { ...one, circumstances: { ...one.circumstances, district } });
}

function outcomeOf(
  { sample, circumstances }: Case,
  policy: Policy,
  venueType: string,
  now: EpochSeconds,
): Outcome | null {
  if (!Object.hasOwn(policy.venueTypes, venueType)) return null;
  const facts = factsOf(sample, now, policy.parameters.utcOffsetMinutes);
  const { reasons } = applyPolicy(facts, policy, contextOf({ ...circumstances, venueType }, sample, now), now);
  return { verdict: reasons.length === 0 ? 'admit' : worstVerdict(reasons), reasons: reasons.map(({ code }) => code) };
}

function examplesIn({ rules }: Policy): Case[] {
  return Object.values(rules).flatMap(({ examples }) =>
    // What a rule says of one venue type may be asked of all.
    examples.map(({ visitor, circumstances }) => ({
      sample: visitor,
      circumstances: { ...circumstances, venueType: undefined },
    })),
  );
}

function grid(...policies: readonly Policy[]): Case[] {
  const circumstances = circumstancesSchema.parse({});
  const colours = ['green', 'yellow', 'red', null] as const;
  const tests = testsAt(agesIn(policies));
  const samples = colours.flatMap((colour) => [
    sampleSchema.parse({ colour }),
    ...tests.map((test) => sampleSchema.parse({ colour, tests: [test] })),
  ]);
  return samples.map((sample) => ({ sample, circumstances }));
}

function testsAt(ages: readonly number[]): object[] {
  const kinds = ['nucleic-acid', 'antigen'] as const;
  return kinds.flatMap((kind) => [
    ...ages.map((sampledSecondsAgo) => ({ kind, sampledSecondsAgo, resultSecondsAgo: sampledSecondsAgo })),
    ...['positive', 'pending', 'inconclusive'].map((result) => ({ kind, result, sampledSecondsAgo: 3600 })),
  ]);
}

/** At the boundary, and the second after. */
function agesIn(policies: readonly Policy[]): number[] {
  const named = policies.flatMap(({ venueTypes }) =>
    Object.values(venueTypes).flatMap(({ parameters }) =>
      Object.entries(parameters).flatMap(([name, value]) => {
        if (typeof value !== 'number') return [];
        return name.endsWith('Hours') ? value * 3600 : name.endsWith('Days') ? value * 86_400 : value;
      }),
    ),
  );
  const ages = [...named, ...AGES_HOURS.map((hours) => hours * 3600)];
  return [...new Set(ages.flatMap((age) => [age, age + 1]))].sort((a, b) => a - b);
}

function unique<T>(all: readonly T[]): T[] {
  const seen = new Map(all.map((one) => [JSON.stringify(one), one]));
  return [...seen.values()];
}

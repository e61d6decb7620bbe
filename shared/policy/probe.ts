import { parseDateTime, type EpochSeconds } from '../time.ts';
import type { VisitContext } from './apply.ts';
import { literalsIn } from './literals.ts';
import { aspectsFor } from './probe-aspects.ts';
import type { Trait } from './probe-trait.ts';
import { whyItFails } from './probe-words.ts';
import type { Policy, PolicyMistake, Rule } from './policy.ts';
import { ruleData, venueForRules } from './rule-data.ts';
import { inWords } from './sample-words.ts';
import { circumstancesSchema, contextOf, factsOf, sampleSchema, type Circumstances, type Sample } from './sample.ts';

/** Combinations up to which a rule is tried on all of them. */
const MAX_COMBINATIONS = 300;
/** Where there are more: how many are chosen in each of two ways, beside each thing alone. */
const MAX_CHOSEN = 200;

/** A made-up visitor at a door. */
interface Probe {
  readonly sample: Sample;
  readonly circumstances: Circumstances;
  readonly district: Trait['district'];
}

/** For whom a rule fails, and all that it could read of them. */
interface Failure extends Probe {
  readonly data: object;
}

/**
 * Finds rules that cannot run: that throw for some visitor, as a comparison with what is not there does, or give
 * something other than true or false.
 *
 * A rule is tried on visitors who have, and have not, each of the things that it reads, on either side of every number
 * and with every text that it compares them with, in every combination as far as there are not too many of them. Such a
 * rule would send people to a person and say nothing of why.
 *
 * @param written the rules' logic as it was before it was made ready, by the rules' ids
 */
export function rulesThatFail(
  policy: Policy,
  written: Readonly<Record<string, { readonly logic: unknown }>>,
  now: EpochSeconds,
): PolicyMistake[] {
  return Object.values(policy.rules).flatMap((rule) => {
    const logic = written[rule.id]?.logic;
    const failing = firstFailing(rule, logic, policy, now);
    if (failing === undefined) return [];
    return [{ path: `rules.${rule.id}.logic`, reason: whyItFails(logic, failing.data, whoIs(failing)) }];
  });
}

function whoIs({ sample, circumstances, district }: Probe): string {
  const words = inWords(sample, circumstances).en;
  return district === undefined ? words : `${words}, district status ${district.status}`;
}

function firstFailing(rule: Rule, written: unknown, policy: Policy, now: EpochSeconds): Failure | undefined {
  const venues = venuesOf(rule, policy);
  const [first] = venues;
  if (first === undefined) return undefined;
  const valuesOf = (path: string): readonly unknown[] => {
    if (path === 'context.reentryWindowSeconds') return [policy.parameters.reentryWindowSeconds];
    const name = /^venue\.(?<name>\w+)$/u.exec(path)?.groups?.['name'];
    return name === undefined ? [] : venues.map((venue) => venue[name]);
  };
  const aspects = aspectsFor(rule, literalsIn(written, valuesOf), policy);
  for (const traits of combinations(aspects)) {
    const probe = probeOf(traits);
    const data = dataFor(probe, policy, now);
    const venue = venues.find((one) => !givesTruth(rule, { ...data, venue: one }));
    if (venue !== undefined) return { ...probe, data: { ...data, venue } };
  }
  return undefined;
}

type Venue = Readonly<Record<string, unknown>>;

/** What the rule's venue types say of themselves, those that are one to it once. */
function venuesOf({ id, reads }: Rule, policy: Policy): Venue[] {
  const mine = Object.entries(policy.venueTypes).filter(([, { rules }]) => rules.some((rule) => rule.id === id));
  const local = reads.filter((path) => path.startsWith('venue.')).map((path) => path.slice('venue.'.length));
  const different = new Map<string, Venue>();
  for (const [type] of mine) {
    const venue: Venue = { ...venueForRules(policy, type) };
    different.set(JSON.stringify(local.map((name) => venue[name])), venue);
  }
  return [...different.values()];
}

function dataFor({ sample, circumstances, district }: Probe, policy: Policy, issuedAt: EpochSeconds): object {
  const parsed = parseDateTime(circumstances.at ?? '');
  const now = parsed.ok ? parsed.value : issuedAt;
  const facts = factsOf(sample, now, policy.parameters.utcOffsetMinutes);
  const context: VisitContext = contextOf({ ...circumstances, venueType: '' }, sample, now);
  const data = ruleData(facts, policy, context, now);
  return district === undefined ? data : { ...data, district: { code: circumstances.district, ...district } };
}

function givesTruth({ logic }: Rule, data: object): boolean {
  try {
    return typeof logic(data) === 'boolean';
  } catch {
    // It throws for operands of the wrong kind, which is what is looked for.
    return false;
  }
}

/**
 * One trait of every aspect: all combinations; or where they are too many, each trait and some pairs of them alone with
 * what is ordinary, and some combinations that are spread over all of them.
 */
function* combinations(aspects: readonly (readonly Trait[])[]): Generator<readonly Trait[]> {
  const count = aspects.reduce((product, { length }) => product * length, 1);
  if (count <= MAX_COMBINATIONS) {
    for (let n = 0; n < count; n += 1) yield nthOf(aspects, n);
    return;
  }
  for (const trait of aspects.flat()) yield [trait];
  yield* pairs(aspects);
  for (let n = 1; n <= MAX_CHOSEN; n += 1) yield spread(aspects, n);
}

function nthOf(aspects: readonly (readonly Trait[])[], n: number): Trait[] {
  let rest = n;
  return aspects.map((traits) => {
    const trait = traits[rest % traits.length] ?? {};
    rest = Math.floor(rest / traits.length);
    return trait;
  });
}

/** Every so many of all pairs, so that they are not more than the limit. */
function* pairs(aspects: readonly (readonly Trait[])[]): Generator<readonly Trait[]> {
  const both = aspects.flatMap((first, i) => aspects.slice(i + 1).map((second) => [first, second]));
  const count = both.reduce((sum, pair) => sum + nPairs(pair), 0);
  const step = Math.max(1, count / MAX_CHOSEN);
  let before = 0;
  let next = 0;
  for (const pair of both) {
    for (; next < before + nPairs(pair); next += step) yield nthOf(pair, Math.floor(next) - before);
    before += nPairs(pair);
  }
}

function nPairs([first, second]: readonly (readonly Trait[])[]): number {
  return (first?.length ?? 0) * (second?.length ?? 0);
}

/**
 * The `n`th of a sequence that fills the space of all combinations evenly, however many aspects there are: multiples of
 * irrational numbers, each of its own, taken by their fractions.
 */
function spread(aspects: readonly (readonly Trait[])[], n: number): Trait[] {
  return aspects.map((traits, i) => {
    const position = (n * Math.sqrt(PRIMES[i % PRIMES.length] ?? 2)) % 1;
    return traits[Math.floor(position * traits.length)] ?? {};
  });
}

/** As many as there are aspects, so that none goes along with another. */
const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71];

function probeOf(traits: readonly Trait[]): Probe {
  const tests = traits.flatMap((trait) => trait.tests ?? []);
  return {
    sample: traits.reduce<Sample>((sum, { sample }) => ({ ...sum, ...sample }), { ...ORDINARY.sample, tests }),
    circumstances: traits.reduce((sum, { circumstances }) => ({ ...sum, ...circumstances }), ORDINARY.circumstances),
    district: traits.find(({ district }) => district !== undefined)?.district,
  };
}

/** A visitor of whom nothing is said. */
const ORDINARY = { sample: sampleSchema.parse({}), circumstances: circumstancesSchema.parse({}) };

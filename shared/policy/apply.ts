import type { Facts, TestFact } from '../credential/facts.ts';
import { fail, ok, type Result } from '../result.ts';
import { SECONDS_PER_DAY, type EpochSeconds } from '../time.ts';
import { worstFirst, type Reason } from '../verdict.ts';
import type { Logic } from './compile.ts';
import type { Policy } from './policy.ts';

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
}

/** How far ahead of our clock a sampling site's may run before its test counts as post-dated. */
const SKEW_SECONDS = 300;

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
  const { venueType, district, direction, hasCardReader, secondsSinceAdmitted, temperatureCelsius } = context;
  const data = {
    facts: factsForRules(facts, now),
    venue: { type: venueType, ...venue.parameters },
    district,
    now,
    context: {
      direction,
      hasCardReader,
      secondsSinceAdmitted,
      // CertLogic knows neither null nor a way to tell it from 0.
      hasBeenAdmitted: secondsSinceAdmitted !== null,
      // Nor does it know fractions: 37.3 °C is 373.
      temperatureTenths: temperatureCelsius === null ? null : Math.round(temperatureCelsius * 10),
      reentryWindowSeconds: policy.parameters.reentryWindowSeconds,
    },
  };
  const reasons: Reason[] = [];
  for (const { directions, validFrom, validTo, logic, reason } of venue.rules) {
    if (!directions.includes(context.direction) || now < validFrom || now >= validTo) continue;
    const isKept = tryEvaluate(logic, data);
    if (isKept === undefined) return fail('rules-failed');
    if (!isKept) reasons.push(reason);
  }
  return ok(worstFirst(reasons));
}

function tryEvaluate(logic: Logic, data: object): boolean | undefined {
  try {
    const result = logic(data);
    return typeof result === 'boolean' ? result : undefined;
  } catch {
    // The evaluator throws for operands of the wrong kind; the caller sends the visitor to a person.
    return undefined;
  }
}

/**
 * The one test that the guard is shown: the newest nucleic-acid test that has a result, else the newest antigen test; but
 * where the newest of all is positive, that one, so that a refusal never stands beside a negative result.
 */
export function newestTest(tests: readonly TestFact[], now: EpochSeconds): TestFact | null {
  const concluded = concludedTests(tests, now);
  const newest = concluded[0] ?? null;
  const nucleicAcid = concluded.find(isNucleicAcid);
  return newest?.result === 'positive' ? newest : (nucleicAcid ?? newest);
}

/** Tests with a result that our clock has reached, newest sample first; of two taken at once the positive comes first. */
function concludedTests(tests: readonly TestFact[], now: EpochSeconds): TestFact[] {
  return tests
    .filter((test) => test.result !== 'pending' && !isPostDated(test, now))
    .sort((a, b) => b.sampledAt - a.sampledAt || Number(b.result === 'positive') - Number(a.result === 'positive'));
}

function isPostDated({ sampledAt, resultAt }: TestFact, now: EpochSeconds): boolean {
  return Math.max(sampledAt, resultAt ?? sampledAt) > now + SKEW_SECONDS;
}

function isNucleicAcid({ kind }: TestFact): boolean {
  return kind === 'nucleic-acid';
}

/** Facts as rules see them: ages in whole seconds, so that neither midnight nor summer time moves a boundary. */
function factsForRules(facts: Facts, now: EpochSeconds): object {
  const today = Math.floor(now / SECONDS_PER_DAY);
  const concluded = concludedTests(facts.tests, now);
  const newest = (kind?: TestFact['kind']): object | null => {
    const test = concluded.find((one) => kind === undefined || one.kind === kind);
    return test === undefined ? null : testForRules(test, now);
  };
  const pending = facts.tests.filter((test) => test.result === 'pending' && !isPostDated(test, now));
  const postDated = facts.tests.filter((test) => isPostDated(test, now));
  return {
    kind: facts.kind,
    colour: facts.colour,
    ageGroup: facts.ageGroup,
    tests: facts.tests.map((test) => testForRules(test, now)),
    newestResult: newest(),
    newestNucleicAcid: newest('nucleic-acid'),
    newestAntigen: newest('antigen'),
    hasPending: pending.length > 0,
    hasPendingNucleicAcid: pending.some(isNucleicAcid),
    hasPostDated: postDated.length > 0,
    hasPostDatedNucleicAcid: postDated.some(isNucleicAcid),
    vaccinations: facts.vaccinations.map(({ product, dose, of, atDay }) => ({
      product,
      dose,
      of,
      ageDays: today - atDay,
    })),
    recoveries: facts.recoveries.map(({ firstPositiveDay, fromDay, untilDay }) => ({
      firstPositiveDaysAgo: today - firstPositiveDay,
      fromDaysAgo: today - fromDay,
      untilDaysAgo: today - untilDay,
    })),
    visited: facts.visited.map(({ area, fromDay, toDay }) => ({
      area,
      fromDaysAgo: today - fromDay,
      toDaysAgo: today - toDay,
    })),
    pass: facts.pass && {
      type: facts.pass.type,
      holder: facts.pass.holder,
      places: facts.pass.places,
      secondsLeft: facts.pass.until - now,
    },
  };
}

function testForRules({ kind, result, sampledAt, resultAt }: TestFact, now: EpochSeconds): object {
  return {
    kind,
    result,
    ageSeconds: now - sampledAt,
    resultAgeSeconds: resultAt === null ? null : now - resultAt,
  };
}

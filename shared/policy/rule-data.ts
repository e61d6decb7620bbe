import type { Facts, PassFact, TestFact, VaccinationFact, VisitedFact } from '../credential/facts.ts';
import { monthsBetween, type EpochSeconds } from '../time.ts';
import type { VisitContext } from './apply.ts';
import { districtStatus, isWithin, localDay } from './district.ts';
import { isHere, isNow } from './pass-scope.ts';
import type { MarkedArea, Policy } from './policy.ts';

/** How far ahead of our clock a sampling site's may run before its test counts as post-dated. */
const SKEW_SECONDS = 300;

/** Everything that rules may read. @see docs/policy.md, "What a rule may read" */
export function ruleData(facts: Facts, policy: Policy, context: VisitContext, now: EpochSeconds): object {
  const { venueType, direction, hasCardReader, secondsSinceAdmitted, temperatureCelsius, clockErrorSeconds } = context;
  const today = localDay(now, policy.parameters.utcOffsetMinutes);
  return {
    facts: factsForRules(facts, policy, context, now),
    venue: venueForRules(policy, venueType),
    district: districtForRules(policy, context.district, today),
    now,
    context: {
      direction,
      hasCardReader,
      secondsSinceAdmitted,
      // CertLogic knows neither null nor a way to tell it from 0.
      hasBeenAdmitted: secondsSinceAdmitted !== null,
      hasTemperature: temperatureCelsius !== null,
      isClockErrorKnown: clockErrorSeconds !== null,
      clockErrorSeconds,
      // Nor does it know fractions: 37.3 °C is 373.
      temperatureTenths: temperatureCelsius === null ? null : Math.round(temperatureCelsius * 10),
      reentryWindowSeconds: policy.parameters.reentryWindowSeconds,
    },
  };
}

/** The one part of it that depends on the venue's type. */
export function venueForRules({ venueTypes }: Policy, venueType: string): object {
  return { ...venueTypes[venueType]?.parameters, type: venueType };
}

function districtForRules({ districts }: Policy, code: string | null, today: number): object {
  const district = districts.find((one) => one.code === code);
  const { status, daysAgo } =
    district === undefined ? { status: 'unknown', daysAgo: null } : districtStatus(district, today);
  return { code, status, statusDaysAgo: daysAgo };
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
function factsForRules(facts: Facts, policy: Policy, context: VisitContext, now: EpochSeconds): object {
  const { codeIssuedAt } = context;
  const today = localDay(now, policy.parameters.utcOffsetMinutes);
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
    codeAgeSeconds: codeIssuedAt === null ? null : now - codeIssuedAt,
    tests: facts.tests.map((test) => testForRules(test, now)),
    newestResult: newest(),
    newestNucleicAcid: newest('nucleic-acid'),
    newestAntigen: newest('antigen'),
    hasPending: pending.length > 0,
    hasPendingNucleicAcid: pending.some(isNucleicAcid),
    hasPostDated: postDated.length > 0,
    hasPostDatedNucleicAcid: postDated.some(isNucleicAcid),
    vaccinations: facts.vaccinations.map((one) => vaccinationForRules(one, today)),
    lastVaccination: lastVaccination(facts, today),
    recoveries: facts.recoveries.map(({ firstPositiveDay, fromDay, untilDay }) => ({
      firstPositiveDaysAgo: today - firstPositiveDay,
      fromDaysAgo: today - fromDay,
      untilDaysAgo: today - untilDay,
    })),
    visited: facts.visited.map((stay) => stayForRules(stay, today)),
    lastRiskStay: lastStayIn(policy.riskAreas, facts, today),
    lastStarredStay: lastStayIn(policy.starredAreas, facts, today),
    pass: facts.pass && passForRules(facts.pass, policy, context, now),
  };
}

function passForRules(
  pass: PassFact,
  { parameters }: Policy,
  { door, district }: Pick<VisitContext, 'door' | 'district'>,
  now: EpochSeconds,
): object {
  const { type, holder, company, places, carries, until } = pass;
  return {
    ...{ type, holder, company, places, carries },
    secondsLeft: until - now,
    isHere: isHere(pass, door, district),
    isNow: isNow(pass, now, parameters.utcOffsetMinutes),
  };
}

function testForRules({ kind, result, sampledAt, resultAt }: TestFact, now: EpochSeconds): object {
  return {
    kind,
    result,
    ageSeconds: now - sampledAt,
    // 0 seconds are as false to CertLogic as none.
    isResultTimeKnown: resultAt !== null,
    resultAgeSeconds: resultAt === null ? null : now - resultAt,
  };
}

function vaccinationForRules({ product, dose, of, atDay }: VaccinationFact, today: number): object {
  return { product, dose, of, ageDays: today - atDay, ageMonths: monthsBetween(atDay, today) };
}

function lastVaccination({ vaccinations }: Facts, today: number): object | null {
  const [last] = vaccinations.toSorted((a, b) => b.atDay - a.atDay || b.dose - a.dose);
  return last === undefined ? null : vaccinationForRules(last, today);
}

function stayForRules({ area, fromDay, toDay }: VisitedFact, today: number): object {
  return { area, fromDaysAgo: today - fromDay, toDaysAgo: today - toDay };
}

/** The stay in one of these that ended last; one that was over before the area became one does not count. */
function lastStayIn(areas: readonly MarkedArea[], { visited }: Facts, today: number): object | null {
  const counts = ({ area, toDay }: VisitedFact): boolean =>
    areas.some((marked) => isWithin(area, marked.area) && toDay >= marked.fromDay);
  const [last] = visited.filter(counts).toSorted((a, b) => b.toDay - a.toDay);
  return last === undefined ? null : stayForRules(last, today);
}

import { CARRIES, PASS_TYPES } from '../credential/pass.ts';
import { parseDateTime, SECONDS_PER_HOUR } from '../time.ts';
import type { Literals } from './literals.ts';
import type { Policy, Rule } from './policy.ts';
import { askedBy, MAX_DAYS, type Asked, type Trait } from './probe-trait.ts';
import { LONG_AGO, testsOf, withTest } from './probe-tests.ts';
import type { Circumstances, Sample } from './sample.ts';

/** What rules see of one aspect of a visit, and all that it may be like: not there first, then there in its varieties. */
interface Aspect {
  readonly variables: RegExp;
  readonly traits: (asked: Asked) => readonly Trait[];
}

const HOUR = SECONDS_PER_HOUR;
/** Of no place that there is. */
const ELSEWHERE = '990099';
/** How long a recovery counts, as certificates say it: from the 11th day to the 180th. */
const RECOVERY_FROM = 11;
const RECOVERY_UNTIL = 180;

const nothing: Trait = {};
const withSample = (sample: Partial<Omit<Sample, 'tests'>>): Trait => ({ sample });
const at = (circumstances: Partial<Circumstances>): Trait => ({ circumstances });
const isDays = (count: number): boolean => count <= MAX_DAYS;

const TESTS: readonly Aspect[] = [
  {
    variables: /^facts\.(?:newestResult|newestNucleicAcid|tests)\b/u,
    traits: (asked) => [nothing, ...testsOf('nucleic-acid', asked)],
  },
  {
    variables: /^facts\.(?:newestResult|newestAntigen|tests)\b/u,
    traits: (asked) => [nothing, ...testsOf('antigen', asked)],
  },
  {
    variables: /^facts\.(?:newestResult|tests)\b/u,
    traits: () => [nothing, withTest({ kind: 'other', sampledSecondsAgo: 4 * HOUR })],
  },
  {
    variables: /^facts\.(?:hasPending|hasPendingNucleicAcid|tests)\b/u,
    traits: () => [
      nothing,
      withTest({ result: 'pending', sampledSecondsAgo: HOUR }),
      withTest({ kind: 'antigen', result: 'pending', sampledSecondsAgo: HOUR }),
    ],
  },
  {
    variables: /^facts\.(?:hasPostDated|hasPostDatedNucleicAcid|tests)\b/u,
    traits: () => [
      nothing,
      withTest({ sampledSecondsAgo: -HOUR }),
      withTest({ kind: 'antigen', sampledSecondsAgo: -HOUR }),
    ],
  },
];

const PERSON: readonly Aspect[] = [
  {
    variables: /^facts\.kind$/u,
    traits: () => [null, 'dynamic' as const, 'paper' as const].map((kind) => withSample({ kind })),
  },
  {
    variables: /^facts\.colour$/u,
    traits: () => [null, 'green' as const, 'yellow' as const, 'red' as const].map((colour) => withSample({ colour })),
  },
  {
    variables: /^facts\.ageGroup$/u,
    traits: ({ texts }) => [nothing, ...['60+', ...texts('ageGroup')].map((ageGroup) => withSample({ ageGroup }))],
  },
  {
    variables: /^facts\.codeAgeSeconds$/u,
    traits: ({ numbers }) =>
      numbers('codeAgeSeconds', [0, LONG_AGO]).map((codeAgeSeconds) => withSample({ codeAgeSeconds })),
  },
  { variables: /^facts\.(?:vaccinations|lastVaccination)\b/u, traits: vaccinated },
  { variables: /^facts\.recoveries\b/u, traits: recovered },
  { variables: /^facts\.pass\b/u, traits: withPass },
];

const DOOR: readonly Aspect[] = [
  {
    variables: /^context\.(?:temperatureTenths|hasTemperature)$/u,
    traits: ({ numbers }) => [
      nothing,
      ...numbers('temperatureTenths', [365, 390])
        // What a thermometer for people shows.
        .filter((tenths) => tenths >= 200 && tenths <= 500)
        .map((tenths) => at({ temperatureCelsius: tenths / 10 })),
    ],
  },
  {
    variables: /^context\.(?:secondsSinceAdmitted|hasBeenAdmitted)$/u,
    traits: ({ numbers }) => [
      nothing,
      ...numbers('secondsSinceAdmitted', [0, LONG_AGO]).map((seconds) => at({ secondsSinceAdmitted: seconds })),
    ],
  },
  {
    variables: /^context\.(?:clockErrorSeconds|isClockErrorKnown)$/u,
    traits: ({ numbers }) => [
      nothing,
      ...numbers('clockErrorSeconds', [0, HOUR]).map((seconds) => at({ clockErrorSeconds: seconds })),
    ],
  },
  { variables: /^context\.hasCardReader$/u, traits: () => [nothing, at({ hasCardReader: true })] },
  { variables: /^now$/u, traits: atTimes },
];

function vaccinated({ reads, numbers, texts }: Asked): Trait[] {
  const products = reads('product') ? ['', ...texts('product')] : [''];
  const doses = numbers('dose', [1, 2]).filter((dose) => dose >= 1 && dose <= 20);
  // The longest that so many months are.
  const months = numbers('ageMonths', []).map((count) => count * 31);
  const series = [...numbers('ageDays', [0, 5, 200]), ...months]
    .filter(isDays)
    .flatMap((daysAgo) =>
      products.flatMap((product) => doses.flatMap((dose) => seriesOf({ product, dose, daysAgo }, reads('of')))),
    );
  return [nothing, ...series.map((vaccinations) => withSample({ vaccinations }))];
}

/** The one vaccination alone, and as the last of a series of which all are known. */
function seriesOf(
  last: { readonly product: string; readonly dose: number; readonly daysAgo: number },
  isLengthAsked: boolean,
): Sample['vaccinations'][] {
  const { dose, daysAgo } = last;
  const alone = [{ ...last, of: null }];
  if (dose === 1 && !isLengthAsked) return [alone];
  const earlier = Array.from({ length: dose }, (_, i) => ({
    ...last,
    of: dose,
    dose: dose - i,
    daysAgo: daysAgo + 30 * i,
  }));
  return [alone, earlier];
}

/** Each of its three days on either side of what is asked. */
function recovered({ numbers }: Asked): Trait[] {
  const first = [
    ...numbers('firstPositiveDaysAgo', [90, 900]),
    ...numbers('fromDaysAgo', []).map((daysAgo) => daysAgo + RECOVERY_FROM),
    ...numbers('untilDaysAgo', []).map((daysAgo) => daysAgo + RECOVERY_UNTIL),
  ];
  const recoveries = first.filter(isDays).map((daysAgo) => ({
    firstPositiveDaysAgo: daysAgo,
    fromDaysAgo: daysAgo - RECOVERY_FROM,
    untilDaysAgo: daysAgo - RECOVERY_UNTIL,
  }));
  return [nothing, ...recoveries.map((one) => withSample({ recoveries: [one] }))];
}

function withPass({ reads, numbers, texts }: Asked): Trait[] {
  const left = [-HOUR, ...numbers('secondsLeft', [HOUR])];
  const bare = { holder: '', company: null, places: [], carries: null, isHere: true, isNow: true };
  const loads = reads('carries') ? CARRIES : [];
  const ways = [
    bare,
    ...texts('holder').map((holder) => ({ ...bare, holder, places: ['probe'] })),
    ...texts('places').map((place) => ({ ...bare, holder: 'probe', places: [place] })),
    ...texts('company').map((company) => ({ ...bare, company })),
    ...loads.map((carries) => ({ ...bare, carries })),
    ...(reads('isHere') ? [{ ...bare, isHere: false }] : []),
    ...(reads('isNow') ? [{ ...bare, isNow: false }] : []),
  ];
  const types = reads('type') ? PASS_TYPES : (['staff', 'vehicle'] as const);
  return [
    nothing,
    ...types.flatMap((type) =>
      ways.flatMap((way) => left.map((secondsLeft) => withSample({ pass: { type, ...way, secondsLeft } }))),
    ),
  ];
}

/** Around the moments that the rule names itself. */
function atTimes({ numbers }: Asked): Trait[] {
  const texts = numbers('now', []).flatMap((seconds) => {
    const text = new Date(seconds * 1000).toISOString();
    return parseDateTime(text).ok ? [text] : [];
  });
  return [nothing, ...texts.map((text) => at({ at: text }))];
}

/** Where visitors may have been: as many risk and starred areas as the policy knows, a few of which stand for all. */
function stays({ riskAreas, starredAreas }: Policy, { numbers, texts }: Asked): Trait[] {
  const named = texts('area').filter((area) => /^\d{6}$/u.test(area));
  const marked = [...riskAreas.slice(0, 2), ...starredAreas.slice(0, 2)].map(({ area }) => area);
  const areas = [...new Set([ELSEWHERE, ...marked, ...named])];
  const times = [
    { fromDaysAgo: 2, toDaysAgo: 1 },
    ...numbers('toDaysAgo', []).map((daysAgo) => ({ fromDaysAgo: daysAgo + 1, toDaysAgo: daysAgo })),
    ...numbers('fromDaysAgo', []).map((daysAgo) => ({ fromDaysAgo: daysAgo, toDaysAgo: Math.max(0, daysAgo - 1) })),
  ].filter(({ fromDaysAgo }) => isDays(fromDaysAgo));
  return [nothing, ...areas.flatMap((area) => times.map((time) => withSample({ visited: [{ area, ...time }] })))];
}

const STATUSES = [
  { status: 'unknown', statusDaysAgo: null },
  { status: 'unknown', statusDaysAgo: 0 },
  { status: 'zero', statusDaysAgo: 0 },
  { status: 'basically-zero', statusDaysAgo: 1 },
  { status: 'neither', statusDaysAgo: 2 },
] as const;

/** Where the venue may be, whatever its figures: those of today are not those of tomorrow. */
function districts({ districts: known }: Policy, { texts }: Asked): Trait[] {
  const named = texts('code').filter((code) => /^\d{6}$/u.test(code));
  const codes = [...new Set([ELSEWHERE, ...known.slice(0, 3).map(({ code }) => code), ...named])];
  return [nothing, ...codes.flatMap((code) => STATUSES.map((district) => ({ ...at({ district: code }), district })))];
}

/** The traits of all that a rule reads. What it does not read is of no account to it. */
export function aspectsFor({ reads, directions }: Rule, literals: Literals, policy: Policy): (readonly Trait[])[] {
  const asked = askedBy(reads, literals);
  const aspects: readonly Aspect[] = [
    ...PERSON,
    ...TESTS,
    ...DOOR,
    { variables: /^facts\.(?:visited|lastRiskStay|lastStarredStay)\b/u, traits: () => stays(policy, asked) },
    { variables: /^district\./u, traits: () => districts(policy, asked) },
    { variables: /^context\.direction$/u, traits: () => directions.map((direction) => at({ direction })) },
  ];
  return aspects
    .filter(({ variables }) => reads.some((path) => variables.test(path)))
    .map(({ traits }) => traits(asked));
}

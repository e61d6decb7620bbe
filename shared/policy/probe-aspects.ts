import { SECONDS_PER_DAY, SECONDS_PER_HOUR } from '../time.ts';
import type { z } from 'zod';
import type { Policy, Rule } from './policy.ts';
import { sampleSchema, type Circumstances, type Sample } from './sample.ts';

/** One thing that a visitor or a door may be like. */
export interface Trait {
  readonly sample?: Partial<Omit<Sample, 'tests'>>;
  /** Together with those of other traits. */
  readonly tests?: Sample['tests'];
  readonly circumstances?: Partial<Circumstances>;
}

/** What rules see of one aspect of a visit, and all that it may be like: not there first, then there in its varieties. */
interface Aspect {
  readonly variables: RegExp;
  readonly traits: readonly Trait[];
}

const HOUR = SECONDS_PER_HOUR;
/** On either side of whatever age a rule may ask about. */
const LONG_AGO = 100 * SECONDS_PER_DAY;

const nothing: Trait = {};
const withSample = (sample: z.input<typeof sampleSchema>): Trait => {
  const { tests, ...parsed } = sampleSchema.parse(sample);
  const named = Object.entries(parsed).filter(([name]) => Object.hasOwn(sample, name));
  return { tests, sample: Object.fromEntries(named) };
};
const withTest = (test: NonNullable<z.input<typeof sampleSchema>['tests']>[number]): Trait =>
  withSample({ tests: [test] });
const at = (circumstances: Partial<Circumstances>): Trait => ({ circumstances });

const ASPECTS: readonly Aspect[] = [
  {
    variables: /^facts\.kind$/u,
    traits: [null, 'dynamic' as const, 'paper' as const].map((kind) => withSample({ kind })),
  },
  {
    variables: /^facts\.colour$/u,
    traits: [null, 'green' as const, 'yellow' as const, 'red' as const].map((colour) => withSample({ colour })),
  },
  { variables: /^facts\.ageGroup$/u, traits: [nothing, withSample({ ageGroup: '60+' })] },
  { variables: /^facts\.codeAgeSeconds$/u, traits: [nothing, withSample({ codeAgeSeconds: LONG_AGO })] },
  {
    variables: /^facts\.(?:newestResult|newestNucleicAcid|tests)\b/u,
    traits: [
      nothing,
      withTest({ sampledSecondsAgo: 2 * HOUR, resultSecondsAgo: HOUR }),
      withTest({ sampledSecondsAgo: LONG_AGO }),
      withTest({ result: 'positive', sampledSecondsAgo: HOUR }),
      withTest({ result: 'inconclusive', sampledSecondsAgo: HOUR }),
    ],
  },
  {
    variables: /^facts\.(?:newestResult|newestAntigen|tests)\b/u,
    traits: [
      nothing,
      withTest({ kind: 'antigen', sampledSecondsAgo: 3 * HOUR, resultSecondsAgo: 2 * HOUR }),
      withTest({ kind: 'antigen', sampledSecondsAgo: LONG_AGO }),
      withTest({ kind: 'antigen', result: 'positive', sampledSecondsAgo: HOUR }),
    ],
  },
  {
    variables: /^facts\.(?:newestResult|tests)\b/u,
    traits: [nothing, withTest({ kind: 'other', sampledSecondsAgo: 4 * HOUR })],
  },
  {
    variables: /^facts\.(?:hasPending|hasPendingNucleicAcid|tests)\b/u,
    traits: [
      nothing,
      withTest({ result: 'pending', sampledSecondsAgo: HOUR }),
      withTest({ kind: 'antigen', result: 'pending', sampledSecondsAgo: HOUR }),
    ],
  },
  {
    variables: /^facts\.(?:hasPostDated|hasPostDatedNucleicAcid|tests)\b/u,
    traits: [nothing, withTest({ sampledSecondsAgo: -HOUR }), withTest({ kind: 'antigen', sampledSecondsAgo: -HOUR })],
  },
  {
    variables: /^facts\.(?:vaccinations|lastVaccination)\b/u,
    traits: [
      nothing,
      withSample({ vaccinations: [{ dose: 1, daysAgo: 5 }] }),
      withSample({
        vaccinations: [
          { product: 'probe', dose: 2, of: 2, daysAgo: 200 },
          { product: 'probe', dose: 1, of: 2, daysAgo: 230 },
        ],
      }),
    ],
  },
  {
    variables: /^facts\.recoveries\b/u,
    traits: [
      nothing,
      withSample({ recoveries: [{ firstPositiveDaysAgo: 90, fromDaysAgo: 79, untilDaysAgo: -90 }] }),
      withSample({ recoveries: [{ firstPositiveDaysAgo: 900, fromDaysAgo: 889, untilDaysAgo: 700 }] }),
    ],
  },
  {
    variables: /^facts\.pass\b/u,
    traits: [
      nothing,
      withSample({ pass: { type: 'staff', secondsLeft: HOUR } }),
      withSample({ pass: { type: 'vehicle', holder: 'probe', places: ['probe'], secondsLeft: -HOUR } }),
    ],
  },
  {
    variables: /^context\.(?:temperatureTenths|hasTemperature)$/u,
    traits: [nothing, at({ temperatureCelsius: 36.5 }), at({ temperatureCelsius: 39 })],
  },
  {
    variables: /^context\.(?:secondsSinceAdmitted|hasBeenAdmitted)$/u,
    traits: [nothing, at({ secondsSinceAdmitted: 0 }), at({ secondsSinceAdmitted: LONG_AGO })],
  },
  {
    variables: /^context\.(?:clockErrorSeconds|isClockErrorKnown)$/u,
    traits: [nothing, at({ clockErrorSeconds: 1 }), at({ clockErrorSeconds: HOUR })],
  },
  {
    variables: /^context\.hasCardReader$/u,
    traits: [nothing, at({ hasCardReader: true })],
  },
];

/** Where visitors of a venue may have been, and how its own district may stand: as many as the policy knows. */
function aspectsOf({ riskAreas, districts }: Policy, directions: Rule['directions']): readonly Aspect[] {
  const stay = (area: string): Trait => withSample({ visited: [{ area, fromDaysAgo: 2, toDaysAgo: 1 }] });
  // A few stand for all: they differ in their numbers only.
  const risky = riskAreas.slice(0, 2).map(({ area }) => stay(area));
  const known = districts.slice(0, 3).map(({ code }) => at({ district: code }));
  return [
    ...ASPECTS,
    { variables: /^facts\.(?:visited|lastRiskStay)\b/u, traits: [nothing, stay('990099'), ...risky] },
    { variables: /^district\./u, traits: [nothing, at({ district: '990099' }), ...known] },
    { variables: /^context\.direction$/u, traits: directions.map((direction) => at({ direction })) },
  ];
}

/** The traits of all that a rule reads. What it does not read is of no account to it. */
export function aspectsFor(
  reads: readonly string[],
  directions: Rule['directions'],
  policy: Policy,
): (readonly Trait[])[] {
  return aspectsOf(policy, directions)
    .filter(({ variables }) => reads.some((path) => variables.test(path)))
    .map(({ traits }) => traits);
}

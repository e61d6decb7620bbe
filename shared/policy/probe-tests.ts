import { SECONDS_PER_DAY, SECONDS_PER_HOUR } from '../time.ts';
import type { Asked, Trait } from './probe-trait.ts';
import type { Sample } from './sample.ts';

type Test = Sample['tests'][number];

const HOUR = SECONDS_PER_HOUR;
/** Older than what a rule usually asks about. */
export const LONG_AGO = 100 * SECONDS_PER_DAY;

/** A negative nucleic-acid test, unless said otherwise, the time of whose result nobody knows. */
export function withTest(test: Partial<Test> & Pick<Test, 'sampledSecondsAgo'>): Trait {
  return { tests: [{ kind: 'nucleic-acid', result: 'negative', resultSecondsAgo: null, ...test }] };
}

/** Tests of one kind: of each result, with and without its time, on either side of every age that the rule asks about. */
export function testsOf(kind: 'nucleic-acid' | 'antigen', asked: Asked): Trait[] {
  const results = ['negative', 'positive', 'inconclusive'] as const;
  // Nucleic acid is the newer of the two, and the older.
  const newest = kind === 'nucleic-acid' ? 2 * HOUR : 3 * HOUR;
  const usual: Partial<Test>[] = [
    { sampledSecondsAgo: newest, resultSecondsAgo: newest - HOUR },
    { sampledSecondsAgo: LONG_AGO },
    { result: 'positive', sampledSecondsAgo: HOUR },
    { result: 'inconclusive', sampledSecondsAgo: HOUR },
  ];
  const timed = timesOf(asked).flatMap((times) =>
    (asked.reads('result') ? results : (['negative'] as const)).map((result) => ({ result, ...times })),
  );
  return [...usual, ...timed].map((test) => withTest({ kind, sampledSecondsAgo: 0, ...test }));
}

function timesOf(asked: Asked): Pick<Test, 'sampledSecondsAgo' | 'resultSecondsAgo'>[] {
  const ages = asked.reads('ageSeconds') ? asked.numbers('ageSeconds', [0]) : [];
  const unknown = ages.map((age) => ({ sampledSecondsAgo: age, resultSecondsAgo: null }));
  if (!asked.reads('resultAgeSeconds') && !asked.reads('isResultTimeKnown')) return unknown;
  const known = asked.numbers('resultAgeSeconds', [0]).flatMap((resultAge) =>
    // No result comes before its sample.
    [resultAge + HOUR, ...ages.filter((age) => age >= resultAge)].map((age) => ({
      sampledSecondsAgo: age,
      resultSecondsAgo: resultAge,
    })),
  );
  return [...unknown, ...known];
}

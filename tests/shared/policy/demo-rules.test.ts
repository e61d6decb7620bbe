import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { Facts, TestFact } from '../../../shared/credential/facts.ts';
import { applyPolicy } from '../../../shared/policy/apply.ts';
import { at, codesFor, DEMO, HOUR, NINE, testAged, visitor } from './policy-kit.ts';

const TESTED = [testAged(20 * HOUR)];
const PUBLIC = ['mall', 'station', 'pharmacy', 'hospital'];

describe('how old a test may be, to the second', () => {
  const cases = [...PUBLIC.map((venueType) => [venueType, 48] as const), ['office', 72] as const].flatMap(
    ([venueType, hours]) => [
      [venueType, `${hours - 1}:59:59`, hours * HOUR - 1, []] as const,
      [venueType, `${hours}:00:00, the last good second`, hours * HOUR, []] as const,
      [venueType, `${hours}:00:01`, hours * HOUR + 1, ['test-too-old']] as const,
    ],
  );
  test.each(cases)('at a %s a test of %s is judged', (venueType, _age, seconds, expected) => {
    expect(codesFor(visitor({ tests: [testAged(seconds)] }), { venueType })).toEqual(expected);
  });

  test('an office takes the test of 71 hours that a mall does not', () => {
    const facts = visitor({ tests: [testAged(71 * HOUR)] });
    expect(codesFor(facts, { venueType: 'office' })).toEqual([]);
    expect(codesFor(facts, { venueType: 'mall' })).toEqual(['test-too-old']);
  });

  test.each([
    ['before midnight', '2022-05-13T23:59:59+08:00'],
    ['at midnight', '2022-05-14T00:00:00+08:00'],
    ['at midnight UTC', '2022-05-14T00:00:00Z'],
    ['at the end of the month', '2022-06-01T00:00:00+08:00'],
    ['on a leap day', '2024-02-29T12:00:00+08:00'],
    ['in the hour that summer time skips in Europe', '2022-03-27T03:00:00+02:00'],
  ])('the boundary is the same %s', (_case, moment) => {
    const now = at(moment);
    const aged = (seconds: number): readonly string[] =>
      codesFor(visitor({ tests: [testAged(seconds, {}, now)] }), {}, DEMO, now);
    expect(aged(48 * HOUR)).toEqual([]);
    expect(aged(48 * HOUR + 1)).toEqual(['test-too-old']);
  });

  test('the age counts from the sample, not from the result', () => {
    const test = testAged(48 * HOUR + 1, { resultAt: NINE - HOUR });
    expect(codesFor(visitor({ tests: [test] }))).toEqual(['test-too-old']);
  });
});

describe('colour', () => {
  const red: Facts = visitor({ colour: 'red', tests: TESTED });
  test.each([
    ['green and tested', visitor({ tests: TESTED }), []],
    ['yellow and tested', visitor({ colour: 'yellow', tests: TESTED }), ['colour-yellow']],
    ['red and tested', red, ['colour-red']],
    ['red and not tested', visitor({ colour: 'red' }), ['colour-red', 'test-none']],
    ['yellow and not tested: the refusal first', visitor({ colour: 'yellow' }), ['test-none', 'colour-yellow']],
    ['without a colour, tested in time', visitor({ colour: null, tests: TESTED }), []],
    [
      'without a colour, tested too long ago',
      visitor({ colour: null, tests: [testAged(49 * HOUR)] }),
      ['colour-missing'],
    ],
  ])('a visitor %s is judged', (_case, facts, expected) => {
    expect(codesFor(facts)).toEqual(expected);
  });

  test.each<[string, TestFact[], string[]]>([
    ['exactly 48 hours ago', [testAged(48 * HOUR)], []],
    ['a second more', [testAged(48 * HOUR + 1)], ['colour-missing']],
    ['never', [], ['colour-missing']],
    ['by antigen only', [testAged(HOUR, { kind: 'antigen' })], ['colour-missing']],
    ['by a test we do not know', [testAged(HOUR, { kind: 'other' })], ['colour-missing']],
    ['without a clear result', [testAged(HOUR, { result: 'inconclusive' }), testAged(2 * HOUR)], ['colour-missing']],
    ['in our future', [testAged(-301)], ['colour-missing']],
    ['with a positive result', [testAged(HOUR, { result: 'positive' })], ['positive-without-colour', 'colour-missing']],
    [
      'with a positive antigen result since',
      [testAged(2 * HOUR), testAged(HOUR, { kind: 'antigen', result: 'positive' })],
      ['positive-without-colour'],
    ],
  ])('a code without a colour, its holder tested %s', (_case, tests, expected) => {
    expect(codesFor(visitor({ colour: null, kind: null, tests }))).toEqual(expected);
  });

  test.each([
    ['green', 'green', []],
    ['yellow', 'yellow', ['colour-yellow']],
    ['red', 'red', ['colour-red']],
    ['colourless', null, ['colour-missing']],
  ] as const)('a residential gate looks at the colour alone: %s', (_case, colour, expected) => {
    expect(codesFor(visitor({ colour }), { venueType: 'residential' })).toEqual(expected);
  });
});

describe('tests', () => {
  const pending = testAged(5 * HOUR, { result: 'pending' });
  const positive = testAged(5 * HOUR, { result: 'positive' });
  const future = testAged(-301);
  const antigen = (test: TestFact): TestFact => ({ ...test, kind: 'antigen' });
  test.each<[string, TestFact[], string[]]>([
    ['no test', [], ['test-none']],
    ['a pending test', [pending], ['test-pending']],
    ['a pending test and an old one', [pending, testAged(49 * HOUR)], ['test-too-old']],
    ['a pending test and one in time', [pending, testAged(40 * HOUR)], []],
    ['only an antigen test', [antigen(testAged(HOUR))], ['test-none']],
    ['only a pending antigen test', [antigen(pending)], ['test-none']],
    ['only a post-dated test', [future], ['test-post-dated']],
    ['only a post-dated antigen test', [antigen(future)], ['test-none']],
    ['a post-dated test and a pending one', [future, pending], ['test-pending']],
    ['a post-dated test and one in time', [future, testAged(HOUR)], []],
    ['a post-dated test and an old one', [future, testAged(49 * HOUR)], ['test-too-old']],
    ['a positive test, without being sent to take another', [positive], ['test-positive']],
    ['an old positive test', [testAged(99 * HOUR, { result: 'positive' })], ['test-positive']],
    ['a negative test after a positive one', [positive, testAged(HOUR)], []],
    ['a positive test after a negative one', [testAged(6 * HOUR), positive], ['test-positive']],
    ['a positive and a negative test of one moment', [testAged(5 * HOUR), positive], ['test-positive']],
    ['a positive antigen test after a negative test', [testAged(6 * HOUR), antigen(positive)], ['test-positive']],
    ['a positive antigen test alone', [antigen(positive)], ['test-positive']],
    ['a negative antigen test after a positive test', [positive, antigen(testAged(HOUR))], ['test-positive']],
    ['a negative test after a positive antigen test', [antigen(positive), testAged(HOUR)], []],
  ])('a visitor with %s is judged, in whatever order the tests stand', (_case, tests, expected) => {
    expect(codesFor(visitor({ tests }))).toEqual(expected);
    expect(codesFor(visitor({ tests: tests.toReversed() }))).toEqual(expected);
  });

  test('a positive test is refused where no test is asked for', () => {
    expect(codesFor(visitor({ tests: [positive] }), { venueType: 'residential' })).toEqual(['test-positive']);
  });

  test.each([
    ['sampled 300 s ahead of our clock', -300, {}, []],
    ['sampled 301 s ahead', -301, {}, ['test-post-dated']],
    ['with a result 300 s ahead', HOUR, { resultAt: NINE + 300 }, []],
    ['with a result 301 s ahead', HOUR, { resultAt: NINE + 301 }, ['test-post-dated']],
    ['pending, sampled 300 s ahead', -300, { result: 'pending' }, ['test-pending']],
    ['pending, sampled 301 s ahead', -301, { result: 'pending' }, ['test-post-dated']],
  ] as const)('a test %s is judged', (_case, age, test, expected) => {
    expect(codesFor(visitor({ tests: [testAged(age, test)] }))).toEqual(expected);
  });
});

describe('entering again', () => {
  test.each([
    ['never admitted before', null, []],
    ['admitted in this very second', 0, ['already-entered']],
    ['599 s after', 599, ['already-entered']],
    ['600 s after, when the window is over', 600, []],
  ])('a visitor %s is judged', (_case, secondsSinceAdmitted, expected) => {
    expect(codesFor(visitor({ tests: TESTED }), { secondsSinceAdmitted })).toEqual(expected);
  });
});

test('nobody is held back on the way out', () => {
  const facts = visitor({ colour: 'red', tests: [testAged(HOUR, { result: 'positive' })] });
  expect(codesFor(facts, { direction: 'out', secondsSinceAdmitted: 1 })).toEqual([]);
});

describe('of any visitor whatever', () => {
  const tests = fc.array(
    fc.record({
      kind: fc.constantFrom('nucleic-acid' as const, 'antigen' as const),
      result: fc.constantFrom('negative' as const, 'positive' as const, 'pending' as const),
      age: fc.integer({ min: -1000, max: 100 * HOUR }),
    }),
    { maxLength: 4 },
  );
  const visitors = fc
    .record({ colour: fc.constantFrom('green', 'yellow', 'red', null), tests })
    .map(({ colour, tests: some }) =>
      visitor({ colour, tests: some.map(({ age, kind, result }) => testAged(age, { kind, result })) }),
    );
  const venues = fc.constantFrom(...Object.keys(DEMO.venueTypes));
  const TEST_RULES = ['test-none', 'test-pending', 'test-post-dated', 'test-too-old', 'test-positive'];

  property.prop([visitors, venues])('the rules run, and at most one speaks of the test', (facts, venueType) => {
    const codes = codesFor(facts, { venueType });
    expect(codes).not.toContain('rules-failed');
    expect(TEST_RULES.filter((code) => codes.includes(code)).length).toBeLessThanOrEqual(1);
  });

  property.prop([visitors, fc.constantFrom(...PUBLIC)])(
    'whoever a public venue admits has a negative nucleic-acid test of at most 48 hours',
    (facts, venueType) => {
      if (codesFor(facts, { venueType }).length > 0) return;
      expect(['green', null]).toContain(facts.colour);
      const isGood = ({ kind, result, sampledAt }: TestFact): boolean =>
        kind === 'nucleic-acid' && result === 'negative' && NINE - sampledAt <= 48 * HOUR;
      expect(facts.tests.some(isGood)).toBe(true);
    },
  );

  property.prop([visitors, venues])('reasons come worst first', (facts, venueType) => {
    const context = {
      direction: 'in',
      district: null,
      door: null,
      hasCardReader: false,
      temperatureCelsius: null,
      codeIssuedAt: null,
      clockErrorSeconds: null,
    } as const;
    const { reasons } = applyPolicy(facts, DEMO, { ...context, venueType, secondsSinceAdmitted: 1 }, NINE);
    const verdicts = reasons.map(({ verdict }) => verdict);
    expect(verdicts).toEqual(verdicts.toSorted((a, b) => (a === b ? 0 : a === 'refuse' ? -1 : 1)));
  });
});

test.each([
  ['colour-red', 'C-RED', 'refuse'],
  ['colour-yellow', 'C-YEL', 'refer'],
  ['colour-missing', 'C-NOCOL', 'refer'],
  ['test-positive', 'T-POS', 'refuse'],
  ['test-none', 'T-NONE', 'refuse'],
  ['test-pending', 'T-PEND', 'refer'],
  ['test-too-old', 'T-OLD', 'refuse'],
  ['test-post-dated', 'T-FUT', 'refer'],
  ['already-entered', 'E-AGAIN', 'refer'],
])('the reason %s is %s and means %s at every venue', (code, phone, verdict) => {
  for (const { rules } of Object.values(DEMO.venueTypes)) {
    expect(rules.find(({ id }) => id === code)?.reason).toMatchObject({ code, phone, verdict });
  }
});

import { describe, expect, test } from 'vitest';
import { NO_PASS_DETAILS } from '../../../shared/credential/facts.ts';
import { applyPolicy } from '../../../shared/policy/apply.ts';
import { newestTest } from '../../../shared/policy/rule-data.ts';
import {
  at,
  codesFor,
  DEMO,
  HOUR,
  NINE,
  policyOf,
  policyRunning,
  policyWith,
  testAged,
  visitor,
  writtenDemo,
} from './policy-kit.ts';

const AGE = { var: 'facts.newestNucleicAcid.ageSeconds' };
const TWO_DAYS = { var: 'venue.maxTestAgeSeconds' };
const NOT_KEPT = ['test-too-old'];

describe('the operator of the rule decides whether the boundary is included', () => {
  test.each([
    ['<=', 48 * HOUR - 1, []],
    ['<=', 48 * HOUR, []],
    ['<=', 48 * HOUR + 1, NOT_KEPT],
    ['<', 48 * HOUR - 1, []],
    ['<', 48 * HOUR, NOT_KEPT],
    ['<', 48 * HOUR + 1, NOT_KEPT],
  ])('%s with a test of %i seconds', (operator, age, expected) => {
    const policy = policyWith({ if: [AGE, { [operator]: [AGE, TWO_DAYS] }, false] });
    expect(codesFor(visitor({ tests: [testAged(age)] }), {}, policy)).toEqual(expected);
  });
});

describe('a rule that cannot be judged by sends the visitor to a person', () => {
  test.each([
    ['gives a number', { '+': [1, 1] }],
    ['gives a text', 'true'],
    ['gives nothing', { var: 'district.code' }],
    ['gives an object', { var: 'facts.newestNucleicAcid' }],
    ['gives a list', { var: 'facts.tests' }],
    ['compares what is not there', { '<': [{ var: 'facts.newestAntigen.ageSeconds' }, 1] }],
    ['compares texts', { '<': ['a', 'b'] }],
    ['looks into what is no list', { in: ['green', { var: 'facts.colour' }] }],
    ['goes through what is no list', { reduce: [{ var: 'facts.colour' }, { var: 'current' }, true] }],
    ['asks a date of a text that is none', { after: [{ plusTime: ['x', 0, 'day'] }, { plusTime: ['y', 0, 'day'] }] }],
  ])('because it %s', (_case, logic) => {
    expect(codesFor(visitor({ tests: [testAged(HOUR)] }), {}, policyRunning(logic))).toEqual(['rules-failed']);
  });

  test.each(['', 'cinema', 'constructor', '__proto__', 'toString'])('because no rules are for a %j', (venueType) => {
    expect(codesFor(visitor(), { venueType })).toEqual(['rules-failed']);
  });

  test('and takes nothing back of what the other rules say, the worst of which holds', () => {
    const others = ['colour-red', 'test-positive', 'colour-yellow'].flatMap((id) => DEMO.rules[id] ?? []);
    const policy = policyRunning({ '<': [{ var: 'facts.newestNucleicAcid.ageSeconds' }, 172_800] }, others);
    const antigen = testAged(HOUR, { kind: 'antigen', result: 'positive' });
    const red = visitor({ colour: 'red', tests: [antigen] });
    expect(codesFor(red, {}, policy)).toEqual(['colour-red', 'test-positive', 'rules-failed']);
    expect(codesFor(visitor({ colour: 'yellow' }), {}, policy)).toEqual(['colour-yellow', 'rules-failed']);
    expect(codesFor(visitor(), {}, policy)).toEqual(['rules-failed']);
  });
});

describe('when and where a rule holds', () => {
  const NEVER_KEPT = false;
  test.each([
    ['one second before it begins', NINE + 1, NINE + 10, []],
    ['in its first second', NINE, NINE + 10, NOT_KEPT],
    ['in its last second', NINE - 10, NINE + 1, NOT_KEPT],
    ['in the second in which it ends', NINE - 10, NINE, []],
  ])('%s', (_case, from, to, expected) => {
    const text = (seconds: number): string => new Date(seconds * 1000).toISOString();
    const policy = policyWith(NEVER_KEPT, { validFrom: text(from), validTo: text(to) });
    expect(codesFor(visitor(), {}, policy)).toEqual(expected);
  });

  test.each([
    [['in'], 'in', NOT_KEPT],
    [['in'], 'out', []],
    [['out'], 'in', []],
    [['out'], 'out', NOT_KEPT],
    [['in', 'out'], 'out', NOT_KEPT],
  ] as const)('a rule for %j when going %s', (directions, direction, expected) => {
    expect(codesFor(visitor(), { direction }, policyWith(NEVER_KEPT, { directions }))).toEqual(expected);
  });

  test('a rule may be for some districts only', () => {
    const policy = policyWith({ '!': [{ in: [{ var: 'district.code' }, ['310101', '310104']] }] });
    expect(codesFor(visitor(), { district: '310101' }, policy)).toEqual(NOT_KEPT);
    expect(codesFor(visitor(), { district: '310115' }, policy)).toEqual([]);
    expect(codesFor(visitor(), { district: null }, policy)).toEqual([]);
  });
});

test.each<[string, unknown]>([
  ['the moment', { '===': [{ var: 'now' }, NINE] }],
  ['the kind of code', { '===': [{ var: 'facts.kind' }, 'paper'] }],
  ['the age group', { in: [{ var: 'facts.ageGroup' }, ['60+', '0-17']] }],
  ['one of several tests', { '===': [{ var: 'facts.tests.1.kind' }, 'antigen'] }],
  ['the wait for a result', { '===': [{ var: 'facts.newestNucleicAcid.resultAgeSeconds' }, 4 * HOUR] }],
  ['the days since a vaccination', { '===': [{ var: 'facts.vaccinations.0.ageDays' }, 347] }],
  ['the days a recovery still counts', { '===': [{ var: 'facts.recoveries.0.untilDaysAgo' }, -10] }],
  ['the days since a stay', { '===': [{ var: 'facts.visited.0.toDaysAgo' }, 3] }],
  ['the time a pass has left', { '===': [{ var: 'facts.pass.secondsLeft' }, HOUR] }],
  ['the places of a pass', { if: [{ var: 'facts.pass' }, { in: ['310101', { var: 'facts.pass.places' }] }, false] }],
  [
    'the temperature',
    { if: [{ var: 'context.hasTemperature' }, { '<': [{ var: 'context.temperatureTenths' }, 373] }, false] },
  ],
  ['a card reader', { '!': [{ var: 'context.hasCardReader' }] }],
  ['the kind of venue', { '===': [{ var: 'venue.type' }, 'mall'] }],
  [
    'all doses together',
    {
      '>=': [
        { reduce: [{ var: 'facts.vaccinations' }, { '+': [{ var: 'accumulator' }, { var: 'current.dose' }] }, 0] },
        3,
      ],
    },
  ],
])('a rule may ask about %s', (_case, logic) => {
  const day = Math.floor(NINE / 86_400);
  const facts = visitor({
    kind: 'paper',
    ageGroup: '60+',
    tests: [testAged(5 * HOUR), testAged(9 * HOUR, { kind: 'antigen' })],
    vaccinations: [
      { product: 'BBIBP-CorV', dose: 1, of: 2, atDay: day - 347 },
      { product: 'BBIBP-CorV', dose: 2, of: 2, atDay: day - 320 },
    ],
    recoveries: [{ firstPositiveDay: day - 30, fromDay: day - 19, untilDay: day + 10 }],
    visited: [{ area: '310101', fromDay: day - 9, toDay: day - 3 }],
    pass: { ...NO_PASS_DETAILS, type: 'staff', holder: '某某超市', places: ['310101'], until: NINE + HOUR },
  });
  expect(codesFor(facts, { temperatureCelsius: 37.2 }, policyWith(logic))).toEqual([]);
});

describe('the test that the guard is shown', () => {
  const antigen = testAged(HOUR, { kind: 'antigen' });
  const nucleicAcid = testAged(20 * HOUR);
  test.each([
    ['none', [], null],
    ['not one that is pending', [testAged(HOUR, { result: 'pending' })], null],
    ['not one that is post-dated', [testAged(-301), nucleicAcid], nucleicAcid],
    ['one at the edge of the allowed skew', [testAged(-300), nucleicAcid], testAged(-300)],
    ['the newest', [testAged(30 * HOUR), nucleicAcid, testAged(40 * HOUR)], nucleicAcid],
    ['nucleic-acid before a newer antigen', [antigen, nucleicAcid], nucleicAcid],
    ['an antigen one when there is no other', [antigen], antigen],
    [
      'a newer positive antigen one',
      [nucleicAcid, { ...antigen, result: 'positive' as const }],
      { ...antigen, result: 'positive' },
    ],
    [
      'positive before negative at one moment',
      [nucleicAcid, { ...nucleicAcid, result: 'positive' as const }],
      { ...nucleicAcid, result: 'positive' },
    ],
  ])('is %s', (_case, tests, expected) => {
    expect(newestTest(tests, NINE)).toEqual(expected);
  });
});

test('the facts are left as they were', () => {
  const tests = Object.freeze([testAged(9 * HOUR), testAged(HOUR)].map((one) => Object.freeze(one)));
  expect(codesFor(Object.freeze(visitor({ tests })))).toEqual([]);
});

test('200 rules are applied, every one that is not kept gives its reason, refusals first', () => {
  const demo = writtenDemo();
  const rules = Object.fromEntries(
    Array.from({ length: 200 }, (_, n): [string, unknown] => {
      const texts = demo.rules['colour-red']?.['reason'] as object;
      const reason = { ...texts, code: `rule-${n}`, verdict: n % 2 === 0 ? 'refer' : 'refuse' };
      return [
        `rule-${n}`,
        { reason, directions: ['in'], logic: { '<': [{ var: 'now' }, NINE + (n % 4 < 2 ? 0 : 1)] } },
      ];
    }),
  );
  const mall = { ...demo.venueTypes['mall'], rules: Object.keys(rules) };
  const policy = policyOf({ ...demo, rules, venueTypes: { mall } });
  const codes = codesFor(visitor(), {}, policy);
  expect(codes).toHaveLength(100);
  expect(codes.slice(0, 2)).toEqual(['rule-1', 'rule-5']);
  expect(codes.slice(50, 52)).toEqual(['rule-0', 'rule-4']);
});

test('a reason comes complete, with the look of its verdict unless the rule names another', () => {
  const written = writtenDemo().rules['test-too-old']?.['reason'] as object;
  const policy = policyWith(false, { reason: { ...written, shape: 'hand', sound: 'refer' } });
  const context = { venueType: 'mall', direction: 'in', district: null, door: null, hasCardReader: false } as const;
  const applied = applyPolicy(
    visitor(),
    policy,
    { ...context, secondsSinceAdmitted: null, temperatureCelsius: null, codeIssuedAt: null, clockErrorSeconds: null },
    at('2022-05-13T09:00:00+08:00'),
  );
  expect(applied).toEqual({
    reasons: [{ ...written, shape: 'hand', colour: 'red', sound: 'refer', emblem: null }],
    fault: null,
  });
});

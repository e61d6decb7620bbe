import { describe, expect, test } from 'vitest';
import { checkPolicy, parsePolicy } from '../../../shared/policy/policy.ts';
import { writtenDemo, writtenWith } from './policy-kit.ts';

const v = (path: string): object => ({ var: path });
const IF_ANTIGEN = (then: unknown): unknown => ({ if: [v('facts.newestAntigen'), then, true] });
const MONTH_OLD = (path: string): unknown => ({ '<=': [v(path), 2_592_000] });

/** What is said of the logic of the one rule. */
function mistakesOf(logic: unknown, more: object = {}): string[] {
  const checked = checkPolicy({ ...writtenWith(logic), ...more });
  return checked.ok ? [] : checked.mistakes.map(({ path, reason }) => `${path}: ${reason}`);
}

describe('a rule is refused at load, with the rest, that', () => {
  test.each<[string, unknown]>([
    ['compares texts', { '<': ['a', 'b'] }],
    ['gives a number', { '+': [1, 1] }],
    ['gives a text', 'true'],
    ['gives what it read', v('facts.tests')],
    ['looks into what is no list', { in: ['green', v('facts.colour')] }],
    ['throws for who has no nucleic-acid test', MONTH_OLD('facts.newestNucleicAcid.ageSeconds')],
    ['throws for who has only an antigen test', IF_ANTIGEN(MONTH_OLD('facts.newestNucleicAcid.ageSeconds'))],
    [
      'throws for who has both, without the time of a result',
      IF_ANTIGEN(MONTH_OLD('facts.newestAntigen.resultAgeSeconds')),
    ],
    [
      'throws for who only waits for a result',
      { if: [v('facts.hasPending'), MONTH_OLD('facts.newestResult.ageSeconds'), true] },
    ],
    [
      'throws for who has a test of tomorrow only',
      { if: [v('facts.tests'), MONTH_OLD('facts.newestResult.ageSeconds'), true] },
    ],
    [
      'throws for a vaccination whose series nobody knows',
      {
        if: [
          v('facts.lastVaccination'),
          { '>=': [v('facts.lastVaccination.dose'), v('facts.lastVaccination.of')] },
          true,
        ],
      },
    ],
    ['throws for who has never been vaccinated', { '>': [v('facts.lastVaccination.ageDays'), 180] }],
    [
      'throws for who has one dose only',
      { if: [v('facts.vaccinations'), MONTH_OLD('facts.vaccinations.1.ageDays'), true] },
    ],
    ['throws for who has been nowhere', { '>': [v('facts.lastRiskStay.toDaysAgo'), 14] }],
    [
      'throws for who has been elsewhere',
      { if: [v('facts.visited'), MONTH_OLD('facts.lastRiskStay.toDaysAgo'), true] },
    ],
    ['throws for who never recovered', { '>': [v('facts.recoveries.0.untilDaysAgo'), 0] }],
    ['throws for who has no pass', { '>': [v('facts.pass.secondsLeft'), 0] }],
    ['throws where nobody took a temperature', { '<': [v('context.temperatureTenths'), 373] }],
    ['throws where nobody knows the clock’s error', { '<': [v('context.clockErrorSeconds'), 30] }],
    ['throws for who has not been here before', { '>': [v('context.secondsSinceAdmitted'), 600] }],
    ['throws where the district is not known', { '<': [v('district.statusDaysAgo'), 3] }],
    [
      'throws for a red code only',
      { if: [{ '===': [v('facts.colour'), 'red'] }, MONTH_OLD('facts.newestAntigen.ageSeconds'), true] },
    ],
    [
      'throws for a paper code of somebody vaccinated who has no test',
      {
        if: [
          { and: [{ '===': [v('facts.kind'), 'paper'] }, v('facts.lastVaccination'), { '!': [v('facts.pass')] }] },
          MONTH_OLD('facts.newestResult.ageSeconds'),
          true,
        ],
      },
    ],
    ['gives a test instead of true', { and: [v('facts.newestAntigen'), { '===': [v('facts.colour'), 'green'] }] }],
  ])('%s', (_case, logic) => {
    expect(mistakesOf(logic)).toEqual([
      expect.stringMatching(/^rules\.rule\.logic: throws, or gives neither .+ for: .+/u),
    ]);
    expect(parsePolicy(writtenWith(logic))).toEqual({ ok: false, fault: 'policy-damaged' });
  });
});

test('whoever wrote it is told of a visitor for whom it throws', () => {
  expect(mistakesOf(IF_ANTIGEN(MONTH_OLD('facts.newestNucleicAcid.ageSeconds')))).toEqual([
    'rules.rule.logic: throws, or gives neither true nor false, for: green code, antigen test negative, sampled 3 h ago, result 2 h ago',
  ]);
});

test.each<[string, unknown]>([
  [
    'asks first whether a test is there',
    { if: [v('facts.newestNucleicAcid'), MONTH_OLD('facts.newestNucleicAcid.ageSeconds'), false] },
  ],
  [
    'compares with what may be absent, for which no order is needed',
    { '===': [v('facts.newestNucleicAcid.result'), 'negative'] },
  ],
  ['looks a district up in a list', { '!': [{ in: [v('district.code'), ['310101']] }] }],
  [
    'adds up what every element has',
    { '>=': [{ reduce: [v('facts.vaccinations'), { '+': [v('current.dose'), v('accumulator')] }, 0] }, 0] },
  ],
  ['asks how old the code is', { '<': [v('facts.codeAgeSeconds'), 60] }],
  ['reads nothing', true],
])('a rule that %s is taken', (_case, logic) => {
  expect(mistakesOf(logic)).toEqual([]);
});

test('a rule is not tried on what does not come its way', () => {
  const logic = { if: [{ '===': [v('context.direction'), 'out'] }, 'never asked', true] };
  expect(mistakesOf(logic)).toEqual([]);
});

test('a rule that reads everything at once is tried on some combinations of it all', () => {
  const all = ['colour', 'kind', 'tests', 'vaccinations', 'recoveries', 'visited', 'pass', 'codeAgeSeconds'];
  const nested = all.reduce<unknown>((inner, name) => ({ if: [v(`facts.${name}`), inner, inner] }), true);
  expect(JSON.stringify(nested).length).toBeLessThan(20_000);
  expect(mistakesOf(nested)).toEqual([]);
  const last = { if: [{ '===': [v('facts.pass.type'), 'staff'] }, 1, true] };
  expect(mistakesOf({ and: [{ '!': [{ '!': [nested] }] }, last] })).toHaveLength(1);
});

test('a rule that no venue type has is tried by nobody', () => {
  const written = writtenWith(true);
  const rules = { ...written.rules, idle: { ...written.rules['rule'], logic: 'text' } };
  expect(checkPolicy({ ...written, rules }).ok).toBe(true);
});

test('the demo’s rules all run', () => {
  expect(checkPolicy(writtenDemo()).ok).toBe(true);
});

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
      expect.stringMatching(/^rules\.rule\.logic: (?:throws|gives .+, neither true nor false,) for: .+/u),
    ]);
    expect(parsePolicy(writtenWith(logic))).toEqual({ ok: false, fault: 'policy-damaged' });
  });
});

const N = v('facts.newestNucleicAcid');
const N_AGE = v('facts.newestNucleicAcid.ageSeconds');
const BARE_TEST = { '<=': [N_AGE, 172_800] };
const BARE_TEMPERATURE = { '<': [v('context.temperatureTenths'), 373] };
const within = (path: string, above: number, upTo: number): object => ({
  if: [
    v(path.slice(0, path.lastIndexOf('.'))),
    { and: [{ '>=': [v(path), above] }, { '<=': [v(path), upTo] }] },
    false,
  ],
});

describe('a rule is tried on either side of what it compares with, and is refused that throws only', () => {
  test.each<[string, unknown]>([
    [
      '48 to 72 h after a sample, without an antigen test',
      {
        if: [
          N,
          {
            if: [
              { '<=': [N_AGE, 172_800] },
              true,
              {
                if: [{ '<=': [N_AGE, 259_200] }, { '<=': [v('facts.newestAntigen.ageSeconds'), 86_400] }, false],
              },
            ],
          },
          false,
        ],
      },
    ],
    ['14 to 180 days after a vaccination', { if: [within('facts.lastVaccination.ageDays', 14, 180), BARE_TEST, true] }],
    ['on the one day of a vaccination', { if: [within('facts.lastVaccination.ageDays', 77, 77), BARE_TEST, true] }],
    [
      'in a list of vaccinations',
      {
        if: [
          {
            reduce: [
              v('facts.vaccinations'),
              { if: [{ '===': [v('current.ageDays'), 77] }, true, v('accumulator')] },
              false,
            ],
          },
          BARE_TEST,
          true,
        ],
      },
    ],
    ['for the third dose', { if: [{ '===': [v('facts.lastVaccination.dose'), 3] }, BARE_TEST, true] }],
    ['for one vaccine', { if: [{ '===': [v('facts.lastVaccination.product'), 'CoronaVac'] }, BARE_TEST, true] }],
    ['for children', { if: [{ '===': [v('facts.ageGroup'), '0-3'] }, BARE_TEMPERATURE, true] }],
    ['for children of a list', { if: [{ in: [v('facts.ageGroup'), ['0-3', '4-6', '7-9']] }, BARE_TEMPERATURE, true] }],
    ['for one holder of a pass', { if: [{ '===': [v('facts.pass.holder'), 'cold chain'] }, BARE_TEST, true] }],
    ['for a pass to one place', { if: [{ in: ['gate-2', v('facts.pass.places')] }, BARE_TEST, true] }],
    ['in the last five minutes of a pass', { if: [within('facts.pass.secondsLeft', 1, 300), BARE_TEST, true] }],
    ['for one company', { if: [{ '===': [v('facts.pass.company'), 'c0c1c2c3c4c5c6c7'] }, BARE_TEST, true] }],
    ['for what a vehicle carries', { if: [{ '===': [v('facts.pass.carries'), 'cargo'] }, BARE_TEST, true] }],
    ['for point work', { if: [{ '===': [v('facts.pass.type'), 'point-work'] }, BARE_TEST, true] }],
    ['for a pass to elsewhere', { if: [v('facts.pass'), { if: [v('facts.pass.isHere'), true, BARE_TEST] }, true] }],
    ['out of a pass’s hours', { if: [v('facts.pass'), { if: [v('facts.pass.isNow'), true, BARE_TEST] }, true] }],
    ['half a year after a recovery', { if: [{ '===': [v('facts.recoveries.0.untilDaysAgo'), 3] }, BARE_TEST, true] }],
    ['a week after a stay', { if: [{ '===': [v('facts.visited.0.toDaysAgo'), 7] }, BARE_TEST, true] }],
    ['after a stay in one area', { if: [{ '===': [v('facts.visited.0.area'), '310115'] }, BARE_TEST, true] }],
    [
      'with a slight fever',
      {
        if: [{ and: [v('context.hasTemperature'), { '===': [v('context.temperatureTenths'), 378] }] }, BARE_TEST, true],
      },
    ],
    ['for a code of 61 s', { if: [{ '===': [v('facts.codeAgeSeconds'), 61] }, BARE_TEST, true] }],
    [
      'right after the limit of the venue',
      {
        if: [
          { and: [N, { '>': [N_AGE, v('venue.maxTestAgeSeconds')] }, { '<': [N_AGE, 180_000] }] },
          BARE_TEMPERATURE,
          true,
        ],
      },
    ],
    [
      'an hour after the limit of the venue',
      { if: [{ and: [N, { '===': [N_AGE, { '+': [v('venue.maxTestAgeSeconds'), 3600] }] }] }, BARE_TEMPERATURE, true] },
    ],
    [
      'a day after the result',
      { if: [{ '===': [v('facts.newestAntigen.resultAgeSeconds'), 86_400] }, BARE_TEST, true] },
    ],
    ['from a moment on', { if: [{ '>=': [v('now'), 1_700_000_000] }, BARE_TEST, true] }],
    ...['zero', 'basically-zero', 'neither', 'unknown'].map((status): [string, unknown] => [
      `where the district is ${status}`,
      { if: [{ '===': [v('district.status'), status] }, BARE_TEST, true] },
    ]),
  ])('%s', (_case, logic) => {
    const mistakes = mistakesOf(logic, { districts: [] });
    expect(mistakes).toEqual([expect.stringMatching(/^rules\.rule\.logic: throws for: .+ not there; ask first/u)]);
  });
});

describe('whoever wrote it is told', () => {
  test.each<[string, unknown, string]>([
    [
      'of a visitor for whom it throws, and what to ask first',
      IF_ANTIGEN(MONTH_OLD('facts.newestNucleicAcid.ageSeconds')),
      'throws for: green code, antigen test negative, sampled 3 h ago, result 2 h ago; facts.newestNucleicAcid.ageSeconds is not there; ask first: {"if": [{"var": "facts.newestNucleicAcid"}, …, …]}',
    ],
    [
      'that the time of the result is not known',
      { if: [N, MONTH_OLD('facts.newestNucleicAcid.resultAgeSeconds'), false] },
      'throws for: green code, nucleic-acid test negative, sampled 2400 h ago, time of result not known; facts.newestNucleicAcid.resultAgeSeconds is not there; ask first: {"if": [{"var": "facts.newestNucleicAcid.isResultTimeKnown"}, …, …]}',
    ],
    [
      'which variable tells whether a number is there',
      BARE_TEMPERATURE,
      'throws for: green code, no test; context.temperatureTenths is not there; ask first: {"if": [{"var": "context.hasTemperature"}, …, …]}',
    ],
    [
      'that it gives null',
      { and: [true, v('facts.newestAntigen')] },
      'gives null, neither true nor false, for: green code, no test; facts.newestAntigen is not there; ask first: {"if": [{"var": "facts.newestAntigen"}, …, …]}',
    ],
    ['that it gives a number', { '+': [1, 1] }, 'gives 2, neither true nor false, for: green code, no test'],
    ['that it gives a list', v('facts.tests'), 'gives a list, neither true nor false, for: green code, no test'],
    ['that it compares texts', { '<': ['a', 'b'] }, 'throws for: green code, no test'],
    [
      'how the district stands',
      { if: [{ '===': [v('district.status'), 'neither'] }, 1, true] },
      'gives 1, neither true nor false, for: green code, no test, in 990099, district status neither',
    ],
  ])('%s', (_case, logic, reason) => {
    expect(mistakesOf(logic)).toEqual([`rules.rule.logic: ${reason}`]);
  });
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

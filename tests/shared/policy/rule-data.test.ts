import { describe, expect, test } from 'vitest';
import { codesFor, NINE, policyOf, visitor, writtenWith } from './policy-kit.ts';

const BROKEN = ['test-too-old'];
const DAY = 19_125;

/** With Shanghai's calendar, on 13 May 2022. */
function codes(
  logic: unknown,
  facts: Parameters<typeof visitor>[0] = {},
  context: Parameters<typeof codesFor>[1] = {},
  more: object = {},
): ReturnType<typeof codesFor> {
  const written = writtenWith(logic);
  const parameters = { reentryWindowSeconds: 600, utcOffsetMinutes: 480, retentionDays: 14 };
  return codesFor(visitor(facts), context, policyOf({ ...written, parameters, ...more }), NINE);
}

describe('a dynamic code', () => {
  const fresh = { '<=': [{ var: 'facts.codeAgeSeconds' }, 60] };
  test.each([
    [60, []],
    [61, BROKEN],
    [-5, []],
  ])('made %i seconds ago', (age, expected) => {
    expect(codes(fresh, {}, { codeIssuedAt: NINE - age })).toEqual(expected);
  });

  /** Refuses a screenshot where our own clock can be trusted to half of what it is held to, else sends to a person. */
  const known = {
    if: [
      { '<=': [{ var: 'facts.codeAgeSeconds' }, 60] },
      true,
      {
        if: [
          { var: 'context.isClockErrorKnown' },
          { '!': [{ '<': [{ var: 'context.clockErrorSeconds' }, 30] }] },
          true,
        ],
      },
    ],
  };
  test.each([
    [61, 29, BROKEN],
    [61, 30, []],
    [61, null, []],
    [60, 29, []],
  ])('%i seconds old under a clock that is off by %s at most', (age, clockErrorSeconds, expected) => {
    expect(codes(known, {}, { codeIssuedAt: NINE - age, clockErrorSeconds })).toEqual(expected);
  });
});

describe('a stay in a risk area', () => {
  const none = { '!': [{ var: 'facts.lastRiskStay' }] };
  const stay = (area: string, toDay = DAY - 3): object => ({ visited: [{ area, fromDay: toDay - 2, toDay }] });
  test.each([
    ['the area itself', '310115', '310115', BROKEN],
    ['a district of a risky city', '320505', '320500', BROKEN],
    ['a district of a risky province', '310115', '310000', BROKEN],
    ['another district', '310101', '310115', []],
    ['the city of a risky district', '320500', '320505', []],
  ])('%s', (_case, visited, area, expected) => {
    expect(codes(none, stay(visited), {}, { riskAreas: [{ area }] })).toEqual(expected);
  });

  test.each([
    ['ended the day before it was risky', '2022-05-11', []],
    ['ended the day it became risky', '2022-05-10', BROKEN],
  ])('%s', (_case, from, expected) => {
    expect(codes(none, stay('310115'), {}, { riskAreas: [{ area: '310115', from }] })).toEqual(expected);
  });

  test('is as many days ago as the calendar of the place says', () => {
    const stayed = { var: 'facts.lastRiskStay' };
    const within = { if: [stayed, { '>': [{ var: 'facts.lastRiskStay.toDaysAgo' }, 3] }, true] };
    expect(codes(within, stay('310115'), {}, { riskAreas: [{ area: '310115' }] })).toEqual(BROKEN);
    expect(codes(within, stay('310115', DAY - 4), {}, { riskAreas: [{ area: '310115' }] })).toEqual([]);
  });
});

test('a stay in a starred city is none in a risk area, and is counted likewise', () => {
  const [none, noRisk] = ['lastStarredStay', 'lastRiskStay'].map((name) => ({ '!': [{ var: `facts.${name}` }] }));
  const visited = { visited: [{ area: '310115', fromDay: DAY - 5, toDay: DAY - 3 }] };
  const areas = { starredAreas: [{ area: '310000', from: '2022-05-10' }] };
  expect(codes(none, visited, {}, areas)).toEqual(BROKEN);
  expect(codes(noRisk, visited, {}, areas)).toEqual([]);
  expect(codes(none, visited, {}, { starredAreas: [{ area: '310000', from: '2022-05-11' }] })).toEqual([]);
  const days = {
    if: [{ var: 'facts.lastStarredStay' }, { '>': [{ var: 'facts.lastStarredStay.toDaysAgo' }, 3] }, true],
  };
  expect(codes(days, visited, {}, areas)).toEqual(BROKEN);
});

test('a dose is as many whole months old as the calendar says', () => {
  const due = {
    if: [{ var: 'facts.lastVaccination' }, { '<': [{ var: 'facts.lastVaccination.ageMonths' }, 6] }, true],
  };
  const dose = (atDay: number): object => ({ vaccinations: [{ product: 'a', dose: 2, of: 2, atDay }] });
  // 2022-05-13 is six months after 2021-11-13, 181 days.
  expect(codes(due, dose(DAY - 181))).toEqual(BROKEN);
  expect(codes(due, dose(DAY - 180))).toEqual([]);
});

test('the last dose is the newest one', () => {
  const doses = [
    { product: 'a', dose: 2, of: 2, atDay: DAY - 200 },
    { product: 'a', dose: 1, of: 2, atDay: DAY - 230 },
  ];
  const last = { var: 'facts.lastVaccination' };
  const recent = { if: [last, { '<': [{ var: 'facts.lastVaccination.ageDays' }, 201] }, false] };
  expect(codes(recent, { vaccinations: doses })).toEqual([]);
  expect(codes({ '===': [{ var: 'facts.lastVaccination.dose' }, 2] }, { vaccinations: doses })).toEqual([]);
  expect(codes({ '!': [{ var: 'facts.lastVaccination' }] })).toEqual([]);
});

test.each([
  [37.2, []],
  [37.25, BROKEN],
  [37.3, BROKEN],
  [null, []],
])('a temperature of %s', (temperatureCelsius, expected) => {
  const cool = {
    if: [{ var: 'context.hasTemperature' }, { '<': [{ var: 'context.temperatureTenths' }, 373] }, true],
  };
  expect(codes(cool, {}, { temperatureCelsius })).toEqual(expected);
});

test('a venue type may have parameters of its own', () => {
  const written = writtenWith({ '===': [{ var: 'venue.zone' }, 'open'] });
  const mall = written.venueTypes['mall'] ?? {};
  const policy = (zone: string): ReturnType<typeof policyOf> =>
    policyOf({ ...written, venueTypes: { mall: { ...mall, parameters: { zone } } } });
  expect(codesFor(visitor(), {}, policy('open'))).toEqual([]);
  expect(codesFor(visitor(), {}, policy('closed'))).toEqual(BROKEN);
});

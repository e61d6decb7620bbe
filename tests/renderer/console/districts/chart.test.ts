import { expect, test } from 'vitest';
import { casesChartOf } from '../../../../renderer/console/districts/chart.ts';
import { limitOf, rateOf } from '../../../../renderer/console/districts/rate.ts';

const SIZE = { width: 300, height: 100 };
const past = [
  { date: '2026-05-10', new: 10 },
  { date: '2026-05-11', new: null },
  { date: '2026-05-12', new: 5 },
];

test('bars stand on a scale of round numbers; a day without figures has none, and says so', () => {
  const { bars, ticks } = casesChartOf({ past, counted: past.slice(1), limit: 3 }, SIZE);
  expect(ticks.map(({ value }) => value)).toEqual([0, 5, 10]);
  expect(bars.map(({ y, height }) => [y, height])).toEqual([
    [0, 100],
    [100, 0],
    [50, 50],
  ]);
  expect(bars.map(({ isReported, isCounted }) => [isReported, isCounted])).toEqual([
    [true, false],
    [false, true],
    [true, true],
  ]);
});

test.each([
  ['below the scale’s top', 3, 70],
  ['at its top', 10, 0],
  ['above it, where it is not drawn', 11, null],
])('the limit lies %s', (_case, limit, y) => {
  expect(casesChartOf({ past, counted: [], limit }, SIZE).limitY).toBe(y);
});

test.each([
  ['of 100,000 residents', 100_000, 1],
  ['of one resident more', 100_001, 2],
  ['of 1,909,713', 1_909_713, 20],
])('the limit %s is the fewest cases that are not fewer than 1 per 100,000', (_case, population, cases) => {
  expect(limitOf(population)).toBe(cases);
  expect(rateOf(cases, population)).toBeGreaterThanOrEqual(1);
  expect(rateOf(cases - 1, population)).toBeLessThan(1);
});

test('days without cases have a scale all the same', () => {
  const { ticks } = casesChartOf({ past: [{ date: '2026-05-10', new: 0 }], counted: [], limit: 20 }, SIZE);
  expect(ticks.map(({ value }) => value)).toEqual([0, 1]);
});

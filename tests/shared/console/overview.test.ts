import { expect, test } from 'vitest';
import { DAY_MS, nowFromMs, overviewAsk, QUARTER_MS, quarterOf, WEEK_MS } from '../../../shared/console/overview.ts';

const FURTHEST = quarterOf(8_640_000_000_000_000 - 2 * WEEK_MS);

test.each([
  [0, true],
  [-DAY_MS, true],
  [QUARTER_MS - 1, false],
  [FURTHEST, true],
  [-FURTHEST, true],
  [FURTHEST + QUARTER_MS, false],
  [-FURTHEST - QUARTER_MS, false],
  [quarterOf(Number.MAX_SAFE_INTEGER), false],
  [2 ** 53, false],
  [0.5, false],
])('a day that begins at %d is one to ask about: %s', (dayMs, expected) => {
  expect(overviewAsk.safeParse({ dayMs, gate: null }).success).toBe(expected);
});

test('what is within a week of the furthest days is still a date', () => {
  for (const dayMs of [FURTHEST + DAY_MS, -FURTHEST - WEEK_MS]) expect(new Date(dayMs).getTime()).toBe(dayMs);
});

test.each([
  [0, 0, -QUARTER_MS],
  [QUARTER_MS - 1, 0, -QUARTER_MS],
  [-1, -QUARTER_MS, -2 * QUARTER_MS],
])('the quarter of %d begins at %d, and now at %d', (epochMs, quarter, now) => {
  expect(quarterOf(epochMs)).toBe(quarter);
  expect(nowFromMs(epochMs)).toBe(now);
});

import { describe, expect, test } from 'vitest';
import { chartOf } from '../../../../renderer/console/overview/chart.ts';

const HOUR_MS = 3_600_000;
const SIZE = { width: 240, height: 100 };

const hour = (i: number, admit: number, refer = 0, refuse = 0, weekBefore = 0) => ({
  fromMs: i * HOUR_MS,
  counts: { admit, refer, refuse },
  weekBefore,
});

describe('the scale', () => {
  test.each([
    ['nobody', 0, [0, 1]],
    ['one', 1, [0, 1]],
    ['four: each has a line', 4, [0, 1, 2, 3, 4]],
    ['five: every second', 5, [0, 2, 4, 6]],
    ['eight', 8, [0, 2, 4, 6, 8]],
    ['nine: every fifth', 9, [0, 5, 10]],
    ['twenty', 20, [0, 5, 10, 15, 20]],
    ['twenty-one: every tenth', 21, [0, 10, 20, 30]],
    ['forty', 40, [0, 10, 20, 30, 40]],
    ['as many as nobody counts', 1_234_567, [0, 500_000, 1_000_000, 1_500_000]],
  ])('is of round numbers, for %s', (_case, most, values) => {
    const { ticks } = chartOf([hour(0, most)], SIZE);
    expect(ticks.map(({ value }) => value)).toEqual(values);
    expect(ticks.at(0)?.y).toBe(SIZE.height);
    expect(ticks.at(-1)?.y).toBe(0);
  });

  test('has room for a week before that was busier', () => {
    const { bars, ticks } = chartOf([hour(0, 3, 0, 0, 40)], SIZE);
    expect(ticks.at(-1)?.value).toBe(40);
    expect(bars[0]?.beforeY).toBe(0);
  });
});

test('one verdict stands upon the other, without a gap, and none that is empty', () => {
  const [bar] = chartOf([hour(0, 20, 10, 10)], SIZE).bars;
  expect(bar?.segments).toEqual([
    { verdict: 'admit', y: 50, height: 50 },
    { verdict: 'refer', y: 25, height: 25 },
    { verdict: 'refuse', y: 0, height: 25 },
  ]);
  const [admitted] = chartOf([hour(0, 4)], SIZE).bars;
  expect(admitted?.segments).toEqual([{ verdict: 'admit', y: 0, height: 100 }]);
});

test('hours stand side by side in equal places, whether a day has 23, 24 or 25', () => {
  for (const hours of [23, 24, 25]) {
    const { bars } = chartOf(
      Array.from({ length: hours }, (_, i) => hour(i, 1)),
      SIZE,
    );
    expect(bars).toHaveLength(hours);
    const [first] = bars;
    const last = bars.at(-1);
    expect(first?.x).toBeGreaterThan(0);
    expect((last?.x ?? 0) + (last?.width ?? 0)).toBeCloseTo(SIZE.width - (first?.x ?? 0));
  }
});

test('no line is drawn where nobody came a week before', () => {
  expect(chartOf([hour(0, 1)], SIZE).bars[0]?.beforeY).toBeNull();
  expect(chartOf([hour(0, 1, 0, 0, 1)], SIZE).bars[0]?.beforeY).toBe(0);
});

test('a day of no hours has no bars', () => {
  expect(chartOf([], SIZE)).toEqual({
    bars: [],
    ticks: [
      { value: 0, y: 100 },
      { value: 1, y: 0 },
    ],
  });
});

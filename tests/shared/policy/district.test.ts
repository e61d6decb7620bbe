import { describe, expect, test } from 'vitest';
import { districtStatus, localDay } from '../../../shared/policy/district.ts';
import { at, codesFor, policyWith, visitor } from './policy-kit.ts';

const TODAY = 19_125;

/** Of the days that end with `lastDay`, oldest first; `null`: not reported. */
function statusOf(counts: readonly (number | null)[], { population = 500_000, lastDay = TODAY - 1 } = {}): string {
  const cases = counts.flatMap((count, i) =>
    count === null ? [] : [{ day: lastDay - (counts.length - 1 - i), new: count }],
  );
  return districtStatus({ code: '310115', population, cases }, TODAY).status;
}

describe('a district is', () => {
  test.each([
    ['zero after three days without a case', [9, 0, 0, 0], 'zero'],
    ['not zero after two', [9, 0, 0], 'neither'],
    ['basically zero below 1 per 100,000 on each day', [9, 4, 4, 4], 'basically-zero'],
    ['neither at exactly 1 per 100,000', [0, 4, 5, 4], 'neither'],
    ['neither above it on the first of the days', [5, 0, 0], 'neither'],
    ['unknown where a day is missing', [0, null, 0], 'unknown'],
    ['unknown after two reports', [0, 0], 'unknown'],
    ['unknown without any', [], 'unknown'],
  ])('%s', (_case, counts, expected) => {
    expect(statusOf(counts)).toBe(expected);
  });

  test.each([
    [0, 'zero'],
    [1, 'zero'],
    [2, 'zero'],
    [3, 'unknown'],
  ])('judged by figures %i days old: %s', (daysAgo, expected) => {
    expect(statusOf([0, 0, 0], { lastDay: TODAY - daysAgo })).toBe(expected);
  });

  test('judged in whole numbers, however few its residents', () => {
    expect(statusOf([0, 1, 0], { population: 100_000 })).toBe('neither');
    expect(statusOf([0, 1, 0], { population: 100_001 })).toBe('basically-zero');
  });

  test('not judged by figures of days to come', () => {
    expect(statusOf([0, 0, 0, 9], { lastDay: TODAY + 1 })).toBe('zero');
  });
});

test('a day begins at midnight of the place', () => {
  expect(localDay(at('2022-05-12T15:59:59Z'), 480)).toBe(localDay(at('2022-05-12T00:00:00+08:00'), 480));
  expect(localDay(at('2022-05-12T16:00:00Z'), 480)).toBe(localDay(at('2022-05-12T15:59:59Z'), 480) + 1);
});

test('rules may depend on it', () => {
  const cases = ['2022-05-10', '2022-05-11', '2022-05-12'].map((date) => ({ date, new: 0 }));
  const district = { code: '310115', name: { 'zh-CN': '浦东新区', en: 'Pudong' }, population: 5_681_512, cases };
  const written = policyWith({ in: [{ var: 'district.status' }, ['zero', 'basically-zero']] });
  const policy = {
    ...written,
    districts: [
      { ...district, cases: cases.map((_one, i) => ({ day: localDay(at('2022-05-10T12:00:00Z'), 0) + i, new: 0 })) },
    ],
  };
  expect(codesFor(visitor(), { district: '310115' }, policy)).toEqual([]);
  expect(codesFor(visitor(), { district: '310101' }, policy)).toEqual(['test-too-old']);
  expect(codesFor(visitor(), { district: null }, policy)).toEqual(['test-too-old']);
});

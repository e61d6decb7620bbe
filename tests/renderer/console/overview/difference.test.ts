import { expect, test } from 'vitest';
import { differenceOf, percentOf } from '../../../../renderer/console/overview/difference.ts';
import { weekWordsOf } from '../../../../renderer/console/overview/week.ts';

test.each([
  ['one more', 101, 100, { is: 'more', by: 1, percent: 1 }, 'more'],
  ['as many', 100, 100, { is: 'same', by: 0, percent: 0 }, 'same'],
  ['one fewer', 99, 100, { is: 'fewer', by: 1, percent: 1 }, 'fewer'],
  ['nobody any more', 0, 100, { is: 'fewer', by: 100, percent: 100 }, 'fewer'],
  ['some where there were none', 5, 0, { is: 'more', by: 5, percent: null }, 'none'],
  ['none and none', 0, 0, { is: 'same', by: 0, percent: null }, 'same'],
] as const)('what differs from a week before: %s', (_case, now, before, difference, words) => {
  expect(differenceOf(now, before)).toEqual(difference);
  expect(weekWordsOf(difference)).toBe(words);
});

test('a week that nobody knows is said to be unknown', () => {
  expect(weekWordsOf(null)).toBe('unknown');
});

test('a share of nothing is nothing', () => {
  expect(percentOf(0, 0)).toBe(0);
  expect(percentOf(1, 4)).toBe(25);
});

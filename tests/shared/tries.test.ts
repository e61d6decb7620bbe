import { expect, test } from 'vitest';
import { waitAfter } from '../../shared/tries.ts';

test.each([
  [0, 0],
  [2, 0],
  [3, 5000],
  [4, 10_000],
  [8, 160_000],
  [9, 300_000],
  [1000, 300_000],
])('after %i wrong ones in a row somebody waits %i ms', (wrong, ms) => {
  expect(waitAfter(wrong)).toBe(ms);
});

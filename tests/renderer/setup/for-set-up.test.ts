import { expect, test } from 'vitest';
import { isForSetUp } from '../../../renderer/setup/for-set-up.ts';
import { badgeText } from '../../../shared/guard.ts';

test.each([
  ['DSE1:ABC', true],
  ['  DSE2:ABC\n', true],
  ['DS1:ABC', false],
  [badgeText('G1'), false],
  ['https://example.org/DSE1:', false],
  ['', false],
])('%j is for set-up: %s', (text, expected) => {
  expect(isForSetUp(text)).toBe(expected);
});

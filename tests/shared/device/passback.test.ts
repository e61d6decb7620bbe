import { expect, test } from 'vitest';
import { hasPassed, notePassage, type Passed } from '../../../shared/device/passback.ts';

const IN_AT_0 = notePassage(new Map(), 'a', 'in', 30, 0);

test.each([
  ['the same way, just before it is over', 'a', 'in', 29_999, true],
  ['the same way, when it is over', 'a', 'in', 30_000, false],
  ['the other way', 'a', 'out', 1000, false],
  ['somebody else', 'b', 'in', 1000, false],
] as const)('%s', (_case, person, lane, nowMs, expected) => {
  expect(hasPassed(IN_AT_0, person, lane, 30, nowMs)).toBe(expected);
});

test('who went out may come in again', () => {
  const out = notePassage(IN_AT_0, 'a', 'out', 30, 1000);
  expect(hasPassed(out, 'a', 'in', 30, 2000)).toBe(false);
});

test('nobody is held back, or kept in mind, where it is not asked', () => {
  const none: Passed = notePassage(new Map(), 'a', 'in', 0, 0);
  expect(none.size).toBe(0);
  expect(hasPassed(IN_AT_0, 'a', 'in', 0, 0)).toBe(false);
});

test('those who went long ago are forgotten', () => {
  expect([...notePassage(IN_AT_0, 'b', 'in', 30, 30_000).keys()]).toEqual(['b']);
});

import { expect, test } from 'vitest';
import { badnessOf, kioskStateOf } from '../../../shared/console/kiosk-state.ts';

const told = (problems: readonly string[], isRevoked = false, isRetired = false) => ({
  problems,
  isRevoked,
  isRetired,
});

test.each([
  ['nothing is wrong', [], 'green'],
  ['all that is wrong can wait', ['rules-ageing', 'settings-behind', 'guards-behind'], 'amber'],
  ['something cannot', ['silent', 'rules-ageing'], 'red'],
  ['a code is newer than this release', ['on-fire'], 'red'],
] as const)('a kiosk of which %s', (_what, problems, state) => {
  expect(kioskStateOf(told(problems))).toBe(state);
  expect(kioskStateOf(told(problems, true))).toBe('revoked');
  expect(kioskStateOf(told(problems, true, true))).toBe('retired');
});

test('from the worst to what is out of service', () => {
  const inOrder = [
    ...[['journal-full'], ['journal-damaged'], ['rules-missing'], ['silent'], ['never-heard'], ['clock-off']],
    ...[['sync-chain-forked'], ['camera-missing'], ['sync-hub-busy'], []],
  ].map((problems) => told(problems));
  const ranks = [...inOrder, told(['journal-full'], true), told([], true, true)].map(badnessOf);
  expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  expect(new Set(ranks).size).toBe(ranks.length);
});

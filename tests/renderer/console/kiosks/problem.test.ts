import { expect, test } from 'vitest';
import { problemWordsOf, wantsSomebody, worstFirst } from '../../../../renderer/console/kiosks/problem.ts';
import type { KioskHealth } from '../../../../shared/console/overview.ts';

const kiosk = (gate: string, problems: readonly string[] = [], isRevoked = false): KioskHealth => ({
  kiosk: '0190a000-0000-7000-8000-000000000000',
  gate,
  isRevoked,
  isRetired: false,
  heardAt: null,
  unsent: null,
  policyVersion: null,
  policyAgeSeconds: null,
  problems: [...problems],
});

test.each([
  ['silent', { by: 'hub', key: 'silent' }],
  ['retired', { by: 'hub', key: 'retired' }],
  ['journal-full', { by: 'kiosk', key: 'journal-full' }],
  ['sync-chain-forked', { by: 'kiosk', key: 'chain-forked' }],
  ['sync-hub-busy', { by: 'hub', key: 'sync-hub-busy' }],
  ['sync-internal-error', { by: 'other', code: 'sync-internal-error' }],
  ['camera-unplugged', { by: 'camera', key: 'unplugged' }],
  ['gate-no-answer', { by: 'device', key: 'no-answer', role: 'gate' }],
  ['id-card-sam-not-authorised', { by: 'device', key: 'sam-not-authorised', role: 'id-card' }],
  ['id-card-on-fire', { by: 'other', code: 'id-card-on-fire' }],
  ['camera-running', { by: 'other', code: 'camera-running' }],
  ['', { by: 'other', code: '' }],
] as const)('of a kiosk with %s', (code, words) => {
  expect(problemWordsOf(code)).toEqual(words);
});

test('the kiosk that keeps nothing comes first, one out of service last', () => {
  const kiosks = [
    kiosk('out of service', ['journal-full'], true),
    kiosk('well'),
    kiosk('b, camera', ['camera-missing']),
    kiosk('a, unknown', ['on-fire']),
    kiosk('silent', ['silent']),
    kiosk('full', ['journal-full', 'silent']),
  ];
  expect(worstFirst(kiosks).map(({ gate }) => gate)).toEqual([
    'full',
    'silent',
    'a, unknown',
    'b, camera',
    'well',
    'out of service',
  ]);
});

test('a kiosk out of service wants nobody, and one that is well neither', () => {
  expect(wantsSomebody(kiosk('a', ['silent']))).toBe(true);
  expect(wantsSomebody(kiosk('a', ['silent'], true))).toBe(false);
  expect(wantsSomebody(kiosk('a'))).toBe(false);
  for (const code of ['settings-behind', 'guards-behind']) expect(wantsSomebody(kiosk('a', [code]))).toBe(true);
});

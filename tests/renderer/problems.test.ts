import { expect, test } from 'vitest';
import { partsOf, problemsOf } from '../../renderer/kiosk/problems.ts';
import type { KioskStatus } from '../../shared/contract.ts';

const WELL: KioskStatus = {
  isDemo: false,
  appVersion: '0.1.0',
  settings: { cameraId: null, venueType: 'mall', direction: 'in', language: 'en', qrEngine: 'zxing-wasm' },
  areSettingsReset: false,
  venueTypes: [],
  policy: { fault: null, version: 1, issuedAt: '2022-05-01T00:00:00Z', notAfter: '2032-05-01T00:00:00Z' },
  journal: 'ok',
  camera: 'running',
  isClockWrong: false,
  isVenueTypeUnknown: false,
  today: { admit: 0, refer: 0, refuse: 0 },
};

test('a kiosk that is well has no problem', () => {
  expect(problemsOf(WELL, false)).toEqual([]);
  expect(partsOf(WELL, 'running').every(({ state }) => state === 'well')).toBe(true);
});

test('everything wrong at once is told, worst first', () => {
  const status: KioskStatus = {
    ...WELL,
    journal: 'full',
    policy: { ...WELL.policy, fault: 'policy-forged' },
    isClockWrong: true,
    isVenueTypeUnknown: true,
    areSettingsReset: true,
  };
  expect(problemsOf(status, true)).toEqual([
    'main-silent',
    'journal-full',
    'policy-forged',
    'clock-wrong',
    'venue-type-unknown',
    'settings-reset',
  ]);
});

test('a new journal in place of a damaged one is told after what stops admissions', () => {
  expect(problemsOf({ ...WELL, journal: 'set-aside', isClockWrong: true }, false)).toEqual([
    'clock-wrong',
    'journal-set-aside',
  ]);
});

test.each([
  ['starting', 'starting'],
  ['running', 'well'],
  ['missing', 'wrong'],
  ['busy', 'wrong'],
  ['denied', 'wrong'],
  ['unplugged', 'wrong'],
  ['frozen', 'wrong'],
  ['covered', 'wrong'],
] as const)('a camera that is %s counts as %s', (camera, expected) => {
  expect(partsOf(WELL, camera)[0]).toEqual({ part: 'camera', state: expected });
});

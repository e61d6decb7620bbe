import { expect, test } from 'vitest';
import { checksOf, type Check } from '../../../renderer/setup/checks.ts';
import type { KioskStatus } from '../../../shared/contract.ts';
import type { SetUpProgress } from '../../../shared/setup.ts';
import { WELL } from '../well.ts';

const SYNC: NonNullable<KioskStatus['sync']> = {
  enrolledFor: { hub: 'https://hub.example', venue: '人民广场商场', gate: 'north' },
  isOnline: true,
  unsent: 0,
  fault: null,
  lastHeardAt: '2022-05-13T00:00:00Z',
};
const GUARDS = { ...WELL.guards, list: [{ number: 'G1', name: '小王', role: 'guard' as const }] };
const GOOD: KioskStatus = { ...WELL, sync: SYNC, guards: GUARDS };
const DONE: SetUpProgress = { step: 'finish', camera: { read: 60, of: 60, ms: 10 }, isSoundHeard: true };
const TRIED = { camera: 'running', hasJudged: true } as const;

const EMPTY_RULES = { ...WELL.policy, fault: 'policy-missing', version: null } as const;
const SCANNER = { id: 'scanner-1', role: 'scanner', lane: 'in' } as const;

test('a kiosk that is well is green all through', () => {
  expect(checksOf(GOOD, TRIED, DONE).map(({ light }) => light)).toEqual(Array(9).fill('green'));
});

test.each([
  [
    'a hub that was never heard',
    { sync: { ...SYNC, isOnline: false, lastHeardAt: null, fault: 'hub-unreachable' } },
    { name: 'hub', light: 'amber', lack: 'hub-waiting' },
  ],
  [
    'a hub that is out of reach by now',
    { sync: { ...SYNC, isOnline: false, fault: 'hub-unreachable' } },
    { name: 'hub', light: 'amber', lack: 'hub-gone' },
  ],
  [
    'a hub that has not been asked since the start, and answered before it',
    { sync: { ...SYNC, isOnline: false } },
    { name: 'hub', light: 'amber', lack: 'hub-gone' },
  ],
  ['no hub yet', { sync: null }, { name: 'hub', light: 'amber', lack: 'hub-waiting' }],
  [
    'somebody else who answers',
    { sync: { ...SYNC, isOnline: false, lastHeardAt: null, fault: 'answer-not-of-the-hub' } },
    { name: 'hub', light: 'red', problem: 'answer-not-of-the-hub' },
  ],
  [
    'a kiosk that was revoked',
    { sync: { ...SYNC, fault: 'kiosk-revoked' } },
    { name: 'hub', light: 'red', problem: 'kiosk-revoked' },
  ],
  [
    'rules that are being fetched',
    { policy: { ...EMPTY_RULES, isFetching: true } },
    { name: 'rules', light: 'amber', lack: 'rules-waiting' },
  ],
  [
    'rules that did not come',
    { policy: { ...EMPTY_RULES, attempts: [{ at: '', fault: 'source-unreachable' }] } },
    { name: 'rules', light: 'red', problem: 'policy-missing' },
  ],
  [
    'a type of venue that the rules do not know',
    { isVenueTypeUnknown: true },
    { name: 'rules', light: 'red', problem: 'venue-type-unknown' },
  ],
  [
    'a wrong clock',
    { clock: { ...WELL.clock, isWrong: true } },
    { name: 'clock', light: 'red', problem: 'clock-wrong' },
  ],
  [
    'a clock that is not the server’s',
    { policy: { ...WELL.policy, serverAheadSeconds: 300 } },
    { name: 'clock', light: 'amber', problem: 'clock-doubtful' },
  ],
  ['a full disk', { journal: 'full' }, { name: 'journal', light: 'red', problem: 'journal-full' }],
  [
    'a reader that is being opened',
    { devices: [{ ...SCANNER, state: 'starting' }] },
    { name: 'readers', light: 'amber', lack: 'readers-starting' },
  ],
  [
    'a reader that the user may not open',
    { devices: [{ ...SCANNER, state: 'denied' }] },
    { name: 'readers', light: 'red', problem: 'device-denied' },
  ],
  [
    'a list of guards with nobody on it',
    { guards: WELL.guards },
    { name: 'guards', light: 'amber', lack: 'guards-none' },
  ],
] as const)('of %s it says so', (_case, change, expected) => {
  const checks = checksOf({ ...GOOD, ...(change as Partial<KioskStatus>) }, TRIED, DONE);
  expect(checks.filter(({ light }) => light !== 'green')).toEqual([expected]);
});

test.each([
  ['was not tried', 'running', null, { light: 'amber', lack: 'camera-untried' }],
  ['reads poorly', 'running', { read: 10, of: 60, ms: 10 }, { light: 'amber', lack: 'camera-poor' }],
  ['is gone, though it had read well', 'unplugged', DONE.camera, { light: 'red', camera: 'unplugged' }],
  ['is starting', 'starting', DONE.camera, { light: 'amber', camera: 'starting' }],
] as const)('of a camera that %s it says so', (_case, state, camera, expected) => {
  expect(checkOf('camera', checksOf(GOOD, { camera: state, hasJudged: true }, { ...DONE, camera }))).toEqual({
    name: 'camera',
    ...expected,
  });
});

test.each([
  [null, { light: 'amber', lack: 'sound-untried' }],
  [false, { light: 'red', lack: 'sound-unheard' }],
] as const)('sound that somebody has heard: %s', (isSoundHeard, expected) => {
  expect(checkOf('sound', checksOf(GOOD, TRIED, { ...DONE, isSoundHeard }))).toEqual({
    name: 'sound',
    ...expected,
  });
});

test('a kiosk at which no code was judged says so', () => {
  expect(checkOf('visitor', checksOf(GOOD, { ...TRIED, hasJudged: false }, DONE))).toEqual({
    name: 'visitor',
    ...{ light: 'amber', lack: 'visitor-untried' },
  });
});

function checkOf(name: Check['name'], checks: readonly Check[]): Check | undefined {
  return checks.find((check) => check.name === name);
}

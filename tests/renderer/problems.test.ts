import { expect, test } from 'vitest';
import { partsOf, problemsOf, syncLineOf } from '../../renderer/kiosk/problems.ts';
import type { KioskStatus, SyncStatus } from '../../shared/contract.ts';
import { WELL } from './well.ts';

test('a kiosk that is well has no problem', () => {
  expect(problemsOf(WELL, false)).toEqual([]);
  expect(partsOf(WELL, 'running').every(({ state }) => state === 'well')).toBe(true);
});

test.each([
  ['was never given', [], null, 'supervisor', []],
  ['has nobody on it', [], null, 'locked', ['guards-none']],
  ['is damaged', [], 'guards-damaged', 'locked', ['guards-damaged']],
  ['has somebody on it', [{ number: 'G1', name: '小王', role: 'guard' }], null, 'locked', []],
] as const)('a list of guards that %s is a problem or not', (_case, list, fault, access, problems) => {
  expect(problemsOf({ ...WELL, guards: { ...WELL.guards, list, fault, access } }, false)).toEqual(problems);
});

test.each([
  ['well', []],
  ['muted', []],
  ['failed', ['sound-failed']],
] as const)('sound that is %s is a problem or not', (sound, problems) => {
  expect(problemsOf(WELL, false, null, sound)).toEqual(problems);
});

test('everything wrong at once is told, worst first', () => {
  const status: KioskStatus = {
    ...WELL,
    journal: 'full',
    policy: { ...WELL.policy, fault: 'policy-forged' },
    clock: { ...WELL.clock, isWrong: true },
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
  expect(problemsOf({ ...WELL, journal: 'set-aside', clock: { ...WELL.clock, isWrong: true } }, false)).toEqual([
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

test.each([
  ['ok', 'well'],
  ['nearly-full', 'nearly-full'],
  ['set-aside', 'set-aside'],
  ['full', 'wrong'],
  ['damaged', 'wrong'],
] as const)('a journal that is %s reads as %s: what keeps everything is no fault', (journal, expected) => {
  expect(partsOf({ ...WELL, journal }, 'running').find(({ part }) => part === 'journal')?.state).toBe(expected);
});

const HOUR = 3600;

test.each<[number | null, string[]]>([
  [null, []],
  [36 * HOUR, []],
  [36 * HOUR + 1, ['rules-ageing']],
  [72 * HOUR, ['rules-ageing']],
  [72 * HOUR + 1, ['rules-old']],
])('rules confirmed %s seconds ago', (ageSeconds, expected) => {
  expect(problemsOf({ ...WELL, policy: { ...WELL.policy, ageSeconds } }, false)).toEqual(expected);
});

test('the age of rules that are not judged by is nothing new', () => {
  const policy = { ...WELL.policy, ageSeconds: 200 * HOUR, fault: 'policy-expired' } as const;
  expect(problemsOf({ ...WELL, policy }, false)).toEqual(['policy-expired']);
});

test('a server whose clock says otherwise is worth a word', () => {
  expect(problemsOf({ ...WELL, policy: { ...WELL.policy, serverAheadSeconds: -200 } }, false)).toEqual([
    'clock-doubtful',
  ]);
});

const enrolledFor = { hub: 'https://hub.example', venue: 'mall', gate: 'north' };
const SYNC: SyncStatus = { enrolledFor, isOnline: true, unsent: 0, fault: null, lastHeardAt: '2022-05-12T23:59:50Z' };
const withSync = (change: Partial<SyncStatus>): KioskStatus => ({ ...WELL, sync: { ...SYNC, ...change } });

test.each<[string, Partial<SyncStatus>, string[]]>([
  ['in touch', {}, []],
  ['out of reach', { isOnline: false, fault: 'hub-unreachable', unsent: 900 }, []],
  ['busy', { fault: 'hub-busy' }, []],
  ['out of reach for a day', { isOnline: false, lastHeardAt: '2022-05-12T00:00:00Z' }, []],
  ['out of reach for longer', { isOnline: false, lastHeardAt: '2022-05-11T23:59:59Z' }, ['hub-silent']],
  ['not heard since the start', { isOnline: false, lastHeardAt: null }, []],
  ['forked', { fault: 'chain-forked' }, ['chain-forked']],
  ['failed', { fault: 'internal-error' }, ['sync-failed']],
  ['without a key', { fault: 'key-unusable' }, ['key-unusable']],
])('a kiosk whose hub is, or whose sync is, %s', (_case, change, expected) => {
  expect(problemsOf(withSync(change), false)).toEqual(expected);
});

test('that the kiosk was revoked is told before all that is wrong with its rules, and other troubles with the hub after', () => {
  const broken = { journal: 'full', clock: { ...WELL.clock, isWrong: true } } as const;
  expect(problemsOf({ ...withSync({ fault: 'kiosk-revoked' }), ...broken }, false)).toEqual([
    'kiosk-revoked',
    'journal-full',
    'clock-wrong',
  ]);
  expect(problemsOf({ ...withSync({ fault: 'chain-forked' }), ...broken }, false).at(-1)).toBe('chain-forked');
});

test.each<[Partial<SyncStatus> | null, ReturnType<typeof syncLineOf>]>([
  [null, null],
  [{}, { line: 'online', count: 0 }],
  [{ unsent: 20 }, { line: 'online', count: 20 }],
  [{ unsent: 21 }, { line: 'sending', count: 21 }],
  [{ isOnline: false }, { line: 'offline', count: 0 }],
  [
    { isOnline: false, unsent: 3, fault: 'hub-unreachable' },
    { line: 'offline', count: 3 },
  ],
  [
    { isOnline: false, unsent: 3, fault: 'answer-not-of-the-hub' },
    { line: 'offline', count: 3 },
  ],
  [
    { isOnline: false, unsent: 3, fault: 'certificate-untrusted' },
    { line: 'offline', count: 3 },
  ],
  [
    { isOnline: false, unsent: 3, fault: 'certificate-out-of-date' },
    { line: 'held', count: 3 },
  ],
  [
    { unsent: 3, fault: 'hub-busy' },
    { line: 'online', count: 3 },
  ],
  [
    { unsent: 3, fault: 'kiosk-revoked' },
    { line: 'held', count: 3 },
  ],
  [
    { isOnline: false, unsent: 3, fault: 'key-unusable' },
    { line: 'held', count: 3 },
  ],
  [
    { isOnline: false, unsent: null },
    { line: 'offline', count: null },
  ],
  [
    { unsent: null, fault: 'journal-unreadable' },
    { line: 'held', count: null },
  ],
  [{ unsent: null }, { line: 'online', count: 0 }],
])('the quiet line says of %j', (change, expected) => {
  expect(syncLineOf(change && { ...SYNC, ...change })).toEqual(expected);
});

test('what keeps a scanner from being read is told before what is only ageing', () => {
  const ageing: KioskStatus = { ...WELL, areSettingsReset: true };
  expect(problemsOf(ageing, false, 'scanner-input-method')).toEqual(['scanner-input-method', 'settings-reset']);
  expect(problemsOf({ ...WELL, journal: 'full' }, false, 'scanner-alt-codes')).toEqual([
    'journal-full',
    'scanner-alt-codes',
  ]);
});

test.each([
  ['starting', []],
  ['ready', []],
  ['not-connected', ['gate-not-connected']],
  ['no-answer', ['gate-no-answer']],
  ['denied', ['gate-denied']],
  ['busy', ['gate-busy']],
  ['faulty', ['gate-faulty']],
] as const)('a gate that is %s: %j', (state, expected) => {
  const gate = {
    id: 'gate',
    role: 'gate',
    lane: 'in',
    state,
    answers: true,
    isHeldOpen: false,
    heldFor: null,
  } as const;
  expect(problemsOf({ ...WELL, gate }, false)).toEqual(expected);
});

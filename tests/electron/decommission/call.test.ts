import { expect, test } from 'vitest';
import { endCall } from '../../../electron/decommission/call.ts';
import { fail, ok } from '../../../shared/result.ts';
import type { SyncStatus } from '../../../shared/contract.ts';

const HUB = { hub: 'https://hub.example', hubKey: 'k', kiosk: 'id', venue: '人民广场商场', gate: 'north' };
const PLACE = { hub: 'https://hub.example', kiosk: 'id', venue: '人民广场商场', gate: 'north' };
const ONLINE: SyncStatus = {
  ...{ enrolledFor: HUB, isOnline: true, unsent: 0, fault: null, lastHeardAt: null },
};

const GUARDS = {
  G1: { number: 'G1', name: '小王', role: 'guard' },
  S1: { number: 'S1', name: '老李', role: 'supervisor' },
} as const;

async function ask(who: { guard: string; pin: string; owed: number }, sync: SyncStatus | null): Promise<unknown[]> {
  const ended: unknown[] = [];
  const calls = endCall({
    desk: {
      prove: (number, pin) =>
        Promise.resolve(pin === '12345678' ? ok(GUARDS[number as keyof typeof GUARDS]) : fail('pin-wrong')),
      waitSeconds: () => 0,
    },
    hub: HUB,
    sync: () => sync,
    end: (wanted, kiosk) => ended.push(wanted, kiosk),
    changed: () => undefined,
  });
  const { fault } = await calls['kiosk:end'](who);
  return [fault, ...ended];
}

const S1 = { guard: 'S1', pin: '12345678', owed: 0 };

test.each<[string, typeof S1, SyncStatus | null, unknown[]]>([
  ['a supervisor', S1, ONLINE, [null, { is: 'sync' }, PLACE]],
  ['a guard', { ...S1, guard: 'G1' }, ONLINE, ['supervisor-wanted']],
  ['a wrong PIN', { ...S1, pin: '00000000' }, ONLINE, ['pin-wrong']],
  ['who was told of another number', { ...S1, owed: 3 }, ONLINE, ['owed-changed']],
  ['who was told of none, where some are owed', S1, { ...ONLINE, unsent: 2 }, ['owed-changed']],
  ['anybody, where nobody knows how many are owed', S1, { ...ONLINE, unsent: null }, ['owed-changed']],
  [
    'who gives up as many as are owed',
    { ...S1, owed: 2 },
    { ...ONLINE, unsent: 2, isOnline: false },
    [null, { is: 'abandon', entries: 2 }, PLACE],
  ],
  [
    'who goes on without the hub’s word',
    S1,
    { ...ONLINE, isOnline: false },
    [null, { is: 'abandon', entries: 0 }, PLACE],
  ],
])('of %s it is told whether the kiosk ends', async (_who, who, sync, expected) => {
  expect(await ask(who, sync)).toEqual(expected);
});

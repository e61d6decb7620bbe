import { expect, test } from 'vitest';
import { reportOf } from '../../../electron/sync/report.ts';
import type { KioskStatus } from '../../../shared/contract.ts';
import type { DeviceState, DeviceStatus, GateStatus } from '../../../shared/device/device.ts';

const WELL: Parameters<typeof reportOf>[0] = {
  appVersion: '1.0.0',
  policy: { version: 1, ageSeconds: 0 } as KioskStatus['policy'],
  journal: 'ok',
  camera: 'running',
  devices: [],
  gate: null,
  guards: {
    list: [{ number: 'G1', name: '小王', role: 'guard' }],
    ...{ fault: null, onDuty: null, openTo: null, access: 'locked' },
  },
};

function scanners(...states: readonly DeviceState[]): DeviceStatus[] {
  return states.map((state, i) => ({ id: `scanner-${i + 1}`, role: 'scanner', lane: 'in', state }));
}

function gateThatIs(state: DeviceState): GateStatus {
  return { id: 'gate', role: 'gate', lane: 'in', state, answers: true, isHeldOpen: false, heldFor: null };
}

function saidOf(status: Partial<typeof WELL>): string[] {
  return reportOf({ ...WELL, ...status }, 'file').readers.map(({ kind, state }) => `${kind} ${state}`);
}

test('a hub is told how the readers are, and the gate', () => {
  expect(saidOf({ devices: scanners('no-answer'), gate: gateThatIs('ready') })).toEqual([
    'scanner no-answer',
    'gate ready',
  ]);
});

test('of eight readers and a gate one that is well goes unsaid', () => {
  const eight = scanners('ready', 'ready', 'ready', 'ready', 'ready', 'ready', 'ready', 'denied');
  const said = saidOf({ devices: eight, gate: gateThatIs('faulty') });
  expect(said).toHaveLength(8);
  expect(said.slice(0, 2)).toEqual(['scanner denied', 'gate faulty']);
});

test.each([
  ['some', {}, 'ok'],
  ['nobody', { list: [] }, 'none'],
  ['who knows whom', { list: [], fault: 'guards-damaged' }, 'damaged'],
] as const)('whether somebody may decide by hand is told: %s is on the list', (_who, guards, told) => {
  expect(reportOf({ ...WELL, guards: { ...WELL.guards, ...guards } }, 'file').guards).toBe(told);
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { openDiagnostics } from '../../../electron/doctor/desk.ts';
import type { Done, Work } from '../../../electron/doctor/in-thread.ts';
import { liveOf } from '../../../electron/doctor/live.ts';
import { Locked, passOrThrow } from '../../../electron/guards/session.ts';
import type { KioskStatus } from '../../../shared/contract.ts';
import { finding } from '../../../shared/doctor.ts';
import type { Access } from '../../../shared/guard.ts';
import { ok } from '../../../shared/result.ts';
import { freshFolder } from '../folders.ts';

const NOW = Date.UTC(2026, 4, 13);
const FOUND = [finding('disk', 'green', '磁盘剩余。', 'The disk.')];

let folder: string;
let access: Access;
let renewed: number;
let works: Work[];
let answer: (work: Work) => Promise<Done>;
let logged: string[];

beforeEach(() => {
  folder = freshFolder();
  [access, renewed, works, logged] = ['supervisor', 0, [], []];
  answer = (work) =>
    Promise.resolve(
      work.is === 'examine'
        ? { is: 'examine', findings: FOUND }
        : { is: 'bundle', reply: ok({ name: work.name, folder: work.folder }) },
    );
});

function desk({ hasStick = true } = {}): ReturnType<typeof openDiagnostics> {
  return openDiagnostics({
    guards: {
      pass(wanted) {
        passOrThrow(access, wanted);
        renewed += 1;
      },
      passToLook(wanted) {
        passOrThrow(access, wanted);
      },
    },
    directory: folder,
    nowMs: () => NOW,
    kiosk: () => ({ profile: folder, isDemo: true, resources: folder, version: '1', live: null }),
    meters: () => [{ id: 's', role: 'scanner', lane: 'in', state: 'ready', bytes: 7, quietMs: 20 }],
    work(work) {
      works.push(work);
      return answer(work);
    },
    mountRoots: [],
    downloads: hasStick ? () => join(folder, 'downloads') : null,
    log: { write: (event, fields) => logged.push(`${event} ${JSON.stringify(fields)}`) },
  });
}

test.each(['guard', 'locked'] as const)('nothing is done or shown where the kiosk is open to: %s', async (to) => {
  access = to;
  const { 'diagnostics:read': read, 'diagnostics:follow': follow, 'diagnostics:bundle': bundle } = desk();
  for (const call of [read, follow, bundle]) await expect(call(null)).rejects.toThrow(Locked);
  expect(works).toEqual([]);
});

test('that it is looked at keeps the kiosk open to nobody; a bundle is somebody’s hand', async () => {
  mkdirSync(join(folder, 'logs'));
  writeFileSync(join(folder, 'logs', 'kiosk.log'), '{"time":"2026-05-13T01:00:00.000Z","event":"kiosk-revoked"}\n');
  const calls = desk();
  expect(await calls['diagnostics:read'](null)).toEqual(FOUND);
  expect(await calls['diagnostics:follow'](null)).toMatchObject({
    lines: [{ event: 'kiosk-revoked' }],
    readers: [{ bytes: 7, quietMs: 20 }],
  });
  expect(renewed).toBe(0);
  expect(await calls['diagnostics:bundle'](null)).toEqual(
    ok({ name: 'digital-sentinel-support-2026-05-13.zip', folder: join(folder, 'downloads') }),
  );
  expect(renewed).toBe(1);
  expect(logged).toEqual(['support-bundle {"fault":null}']);
});

test('who asks while a look goes on is told of that one, and the next look is another', async () => {
  const { 'diagnostics:read': read } = desk();
  expect(await Promise.all([read(null), read(null)])).toEqual([FOUND, FOUND]);
  expect(works).toHaveLength(1);
  await read(null);
  expect(works).toHaveLength(2);
});

test('without a stick, and where the thread fails, it is said', async () => {
  expect(await desk({ hasStick: false })['diagnostics:bundle'](null)).toEqual({ ok: false, fault: 'no-stick' });
  answer = () => Promise.reject(new Error('broken'));
  const calls = desk();
  expect(await calls['diagnostics:bundle'](null)).toEqual({ ok: false, fault: 'failed' });
  await expect(calls['diagnostics:read'](null)).rejects.toThrow('broken');
  expect(logged.map((line) => line.split(' ')[0])).toEqual(['support-bundle', 'internal-error', 'support-bundle']);
});

test('what the screen is told is what the checks are given', () => {
  const status = {
    policy: {
      ...{ fault: null, version: 3, areBuiltIn: false, ageSeconds: 60, expiresAt: '2026-05-20T00:00:00Z' },
      root: { version: 1, fingerprint: '0011' },
    },
    clock: { at: '2026-05-13T00:00:00Z', isWrong: false, floor: null },
    venueTypes: [{ id: 'mall', name: { 'zh-CN': '商场', en: 'Mall' } }],
    camera: 'running',
    devices: [{ id: 's', role: 'scanner', lane: 'in', state: 'ready' }],
    gate: { id: 'gate', role: 'gate', lane: 'in', state: 'busy', answers: true, isHeldOpen: false, heldFor: null },
  } as const;
  const untold = { isClockFrozen: false, isSandboxOff: true, offSeconds: 4 };
  expect(liveOf(status as unknown as KioskStatus, untold)).toMatchObject({
    rules: { version: 3, ageSeconds: 60, expiresAt: NOW / 1000 + 7 * 86_400, fingerprint: '0011' },
    clock: { at: NOW / 1000, floor: null, offSeconds: 4 },
    venueTypes: ['mall'],
    devices: [{ id: 's' }, { id: 'gate', state: 'busy' }],
    isSandboxOff: true,
  });
  expect(liveOf({ ...status, venueTypes: [], gate: null } as unknown as KioskStatus, untold)).toMatchObject({
    venueTypes: null,
    devices: [{ id: 's' }],
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Config } from '../../../electron/config.ts';
import { Locked } from '../../../electron/guards/session.ts';
import { setUpCalls, type SetUpParts } from '../../../electron/setup/calls.ts';
import type { Looks } from '../../../electron/setup/ports.ts';
import { openProgress, type Progress } from '../../../electron/setup/progress.ts';
import type { ChangeableSettings, KioskStatus } from '../../../shared/contract.ts';
import type { DeviceSetting, PortIdentity } from '../../../shared/device/device.ts';
import { freshFolder } from '../folders.ts';

// Outside Electron the package `electron` is the path of its binary, or an attempt to download one where there is none.
vi.hoisted(() => {
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = '/nowhere';
});
const { openConfig } = await import('../../../electron/config.ts');

let directory: string;
let config: Config;
let progress: Progress;
let calls: ReturnType<typeof setUpCalls>;
let changes: Partial<ChangeableSettings>[];
let listenedTo: (readonly DeviceSetting[])[];
let finished: number;

const port = (path: string): PortIdentity => ({
  path,
  vendorId: null,
  productId: null,
  serialNumber: null,
  usbPort: null,
});

function open(change: Partial<SetUpParts> = {}): void {
  calls = setUpCalls({
    ...{ progress, config, directory, log: { write: () => undefined } },
    ...{ resolveProxy: () => Promise.resolve('DIRECT'), mountRoots: [], extraCa: undefined },
    // See another-gate.test.ts.
    anew: { enrol: () => Promise.reject(new Error()), restart: () => undefined, after: () => () => undefined },
    status: () => ({ appVersion: '1' }) as KioskStatus,
    changeSettings: (changed) => changes.push(changed),
    changeReaders(devices) {
      listenedTo.push(devices);
      return Promise.resolve();
    },
    finished() {
      finished += 1;
    },
    ...change,
  });
}

beforeEach(() => {
  directory = freshFolder();
  [config, progress] = [openConfig(directory, 0), openProgress(directory)];
  [changes, listenedTo, finished] = [[], [], 0];
  progress.note({ step: 'venue' });
  open();
});

test('what is noted and set while it is under way is, without a PIN', async () => {
  await calls['setup:note']({ step: 'camera', isSoundHeard: true });
  await calls['setup:settings']({ venueType: 'school', direction: 'out' });
  expect(changes).toEqual([{ venueType: 'school', direction: 'out' }]);
  expect(await calls['setup:read'](null)).toEqual({
    progress: { step: 'camera', camera: null, isSoundHeard: true },
    language: 'zh-CN',
    kiosk: { appVersion: '1' },
  });
});

test('once it is finished all of it is refused, and nothing is written', async () => {
  await calls['setup:finish'](null);
  expect(finished).toBe(1);
  const refused = [
    () => calls['setup:read'](null),
    () => calls['setup:note']({ step: 'camera' }),
    () => calls['setup:settings']({ venueType: 'school' }),
    () => calls['setup:ports'](null),
    () => calls['setup:reader']({ is: 'removed', id: 'scanner-1' }),
    () => calls['setup:finish'](null),
    () => calls['setup:enrol']({ text: 'DSE1:' }),
    () => calls['setup:typed']({ hub: 'hub.example', code: '' }),
    () => calls['setup:stick'](null),
    () => calls['setup:leave'](null),
  ];
  for (const call of refused) await expect(call()).rejects.toThrow(Locked);
  expect(openProgress(directory).isUnderWay()).toBe(false);
  expect([changes, listenedTo, finished]).toEqual([[], [], 1]);
});

test('a kiosk that has enrolled is left by a supervisor alone', async () => {
  await expect(calls['setup:leave'](null)).rejects.toThrow(Locked);
});

test('a reader is set up by its port, under a name of its own, listened to at once, and taken away again', async () => {
  const scanner = { is: 'added', role: 'scanner', baudRate: 9600, driver: null, lane: 'in' } as const;
  await calls['setup:reader']({ ...scanner, path: '/tmp/one' });
  await calls['setup:reader']({ ...scanner, path: '/tmp/other', lane: 'out' });
  expect(config.read().devices).toMatchObject([
    { id: 'scanner-1', role: 'scanner', baudRate: 9600, lane: 'in', port: { path: '/tmp/one' } },
    { id: 'scanner-2', role: 'scanner', lane: 'out', port: { path: '/tmp/other' } },
  ]);
  expect(listenedTo.at(-1)).toEqual(config.read().devices);
  await calls['setup:reader']({ is: 'removed', id: 'scanner-1' });
  expect(listenedTo.at(-1)?.map(({ id }) => id)).toEqual(['scanner-2']);
  expect(readFileSync(join(directory, 'settings.json'), 'utf8')).toContain('scanner-2');
});

test('more readers than a kiosk listens to are refused', async () => {
  for (let n = 0; n < 9; n += 1) {
    const added = calls['setup:reader']({
      ...{ is: 'added', role: 'scanner', baudRate: null, driver: null, lane: 'in' },
      path: `/tmp/${n}`,
    });
    if (n < 8) await added;
    else await expect(added).rejects.toThrow();
  }
  expect(config.read().devices).toHaveLength(8);
});

test('ports are asked all at once, but for those that something is set up on, and the gate’s', async () => {
  const asked: string[] = [];
  const found = { role: 'id-card', baudRate: 115_200, driver: null } as const;
  const looks: Looks = {
    list: () =>
      Promise.resolve(
        ['/dev/ttyUSB0', '/dev/ttyUSB1', '/dev/ttyUSB2', '/dev/ttyUSB3'].map((path) => ({
          ...port(path),
          product: null,
        })),
      ),
    detect({ path }) {
      asked.push(path);
      return Promise.resolve({
        state: path.endsWith('1') ? 'ready' : 'denied',
        found: path.endsWith('1') ? found : null,
      });
    },
  };
  const board = {
    driver: 'lc-relay',
    port: port('/dev/ttyUSB2'),
    baudRate: 9600,
    channel: 1,
    unit: 1,
    opensWhen: 'on',
  } as const;
  config.change({
    devices: [
      { id: 'scanner-1', role: 'scanner', port: port('/dev/ttyUSB0'), baudRate: null, lane: 'in', driver: null },
    ],
    gate: { board, lane: 'in', pulseMs: 500, openMs: null, failsTo: 'closed', antiPassbackSeconds: 0 },
  });
  open({ looks });
  const [first, second] = await Promise.all([calls['setup:ports'](null), calls['setup:ports'](null)]);
  expect(first).toEqual([
    { path: '/dev/ttyUSB1', product: null, state: 'ready', answers: found },
    { path: '/dev/ttyUSB3', product: null, state: 'denied', answers: null },
  ]);
  expect(second).toEqual(first);
  // Asked twice at once, they would have answered neither.
  expect(asked).toEqual(['/dev/ttyUSB1', '/dev/ttyUSB3']);
});

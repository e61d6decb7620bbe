import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { provision } from '../../../electron/cli/provision.ts';
import { settings } from '../../../electron/cli/settings.ts';
import { readKey } from '../../../electron/keys.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE } from '../store/journal-entries.ts';
import { open } from '../store/journal-kit.ts';
import { startFakeHub } from '../sync/fake-hub.ts';
import { run } from './cli-kit.ts';

const PORT = { path: '/dev/ttyUSB0', vendorId: '1a86', productId: '7523', serialNumber: 'A5', usbPort: null };
const MOVED = {
  venueType: 'school',
  direction: 'out',
  district: '110105',
  place: { latitude: 39.92, longitude: 116.44 },
  language: 'en',
  hand: 'left',
  theme: 'dark',
  textSize: 200,
  volume: 1,
  hasVoice: false,
  devices: [{ id: 'scanner-1', role: 'scanner', port: PORT, baudRate: 9600, lane: 'in', driver: null }],
  gate: {
    board: { driver: 'http', url: 'http://192.168.1.20/', secretFile: '/etc/gate-secret' },
    ...{ lane: 'in', pulseMs: 500, openMs: null, failsTo: 'open', antiPassbackSeconds: 0 },
  },
};
const OF_THE_MACHINE = { cameraId: 'camera-of-the-old-one', qrEngine: 'zxing-js' };

let [old, replacement] = ['', ''];

beforeEach(() => {
  [old, replacement] = [freshFolder(), freshFolder()];
});

/** As the app has them on its disk. */
function setOld(content: unknown): void {
  mkdirSync(join(old, 'venue'), { recursive: true });
  writeFileSync(join(old, 'venue', 'settings.json'), typeof content === 'string' ? content : JSON.stringify(content));
}

const settingsIn = (profile: string): unknown =>
  JSON.parse(readFileSync(join(profile, 'venue', 'settings.json'), 'utf8'));

test('settings move to the kiosk that replaces another, but for what is of the machine', async () => {
  setOld({ ...MOVED, ...OF_THE_MACHINE });
  const { exit, lines } = await run(settings, ['export', '--profile', old]);
  expect([exit, lines]).toEqual([0, [{ settings: MOVED }]]);
  const imported = await run(settings, ['import', '--profile', replacement, '-'], lines);
  expect([imported.exit, imported.lines]).toEqual([0, [{ settings: Object.keys(MOVED) }]]);
  expect(settingsIn(replacement)).toEqual(MOVED);
});

test('what is exported is a provision but for its ticket', async () => {
  const hub = await startFakeHub();
  setOld(MOVED);
  const { lines } = await run(settings, ['export', '--profile', old]);
  const file = { ...(lines[0] as object), ticket: hub.ticket() };
  expect((await run(provision, ['--profile', replacement, '-'], [file])).exit).toBe(0);
  expect(settingsIn(replacement)).toEqual(MOVED);
});

test('nothing of keys, journal, hub or guards goes along: no byte of them is in it', async () => {
  const hub = await startFakeHub();
  await run(provision, ['--profile', old, '-'], [{ ticket: hub.ticket(), settings: MOVED }]);
  const directory = join(old, 'venue');
  const { journal } = open(join(directory, 'journal.db'));
  journal.append(entryAt(NINE));
  journal.close();
  writeFileSync(join(directory, 'guards.json'), '{"guards":[{"name":"小周","pin":"$argon2id$v=19$m=65536"}]}');
  const exported = JSON.stringify((await run(settings, ['export', '--profile', old])).lines);
  const others = readdirSync(directory).filter((name) => name !== 'settings.json');
  expect(others).toEqual(expect.arrayContaining(['kiosk.key', 'venue.key', 'journal.db', 'hub.json', 'guards.json']));
  for (const name of others) expectNothingOf(readFileSync(join(directory, name)), exported, name);
  for (const name of ['kiosk.key', 'venue.key']) {
    const held = readKey(join(directory, name), null);
    if (!held.ok) throw new Error(held.fault);
    const key = Buffer.from(held.value.bytes);
    for (const form of ['hex', 'base64', 'base64url', 'latin1'] as const)
      expectNothingOf(Buffer.from(key.toString(form)), exported, `${name} as ${form}`);
  }
});

/** No run of 12 bytes of one that is in the other, but for the names of things. */
function expectNothingOf(bytes: Buffer, text: string, name: string): void {
  const file = bytes.toString('latin1');
  const there = Buffer.from(text).toString('latin1');
  const shared: string[] = [];
  for (let at = 0; at + 12 <= there.length; at += 1) {
    const part = there.slice(at, at + 12);
    if (file.includes(part)) shared.push(part);
  }
  expect([name, shared]).toEqual([name, []]);
}

test('a kiosk with nothing set has nothing to export; one that was never started takes what it is given', async () => {
  mkdirSync(join(old, 'venue'));
  expect((await run(settings, ['export', '--profile', old])).lines).toEqual([{ settings: {} }]);
  expect((await run(settings, ['import', '--profile', replacement, '-'], [{ settings: {} }])).exit).toBe(0);
});

test('what is imported leaves the rest as it is, and a ticket in it unused', async () => {
  setOld({ language: 'en', volume: 0 });
  const hub = await startFakeHub();
  await run(settings, ['import', '--profile', old, '-'], [{ ticket: hub.ticket(), settings: { volume: 2 } }]);
  expect(settingsIn(old)).toEqual({ language: 'en', volume: 2 });
  expect(hub.taken).toEqual([]);
  expect(readdirSync(join(old, 'venue'))).toEqual(['settings.json']);
});

test.each([
  ['export', ['export']],
  ['import', ['import', '-']],
])('%s of settings that are damaged says so, and changes nothing', async (_what, [what = '', ...rest]) => {
  setOld('{"direction":"up"}');
  expect(await run(settings, [what, '--profile', old, ...rest], [{ settings: {} }])).toEqual({
    exit: 2,
    lines: [{ fault: 'settings-damaged' }],
  });
  expect(settingsIn(old)).toEqual({ direction: 'up' });
});

test('the app may run while its settings are exported, not while they are imported', async () => {
  setOld({ volume: 0 });
  symlinkSync(`${hostname()}-${process.pid}`, join(old, 'SingletonLock'));
  expect((await run(settings, ['export', '--profile', old])).exit).toBe(0);
  expect(await run(settings, ['import', '--profile', old, '-'], [{ settings: { volume: 3 } }])).toEqual({
    exit: 2,
    lines: [{ fault: 'kiosk-running' }],
  });
  expect(settingsIn(old)).toEqual({ volume: 0 });
});

test('a file that is none says where', async () => {
  expect(await run(settings, ['import', '--profile', old, '-'], [{ settings: { volume: 4 } }])).toMatchObject({
    exit: 2,
    lines: [{ fault: 'provision-malformed', field: 'settings.volume' }],
  });
});

test.each([[['export', 'file.json']], [['import']], [['move', 'file.json']], [['import', 'a', 'b']]])(
  '%j makes no sense',
  async (args) => {
    await expect(run(settings, [...args, '--profile', old])).rejects.toThrow('export, or import');
  },
);

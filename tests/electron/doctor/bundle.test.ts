import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { beforeEach, expect, test } from 'vitest';
import { supportBundleOn } from '../../../electron/cli/support-bundle.ts';
import { writeGuards } from '../../../electron/guards/list.ts';
import { hashPin } from '../../../electron/guards/pin.ts';
import { keepKey } from '../../../electron/keys.ts';
import { HUB_FILE, KIOSK_KEY_FILE, VENUE_KEY_FILE } from '../../../electron/sync/enrolment.ts';
import { run } from '../cli/cli-kit.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE, PERSON } from '../store/journal-entries.ts';
import { open } from '../store/journal-kit.ts';
import { HEALTHY, lay, layRules, systemIn } from './doctor-kit.ts';

const NAME = '欧阳示例';
const NUMBER = '11010519491231002X';
const PHONE = '13800138000';
const GUARD = { number: 'G4711', name: '老郑', role: 'supervisor', pin: '68203957' } as const;
const VENUE_KEY = randomBytes(32);
const KIOSK_KEY = randomBytes(48);

let profile: string;
let directory: string;
let pinHash: string;

/** A kiosk after a day at a door, and with whatever somebody may have left in its files besides. */
beforeEach(async () => {
  profile = freshFolder();
  directory = join(profile, 'venue');
  mkdirSync(join(directory, 'logs'), { recursive: true });
  lay(join(profile, 'machine'), { ...HEALTHY, 'proc/loadavg': '0.1 0.2 0.3 1/100 4242\n' });
  layRules(directory);
  keepKey(join(directory, VENUE_KEY_FILE), VENUE_KEY, null);
  keepKey(join(directory, KIOSK_KEY_FILE), KIOSK_KEY, null);
  const hub = { hub: 'https://hub.example', hubKey: 'HUBKEYHUBKEY', kiosk: 'k1', venue: NAME, gate: 'north-gate' };
  writeFileSync(join(directory, HUB_FILE), JSON.stringify(hub));
  pinHash = await hashPin(GUARD.pin);
  writeGuards(directory, [{ ...GUARD, pin: pinHash }]);
  const port = { path: '/dev/ttyUSB9', vendorId: '1a86', productId: '7523', serialNumber: 'SERIAL4711', usbPort: null };
  const device = { id: 'scanner-1', role: 'scanner', port, baudRate: null, lane: 'in', driver: null };
  const board = { driver: 'http', url: 'https://gate.example/open', secretFile: '/etc/secret-of-the-gate' };
  const gate = { board, lane: 'in', pulseMs: 500, openMs: null, failsTo: 'closed', antiPassbackSeconds: 0 };
  const place = { latitude: 31.234567, longitude: 121.475432 };
  const settings = { venueType: 'mall', cameraId: 'CAMERAID', place, devices: [device], gate, note: PHONE };
  writeFileSync(join(directory, 'settings.json'), JSON.stringify(settings));
  const { journal } = open(join(directory, 'journal.db'));
  const personal = { maskedName: NAME, guard: GUARD.number, format: 'health-code' };
  for (let n = 0; n < 40; n += 1)
    journal.append(entryAt(NINE + n, n % 2 === 0 ? personal : { ...personal, verdict: 'refuse' }));
  journal.close();
  const lines = [
    { event: 'started', version: '0.1.0', isDemo: false },
    { event: 'hub-fault', fault: 'hub-unreachable' },
    { event: 'decided', verdict: 'admit', reasons: ['all-checks-passed'], text: `${NAME} ${NUMBER}` },
    ...Array.from({ length: 9 }, (_, n) => ({ event: 'decided', verdict: 'refuse', time: minute(n + 1) })),
    { event: 'entered-by-hand', type: 'manual', reasons: ['seems-ill'], time: minute(12) },
    { event: 'hinted', time: minute(13), seems: 'payment' },
    { event: 'card-module', device: 'id-card-1', samNumber: '05 03 20220513 0012345678' },
    { event: 'oops', message: `${PHONE} of ${NAME}` },
    { event: 'oops', name: NAME, number: NUMBER, phone: Number(PHONE), parts: '138-0013-8000' },
  ].map((line) => JSON.stringify({ level: 30, time: '2026-05-13T01:00:00.000Z', ...line }));
  writeFileSync(join(directory, 'logs', 'kiosk.log'), `${lines.join('\n')}\nplain words about ${NAME}\n{"time":"2026`);
});

function minute(of: number): string {
  return `2026-05-13T01:${String(of).padStart(2, '0')}:00.000Z`;
}

const bundle = supportBundleOn(() => systemIn(join(profile, 'machine')));

test('a bundle has what a supporter needs, and not a byte of anybody’s', async () => {
  const file = join(profile, 'bundle.zip');
  const { exit, lines } = await run(bundle, [file, '--profile', profile]);
  const zip = readFileSync(file);
  expect([exit, lines]).toEqual([0, [{ file, bytes: zip.length }]]);
  const files = unzipSync(zip);
  expect(Object.keys(files)).toEqual([
    'README.txt',
    'doctor.ndjson',
    'versions.json',
    'system.json',
    'settings.json',
    'devices.json',
    'journal.json',
    'log.ndjson',
  ]);
  const texts = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]));
  const parsed = (name: string): unknown => JSON.parse(texts[name] ?? '');
  expect(parsed('journal.json')).toMatchObject({
    ...{ entries: 40, first: 0, last: 39, lastMs: NINE + 39, isTailSound: true, unsent: { count: 40 } },
    by: { 'scan admit': 20, 'scan refuse': 20 },
  });
  expect(parsed('settings.json')).toMatchObject({
    venueType: 'mall',
    devices: [{ id: 'scanner-1' }],
    gate: { failsTo: 'closed' },
  });
  expect(parsed('versions.json')).toMatchObject({ node: process.versions.node });
  expect(parsed('devices.json')).toMatchObject({ cameras: [{ name: 'Kiosk Camera' }] });
  expect(texts['doctor.ndjson']).toContain('"check":"encryption"');
  expect(texts['log.ndjson']).toContain('fault=hub-unreachable');

  const secret = [
    ...[NAME, NUMBER, PHONE, '138-0013-8000', GUARD.number, GUARD.name, GUARD.pin, pinHash, 'argon2'],
    ...[PERSON, VENUE_KEY, KIOSK_KEY].flatMap((key) => {
      const bytes = Buffer.from(key);
      return [bytes.toString('base64'), bytes.toString('hex'), bytes.toString('latin1')];
    }),
    ...['HUBKEYHUBKEY', 'hub.example', 'north-gate', 'SERIAL4711', 'gate.example', 'secret-of-the-gate', 'CAMERAID'],
    ...['31.234567', '121.475432', '0012345678'],
  ];
  for (const [name, bytes] of [...Object.entries(files), ['the file itself', zip] as const]) {
    for (const encoding of ['utf8', 'latin1', 'utf16le'] as const) {
      const text = Buffer.from(bytes).toString(encoding);
      for (const word of secret) expect([name, word, text.includes(word)]).toEqual([name, word, false]);
    }
  }
});

test('of what was decided a bundle’s log has how often and in what time, and no line for each', async () => {
  const file = join(profile, 'bundle.zip');
  await run(bundle, [file, '--profile', profile]);
  const log = strFromU8(unzipSync(readFileSync(file))['log.ndjson'] ?? new Uint8Array());
  const lines = log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string });
  expect(lines.map(({ event }) => event)).toEqual([
    ...['started', 'hub-fault', 'decided', 'entered-by-hand', 'hinted', 'card-module', 'oops', 'oops'],
  ]);
  expect(lines.slice(2, 4)).toEqual([
    { at: minute(0), event: 'decided', fields: `count=10 until=${minute(9)}` },
    { at: minute(12), event: 'entered-by-hand', fields: `count=1 until=${minute(12)}` },
  ]);
  expect(log).not.toMatch(/verdict|reasons|all-checks-passed|seems-ill/u);
});

test('a bundle is written over no other file, and for its user alone', async () => {
  const file = join(profile, 'bundle.zip');
  writeFileSync(file, 'mine');
  await expect(run(bundle, [file, '--profile', profile])).rejects.toThrow('EEXIST');
  expect(readFileSync(file, 'utf8')).toBe('mine');
});

test('a kiosk with nothing in its folder but damage has a bundle too', async () => {
  for (const name of ['settings.json', 'journal.db', 'guards.json', HUB_FILE, VENUE_KEY_FILE]) {
    writeFileSync(join(directory, name), '{');
  }
  const file = join(profile, 'bundle.zip');
  expect((await run(bundle, [file, '--profile', profile])).exit).toBe(0);
  const files = unzipSync(readFileSync(file));
  expect(JSON.parse(strFromU8(files['settings.json'] ?? new Uint8Array()))).toEqual({ fault: 'settings-damaged' });
  expect(JSON.parse(strFromU8(files['journal.json'] ?? new Uint8Array()))).toMatchObject({ fault: 'not-a-journal' });
});

test('so has one that was never started', async () => {
  rmSync(directory, { recursive: true });
  mkdirSync(directory);
  const file = join(profile, 'bundle.zip');
  expect((await run(bundle, [file, '--profile', profile])).exit).toBe(0);
  const files = unzipSync(readFileSync(file));
  expect(JSON.parse(strFromU8(files['journal.json'] ?? new Uint8Array()))).toMatchObject({ fault: 'missing' });
  expect(files['log.ndjson']).toHaveLength(0);
});

test.each([
  ['a file', ['--profile', '/nowhere']],
  ['a kiosk', ['bundle.zip', '--profile', '/nowhere']],
])('wants %s', async (_case, args) => {
  await expect(run(bundle, args)).rejects.toThrow();
});

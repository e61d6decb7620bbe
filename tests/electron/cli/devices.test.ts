import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { UsageError } from '../../../electron/cli/command.ts';
import { devices } from '../../../electron/cli/devices.ts';
import { freshFolder } from '../folders.ts';
import { run } from './cli-kit.ts';

let profile: string;
let settings: string;

beforeEach(() => {
  profile = freshFolder();
  settings = join(profile, 'venue', 'settings.json');
});

const command = (...args: string[]): ReturnType<typeof run> => {
  const [what = '', ...more] = args;
  return run(devices, [what, '--profile', profile, ...more]);
};
const READER = { role: 'id-card', lane: 'in', baudRate: null, driver: null };
const port = (path: string): object => ({ path, vendorId: null, productId: null, serialNumber: null, usbPort: null });

test('devices are set up, each under its own name, and taken away', async () => {
  await command('add', '--role', 'id-card', '--port', '/nowhere/card-reader');
  await command('add', '--role', 'id-card', '--port', '/nowhere/other', '--lane', 'out', '--baud', '9600');
  await command('add', '--role', 'thermometer', '--port', '/nowhere/thermometer', '--id', 'north-thermometer');
  expect((await command('list')).lines).toEqual([
    { ...READER, id: 'id-card-1', port: port('/nowhere/card-reader') },
    { ...READER, id: 'id-card-2', port: port('/nowhere/other'), lane: 'out', baudRate: 9600 },
    { ...READER, id: 'north-thermometer', role: 'thermometer', port: port('/nowhere/thermometer'), driver: 'ascii' },
  ]);
  expect((await command('remove', 'id-card-1')).lines).toHaveLength(2);
  expect((await command('add', '--role', 'id-card', '--port', '/nowhere/third')).lines[2]).toMatchObject({
    id: 'id-card-1',
  });
  expect(statSync(settings).mode & 0o777).toBe(0o600);
});

test('what else is set stays as it is', async () => {
  mkdirSync(join(profile, 'venue'));
  writeFileSync(settings, JSON.stringify({ language: 'en', venueType: 'office', ofALaterRelease: 1 }));
  await command('add', '--role', 'scanner', '--port', '/nowhere/scanner');
  expect(JSON.parse(readFileSync(settings, 'utf8'))).toMatchObject({
    language: 'en',
    venueType: 'office',
    ofALaterRelease: 1,
    devices: [{ id: 'scanner-1' }],
  });
});

test('eight are taken, and no ninth', async () => {
  for (let n = 0; n < 8; n += 1) await command('add', '--role', 'scanner', '--port', `/nowhere/${n}`);
  expect(await command('add', '--role', 'scanner', '--port', '/nowhere/8')).toEqual({
    exit: 2,
    lines: [{ fault: 'device-not-taken' }],
  });
  expect((await command('list')).lines).toHaveLength(8);
});

test.each<[string, string[], string]>([
  ['a name that is taken', ['add', '--role', 'scanner', '--port', '/nowhere', '--id', 'one'], 'device-not-taken'],
  ['a name that is none', ['add', '--role', 'scanner', '--port', '/nowhere', '--id', 'Ö!'], 'device-not-taken'],
  ['a device that is not there', ['remove', 'two'], 'device-unknown'],
])('%s is a fault', async (_case, args, fault) => {
  await command('add', '--role', 'scanner', '--port', '/nowhere', '--id', 'one');
  expect(await command(...args)).toEqual({ exit: 2, lines: [{ fault }] });
});

test.each([
  ['an ID to list', ['list', 'one']],
  ['an ID to add', ['add', '--role', 'scanner', '--port', '/nowhere', 'two']],
  ['a second ID to remove', ['remove', 'one', 'two']],
])('%s has no meaning: it is refused, and not left out', async (_case, args) => {
  await command('add', '--role', 'scanner', '--port', '/nowhere', '--id', 'one');
  await expect(command(...args)).rejects.toThrow(UsageError);
  expect((await command('list')).lines).toHaveLength(1);
});

test('settings that are damaged are left to the kiosk, which keeps them aside', async () => {
  mkdirSync(join(profile, 'venue'));
  writeFileSync(settings, '{"language":');
  expect(await command('list')).toEqual({ exit: 2, lines: [{ fault: 'settings-damaged' }] });
});

test('nothing is changed under a kiosk that runs, which would write its own over it', async () => {
  mkdirSync(join(profile, 'venue'));
  symlinkSync(`${hostname()}-${process.pid}`, join(profile, 'SingletonLock'));
  const { lines } = await command('add', '--role', 'scanner', '--port', '/nowhere');
  expect(lines).toEqual([{ fault: 'kiosk-running' }]);
  expect((await command('list')).lines).toEqual([]);
});

test.each([
  [['add', '--role', 'gate', '--port', '/nowhere'], '--role is one of: scanner, id-card, thermometer'],
  [['add', '--role', 'scanner'], '--port is required'],
  [['add', '--role', 'scanner', '--port', '/nowhere', '--driver', 'ascii'], '--driver is of a thermometer'],
  [['add', '--role', 'scanner', '--port', '/nowhere', '--baud', '300'], '--baud is one of'],
  [['dance'], 'one of: list, add, remove'],
])('%j is a misuse', async (args, says) => {
  await expect(command(...args)).rejects.toThrow(says);
});

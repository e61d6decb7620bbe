// One kiosk that is set up once and spoilt in one way after the other: apart it would be made for each anew.
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { doctorOn } from '../../../electron/cli/doctor.ts';
import { checkJournal } from '../../../electron/doctor/journal.ts';
import { writeGuards } from '../../../electron/guards/list.ts';
import { hashPin } from '../../../electron/guards/pin.ts';
import { keepKey, type SystemStore } from '../../../electron/keys.ts';
import { openPolicy } from '../../../electron/policy/open.ts';
import { writeSeen } from '../../../electron/policy/store-seen.ts';
import { openOutbox } from '../../../electron/store/outbox.ts';
import { openSetAside } from '../../../electron/store/salvage.ts';
import { openDatabase } from '../../../electron/store/sqlite.ts';
import { HUB_FILE, KIOSK_KEY_FILE, VENUE_KEY_FILE } from '../../../electron/sync/enrolment.ts';
import { openHubMemory } from '../../../electron/sync/memory.ts';
import { openPremises } from '../../../electron/venue.ts';
import { CHECKS } from '../../../shared/doctor.ts';
import type { NewEntry } from '../../../shared/journal.ts';
import { HEALTHY, lay, layRules, systemIn, type Laid } from '../doctor/doctor-kit.ts';
import { freshFolder } from '../folders.ts';
import { newKeys, repository, RESOURCES } from '../policy/repository-kit.ts';
import { entryAt, NINE } from '../store/journal-entries.ts';
import { open, OPTIONS } from '../store/journal-kit.ts';
import { run } from './cli-kit.ts';

const EPOCH = '0180bab7-0c00-7000-8000-00000000000e';
const KEYRING: SystemStore = { seal: (plain) => Buffer.from(plain), open: (sealed) => Buffer.from(sealed).toString() };
const HOUR = 3_600_000;

const doctor = doctorOn(() => systemIn(join(profile, 'machine')));

let profile: string;
let directory: string;
let journalPath: string;

/** An enrolled kiosk in good health on a machine as it should be, its entries all with the hub. */
beforeEach(async () => {
  profile = freshFolder();
  directory = join(profile, 'venue');
  journalPath = join(directory, 'journal.db');
  mkdirSync(directory);
  for (const name of [VENUE_KEY_FILE, KIOSK_KEY_FILE]) keepKey(join(directory, name), randomBytes(32), KEYRING);
  const hub = { hub: 'https://hub.example', hubKey: 'x', kiosk: 'k1', venue: 'mall', gate: 'north' };
  writeFileSync(join(directory, HUB_FILE), JSON.stringify(hub));
  write(5, Date.now());
  const outbox = openOutbox(journalPath, Date.now);
  outbox.acknowledge(EPOCH, 4);
  outbox.close();
  layRules(directory);
  lay(join(profile, 'machine'), HEALTHY);
  writeGuards(directory, [{ number: 'S7', name: '老郑', role: 'supervisor', pin: await hashPin('68203957') }]);
});

function write(count: number, epochMs: number, changes: Partial<NewEntry> = {}): void {
  const { journal } = open(journalPath);
  for (let n = 0; n < count; n += 1) journal.append(entryAt(epochMs + n, changes));
  journal.close();
}

interface Line {
  readonly check: string;
  readonly level: string;
  readonly sentence: { readonly 'zh-CN': string; readonly en: string };
}

async function examined(...more: string[]): Promise<{ exit: number; levels: object; said: string }> {
  const { exit, lines } = await run(doctor, ['--profile', profile, ...more]);
  const found = lines as readonly Line[];
  return {
    exit,
    levels: Object.fromEntries(found.map(({ check, level }) => [check, level])),
    said: found.map(({ sentence }) => sentence.en).join('\n'),
  };
}

/** SQLite leaves an empty log and its index where somebody who only reads is the last to go. */
const names = (): string[] => readdirSync(directory).filter((name) => !/-(?:wal|shm)$/u.test(name));

const ALL_GREEN = Object.fromEntries(CHECKS.map((check) => [check, 'green']));

test('a kiosk in good health is green throughout, in both languages, and nothing of it is changed', async () => {
  const before = names();
  expect(await examined()).toMatchObject({ exit: 0, levels: ALL_GREEN });
  expect(names()).toEqual(before);
  const { lines } = await run(doctor, ['--profile', profile]);
  expect((lines as readonly Line[]).every(({ sentence }) => /\p{Script=Han}/u.test(sentence['zh-CN']))).toBe(true);
});

const machine = (files: Record<string, Laid>): void => {
  lay(join(profile, 'machine'), files);
};

/** Whoever stands before a kiosk like this sees the sentence that mends it: its files and its machine are really read. */
test.each<[string, () => void, object, number]>([
  [
    'rules that nobody has confirmed for two days',
    () => {
      layRules(directory, { ageSeconds: 48 * 3600 });
    },
    { rules: 'amber' },
    0,
  ],
  [
    'rules under another root',
    () => {
      writeFileSync(join(directory, 'root.json'), repository({ keys: newKeys() })['root.json']);
    },
    { rules: 'red' },
    1,
  ],
  [
    'no rules',
    () => {
      rmSync(join(directory, 'policy'), { recursive: true });
    },
    { rules: 'red' },
    1,
  ],
  [
    'rules that were put back',
    () => {
      const { policyDirectory, trustedRootPath } = openPremises(profile, RESOURCES, false);
      const opened = openPolicy({ directory: policyDirectory, trustedRootPath, refusedKeys: new Set() });
      if (!opened.ok) throw new Error(opened.fault);
      const { trustedRoot, versions } = opened.value;
      writeSeen(policyDirectory, { trustedRoot, versions: { ...versions, policy: versions.policy + 1 } });
    },
    { rules: 'red' },
    1,
  ],
  [
    'a damaged venue.json',
    () => {
      writeFileSync(join(directory, 'venue.json'), '{');
    },
    { rules: 'red' },
    1,
  ],
  [
    'a clock before what has passed',
    () => {
      write(1, Date.now() + HOUR, { isClockConfirmed: true });
    },
    { clock: 'red' },
    1,
  ],
  [
    'damaged settings',
    () => {
      writeFileSync(join(directory, 'settings.json'), '{"devices":');
    },
    { settings: 'red' },
    1,
  ],
  [
    'settings of which the app takes none, as one is out of its range',
    () => {
      writeFileSync(join(directory, 'settings.json'), '{"language":"en","volume":99}');
    },
    { settings: 'red' },
    1,
  ],
  [
    'settings that were put aside',
    () => {
      writeFileSync(join(directory, 'settings.damaged-2026.json'), '{');
    },
    { settings: 'amber' },
    0,
  ],
  [
    'a venue type that the rules do not know',
    () => {
      writeFileSync(join(directory, 'settings.json'), '{"venueType":"moll"}');
    },
    { settings: 'red' },
    1,
  ],
  [
    'a muted loudspeaker, and a scanner that is not there',
    () => {
      const port = { path: '/dev/ttyUSB9', vendorId: '1a86', productId: '7523', serialNumber: 'A1', usbPort: null };
      const device = { id: 'scanner-1', role: 'scanner', port, baudRate: null, lane: 'in', driver: null };
      writeFileSync(join(directory, 'settings.json'), JSON.stringify({ volume: 0, devices: [device] }));
    },
    { sound: 'amber', readers: 'red' },
    1,
  ],
  [
    'a damaged list of guards',
    () => {
      writeFileSync(join(directory, 'guards.json'), '[]');
    },
    { guards: 'red' },
    1,
  ],
  [
    'no list of guards',
    () => {
      rmSync(join(directory, 'guards.json'));
    },
    { guards: 'amber' },
    0,
  ],
  [
    'another version than was started',
    () => {
      mkdirSync(join(directory, 'logs'));
      const line = { level: 30, time: '2026-05-13T00:00:00.000Z', event: 'started', version: '0.0.1', isDemo: false };
      writeFileSync(join(directory, 'logs', 'kiosk.log'), `${JSON.stringify(line)}\n`);
    },
    { version: 'amber' },
    0,
  ],
  [
    'no camera',
    () => {
      machine({ 'sys/class/video4linux/video0/name': null, 'sys/class/video4linux/video0': null });
    },
    { camera: 'red' },
    1,
  ],
  [
    'a machine that nobody has set up',
    () => {
      machine({
        'sys/devices/virtual/block/dm-0/dm/uuid': null,
        'sys/devices/virtual/block/dm-1/dm/uuid': null,
        'etc/systemd/system/graphical.target.wants': null,
        'proc/sys/user/max_user_namespaces': '0\n',
        'proc/asound/cards': null,
      });
    },
    { encryption: 'amber', swap: 'amber', autostart: 'amber', sandbox: 'red', sound: 'amber' },
    1,
  ],
])('of a kiosk with %s', async (_case, harm, levels, exit) => {
  harm();
  expect(await examined()).toMatchObject({ exit, levels: { ...ALL_GREEN, ...levels } });
});

/** Its tables are there, and its newest row is not what was written. */
function changeLastRow(): void {
  const database = openDatabase(journalPath);
  database.exec('drop trigger entry_is_final');
  database.exec(`update entry set masked_name = '李*' where sequence = 4`);
  database.close();
}

test.each<[string, () => void, object, number]>([
  [
    'a key in a file',
    () => {
      keepKey(join(directory, KIOSK_KEY_FILE), randomBytes(32), null);
    },
    { keys: 'amber' },
    0,
  ],
  [
    'a venue key of the first releases',
    () => {
      writeFileSync(join(directory, VENUE_KEY_FILE), randomBytes(32), { mode: 0o600 });
    },
    { keys: 'amber' },
    0,
  ],
  [
    'a key that others can read',
    () => {
      keepKey(join(directory, KIOSK_KEY_FILE), randomBytes(32), null);
      chmodSync(join(directory, KIOSK_KEY_FILE), 0o640);
    },
    { keys: 'red' },
    1,
  ],
  [
    'an entry with a number that nobody has written',
    () => {
      const database = openDatabase(journalPath);
      database.exec('drop trigger entry_is_final; pragma ignore_check_constraints = on');
      database.exec('update entry set epoch_ms = -9223372036854775807 where sequence = 4');
      database.close();
    },
    { journal: 'red' },
    1,
  ],
  [
    'a key that is gone',
    () => {
      rmSync(join(directory, KIOSK_KEY_FILE));
    },
    { keys: 'red' },
    1,
  ],
  [
    'the venue’s key that is gone',
    () => {
      rmSync(join(directory, VENUE_KEY_FILE));
    },
    { keys: 'red' },
    1,
  ],
  [
    'a key that is damaged',
    () => {
      writeFileSync(join(directory, VENUE_KEY_FILE), '{}');
    },
    { keys: 'red' },
    1,
  ],
  [
    'a journal that is not there yet',
    () => {
      rmSync(journalPath);
    },
    { journal: 'amber' },
    0,
  ],
  [
    'a journal cut short',
    () => {
      truncateSync(journalPath, 20_000);
    },
    { journal: 'red', hub: 'amber' },
    1,
  ],
  [
    'something else in its place',
    () => {
      writeFileSync(journalPath, 'x'.repeat(9000));
    },
    { journal: 'red', hub: 'amber' },
    1,
  ],
  ['a last entry that was changed', changeLastRow, { journal: 'red' }, 1],
  [
    'entries of an hour',
    () => {
      write(3, Date.now() - HOUR);
    },
    {},
    0,
  ],
  [
    'an entry that waits for two days',
    () => {
      write(1, Date.now() - 48 * HOUR);
    },
    { hub: 'amber' },
    0,
  ],
  [
    'a hub that has revoked it',
    () => {
      openHubMemory(directory, 'k1').change({ isRevoked: true });
    },
    { hub: 'red' },
    1,
  ],
  [
    'a hub whose certificate cannot be trusted',
    () => {
      openHubMemory(directory, 'k1').change({ certificateFault: 'certificate-untrusted' });
    },
    { hub: 'amber' },
    0,
  ],
  [
    'a damaged enrolment',
    () => {
      writeFileSync(join(directory, HUB_FILE), '{');
    },
    { hub: 'red' },
    1,
  ],
  [
    'no enrolment',
    () => {
      rmSync(join(directory, HUB_FILE));
    },
    { hub: 'amber' },
    0,
  ],
])('of a kiosk with %s', async (_case, harm, levels, exit) => {
  harm();
  expect(await examined()).toMatchObject({ exit, levels: { ...ALL_GREEN, ...levels } });
});

test('what was set aside and is owed is counted, what was given up is not, and no mark is made', async () => {
  write(7, NINE);
  open(journalPath, { ...OPTIONS, end: 'superseded' }).journal.close();
  const before = names();
  const { levels, said } = await examined();
  expect(levels).toMatchObject({ 'set-aside': 'amber' });
  expect(said).toContain('still owe 7 entries');
  expect(names()).toEqual(before);
  for (const name of readdirSync(directory).filter((one) => one.includes('superseded'))) rmSync(join(directory, name));
  open(journalPath, { ...OPTIONS, end: 'abandoned' }).journal.close();
  expect((await examined()).levels).toMatchObject({ 'set-aside': 'green' });
});

test('what was set aside and the hub has otherwise is told apart from what is still sent', async () => {
  write(7, NINE);
  open(journalPath, { ...OPTIONS, end: 'superseded' }).journal.close();
  for (const outbox of openSetAside(journalPath, () => NINE)) {
    outbox.stop();
    outbox.close();
  }
  const { levels, said } = await examined();
  expect(levels).toMatchObject({ 'set-aside': 'amber' });
  expect(said).toContain('other entries in the place of 7 that are kept here');
  expect(said).not.toContain('still owe');
});

test('a disk that is nearly full is amber', () => {
  const limits = { budgetBytes: 6_400_000_000, reserveBytes: 0, scarceBytes: 0 };
  expect(checkJournal(journalPath, limits).level).toBe('green');
  const size = readFileSync(journalPath).length;
  expect(checkJournal(journalPath, { ...limits, budgetBytes: size }).level).toBe('amber');
  expect(checkJournal(journalPath, { ...limits, scarceBytes: Number.MAX_SAFE_INTEGER }).level).toBe('amber');
});

test('a venue’s kiosk whose hub publishes the demo’s rules is told to set the hub right, with rules or without', async () => {
  copyFileSync(join(RESOURCES, 'policy', 'root.json'), join(directory, 'root.json'));
  expect(await examined()).toMatchObject({
    levels: { rules: 'red' },
    said: expect.stringContaining(OF_DEMO) as string,
  });
  rmSync(join(directory, 'policy'), { recursive: true });
  expect((await examined()).said).toContain(OF_DEMO);
});

const OF_DEMO = 'Set the hub’s HUB_POLICY_FOLDER to the health office’s';

test('a demo kiosk without a hub is as it should be', async () => {
  mkdirSync(join(profile, 'demo'));
  expect(await examined('--demo')).toMatchObject({
    exit: 0,
    levels: { keys: 'amber', journal: 'amber', 'set-aside': 'green', hub: 'green' },
  });
});

test.each([
  ['a profile', []],
  ['a profile in which there is a kiosk', ['--profile', '/nowhere']],
])('wants %s', async (_case, args) => {
  await expect(run(doctor, args)).rejects.toThrow();
});

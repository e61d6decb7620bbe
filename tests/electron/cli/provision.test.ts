import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { enrolKiosk } from '../../../electron/cli/enrol.ts';
import { provision } from '../../../electron/cli/provision.ts';
import { provisioningOf } from '../../../electron/provisioning.ts';
import { openProgress } from '../../../electron/setup/progress.ts';
import { enrol } from '../../../electron/sync/enrol.ts';
import { keepEnrolment } from '../../../electron/sync/enrolment.ts';
import { meetHub } from '../../../electron/sync/meet.ts';
import { isVenueSetUp } from '../../../electron/venue.ts';
import { encodeProvision } from '../../../shared/provision.ts';
import { freshFolder } from '../folders.ts';
import { startFakeHub, type FakeHub } from '../sync/fake-hub.ts';
import { run, type Answered } from './cli-kit.ts';

let hub: FakeHub;
let profile: string;

beforeEach(async () => {
  hub = await startFakeHub();
  profile = join(freshFolder(), 'profile');
});

const SETTINGS = { language: 'en', direction: 'out', district: '110105' } as const;

function fileWith(content: unknown): string {
  const path = join(freshFolder(), 'kiosk.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const provisionBy = (content: unknown, ...more: readonly string[]): Promise<Answered> =>
  run(provision, ['--profile', profile, ...more, fileWith(content)]);

const settingsThere = (): unknown => JSON.parse(readFileSync(join(profile, 'venue', 'settings.json'), 'utf8'));

describe('a kiosk is provisioned', () => {
  test('by a file: enrolled, and set to what it says', async () => {
    const { exit, lines } = await provisionBy({ ticket: hub.ticket(), settings: SETTINGS });
    expect(exit).toBe(0);
    expect(lines).toEqual([
      {
        ...{ kiosk: hub.taken[0]?.kiosk, venue: '人民广场商场', gate: 'north', hub: hub.url, beginsNewChain: false },
        ...{ settings: ['direction', 'district', 'language'], wasDone: false },
      },
    ]);
    expect(isVenueSetUp(profile)).toBe(true);
    expect(settingsThere()).toEqual(SETTINGS);
    const names = readdirSync(join(profile, 'venue'));
    expect(names).not.toContain('enrolment.json');
    expect(names.filter((name) => (statSync(join(profile, 'venue', name)).mode & 0o077) !== 0)).toEqual([]);
    // Of the ticket nothing is kept.
    const kept = names.map((name) => readFileSync(join(profile, 'venue', name), 'latin1')).join('');
    expect(kept).not.toContain(hub.ticket());
    expect(kept).not.toContain('ABCD-EFGH-JKMN-PQRS');
  });

  test('also one whose set-up was begun at its screen: nothing is left to be asked there', async () => {
    mkdirSync(join(profile, 'venue'), { recursive: true });
    openProgress(join(profile, 'venue')).note({ step: 'hub' });
    const given = { ticket: hub.ticket(), settings: SETTINGS };
    expect((await provisionBy(given)).exit).toBe(0);
    expect(openProgress(join(profile, 'venue')).isUnderWay()).toBe(false);
    openProgress(join(profile, 'venue')).note({ step: 'venue' });
    expect((await provisionBy(given)).lines).toMatchObject([{ wasDone: true }]);
    expect(openProgress(join(profile, 'venue')).isUnderWay()).toBe(false);
  });

  test.each([
    ['by a bare ticket', () => hub.ticket(), {}],
    ['by what its QR code says', () => codeOf(), SETTINGS],
    ['by a file that begins with a byte order mark', () => `\uFEFF${JSON.stringify({ ticket: hub.ticket() })}`, {}],
  ])('%s, from standard input', async (_how, text, settings) => {
    const { exit } = await run(provision, ['--profile', profile, '-'], [text()]);
    expect(exit).toBe(0);
    expect(settingsThere()).toEqual(settings);
  });

  test('in demo mode', async () => {
    expect((await provisionBy({ ticket: hub.ticket() }, '--demo')).exit).toBe(0);
    expect(existsSync(join(profile, 'demo', 'venue.json'))).toBe(true);
  });

  test('anew, by another file and --again alone; settings that it does not name stay', async () => {
    await provisionBy({ ticket: hub.ticket(), settings: SETTINGS });
    const another = { ticket: hub.ticket(), settings: { volume: 0 } };
    expect(await provisionBy(another)).toEqual({ exit: 2, lines: [{ fault: 'already-set-up' }] });
    expect(hub.taken).toHaveLength(1);
    expect((await provisionBy(another, '--again')).lines).toMatchObject([{ beginsNewChain: false, wasDone: false }]);
    expect(settingsThere()).toEqual({ ...SETTINGS, volume: 0 });
  });
});

function codeOf(): string {
  const encoded = encodeProvision({ ticket: hub.ticket(), settings: SETTINGS });
  if (!encoded.ok) throw new Error(encoded.fault);
  return encoded.value;
}

describe('nothing is half done', () => {
  test('where the hub refuses, no setting is in force', async () => {
    hub.twist = { refuses: 'code-expired' };
    expect(await provisionBy({ ticket: hub.ticket(), settings: SETTINGS })).toEqual({
      exit: 2,
      lines: [{ fault: 'code-expired' }],
    });
    expect(readdirSync(join(profile, 'venue'))).toEqual([]);
  });

  test('where the hub’s answer is lost it may pass, and no setting is in force', async () => {
    hub.twist = { losesAnswer: true };
    const given = { ticket: hub.ticket(), settings: SETTINGS };
    expect(await provisionBy(given)).toEqual({ exit: 1, lines: [{ fault: 'hub-unreachable' }] });
    expect(readdirSync(join(profile, 'venue'))).toEqual(['enrolment.json']);
    hub.twist = {};
    // The key that the hub has taken already vouches for the next one.
    expect((await provisionBy(given)).lines).toMatchObject([{ wasDone: false }]);
    expect(hub.taken.at(-1)?.predecessor).toBe(hub.taken[0]?.kiosk);
    expect(settingsThere()).toEqual(SETTINGS);
  });

  test('interrupted after the answer it is finished by the same file, and asks no hub', async () => {
    const given = { ticket: hub.ticket(), settings: SETTINGS };
    await provisionBy({ ticket: hub.ticket(), settings: { volume: 0 } });
    const directory = join(profile, 'venue');
    await enrol({
      ...{ ticket: given.ticket, directory, store: null, owed: () => 0, install: keepEnrolment },
      meet: (ticket, key) => meetHub(ticket, key, null, undefined),
      provision: provisioningOf(given),
    });
    expect(settingsThere()).toEqual({ volume: 0 });
    const { exit, lines } = await provisionBy(given);
    expect([exit, lines]).toMatchObject([0, [{ kiosk: hub.taken[1]?.kiosk, wasDone: true }]]);
    expect(settingsThere()).toEqual({ ...SETTINGS, volume: 0 });
    expect(hub.taken).toHaveLength(2);
  });

  test('done, the same file does nothing, whatever was changed since and in whatever order it says it', async () => {
    await provisionBy({ ticket: hub.ticket(), settings: SETTINGS });
    writeFileSync(join(profile, 'venue', 'settings.json'), '{"language":"zh-CN"}');
    const { district, ...others } = SETTINGS;
    const { exit, lines } = await provisionBy({ settings: { district, ...others }, ticket: hub.ticket() });
    expect([exit, lines]).toMatchObject([0, [{ kiosk: hub.taken[0]?.kiosk, wasDone: true }]]);
    expect(settingsThere()).toEqual({ language: 'zh-CN' });
    expect(hub.taken).toHaveLength(1);
  });

  test('what was provisioned is another kiosk’s place once it has enrolled by other means', async () => {
    const given = { ticket: hub.ticket(), settings: SETTINGS };
    await provisionBy(given);
    await run(enrolKiosk, ['--profile', profile, hub.ticket()]);
    expect(await provisionBy(given)).toEqual({ exit: 2, lines: [{ fault: 'already-set-up' }] });
    expect(settingsThere()).toEqual(SETTINGS);
  });
});

test('while the app runs nothing is done', async () => {
  profile = freshFolder();
  symlinkSync(`${hostname()}-${process.pid}`, join(profile, 'SingletonLock'));
  expect(await provisionBy({ ticket: hub.ticket() })).toEqual({ exit: 2, lines: [{ fault: 'kiosk-running' }] });
  expect(readdirSync(profile)).toEqual(['SingletonLock']);
});

test('settings of before that are damaged stay as they are, and nobody enrols', async () => {
  await provisionBy({ ticket: hub.ticket() });
  writeFileSync(join(profile, 'venue', 'settings.json'), '{"direction":"up"}');
  expect(await provisionBy({ ticket: hub.ticket(), settings: SETTINGS }, '--again')).toEqual({
    exit: 2,
    lines: [{ fault: 'settings-damaged' }],
  });
  expect(settingsThere()).toEqual({ direction: 'up' });
});

describe('a file that is none is refused, with the place that is wrong, and never quoted', () => {
  test.each([
    ['half of one', '{"ticket":', { message: 'not JSON' }],
    [
      'a direction that is none',
      { ticket: 'T', settings: { direction: 'up' } },
      { field: 'settings.direction', message: 'one of in, out' },
    ],
    [
      'a slip of the pen',
      { ticket: 'T', settings: { langauge: 'en' } },
      { field: 'settings.langauge', message: 'no such field' },
    ],
    [
      'a camera, which is of the machine',
      { ticket: 'T', settings: { cameraId: 'x' } },
      { field: 'settings.cameraId', message: 'no such field' },
    ],
    ['a ticket that is a number', { ticket: 7 }, { field: 'ticket', message: 'expected string' }],
    ['settings beside the settings', { ticket: 'T', language: 'en' }, { field: 'language', message: 'no such field' }],
  ])('%s', async (_case, content, what) => {
    expect(await provisionBy(content)).toEqual({ exit: 2, lines: [{ fault: 'provision-malformed', ...what }] });
    expect(existsSync(profile)).toBe(false);
  });

  test.each([
    ['nothing', '', { fault: 'ticket-malformed' }],
    ['a ticket that is none', { ticket: 'DSE1:SECRET' }, { fault: 'ticket-malformed', field: 'ticket' }],
    ['one of another release', 'DSP9:XY', { fault: 'provision-of-another-release' }],
    ['no ticket', { settings: SETTINGS }, { fault: 'ticket-missing' }],
  ])('%s', async (_case, content, line) => {
    expect(await provisionBy(content)).toEqual({ exit: 2, lines: [line] });
  });

  test('bytes that are no UTF-8', async () => {
    const path = fileWith('');
    writeFileSync(path, Buffer.from([0xff, 0xfe, 0x7b]));
    expect((await run(provision, ['--profile', profile, path])).lines).toEqual([
      { fault: 'provision-malformed', message: 'not UTF-8' },
    ]);
  });
});

test.each([
  ['a profile', ['kiosk.json']],
  ['a file', ['--profile', '/tmp']],
  ['one file only', ['--profile', '/tmp', 'a.json', 'b.json']],
  ['a file that is there', ['--profile', '/tmp', '/nowhere/kiosk.json']],
  ['a proxy with its scheme', ['--profile', '/tmp', '--proxy', 'proxy:3128', 'a.json']],
])('wants %s', async (_case, args) => {
  await expect(run(provision, args)).rejects.toThrow();
});

test('a file that never ends is not read to its end', async () => {
  const { exit, lines } = await run(provision, ['--profile', profile, '/dev/zero']);
  expect([exit, lines]).toEqual([2, [{ fault: 'provision-malformed', message: 'larger than 1 MiB' }]]);
});

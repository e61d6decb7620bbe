import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { Command } from '../../../electron/cli/command.ts';
import { devices } from '../../../electron/cli/devices.ts';
import { enrolKiosk } from '../../../electron/cli/enrol.ts';
import { gate } from '../../../electron/cli/gate.ts';
import { guards } from '../../../electron/cli/guards.ts';
import { nightlyRestart } from '../../../electron/cli/nightly-restart.ts';
import { place } from '../../../electron/cli/place.ts';
import { provision } from '../../../electron/cli/provision.ts';
import { settings } from '../../../electron/cli/settings.ts';
import { staff } from '../../../electron/cli/staff.ts';
import { freshFolder } from '../folders.ts';
import { startFakeHub } from '../sync/fake-hub.ts';
import { run } from './cli-kit.ts';

let profile: string;

beforeEach(() => {
  profile = freshFolder();
});

const READS: readonly [string, Command, string][] = [
  ['settings', settings, 'export'],
  ['guards', guards, 'list'],
  ['staff', staff, 'list'],
  ['devices', devices, 'list'],
  ['nightly-restart', nightlyRestart, 'show'],
  ['place', place, 'show'],
  ['gate', gate, 'show'],
];

test.each(READS)('%s says of a folder without a kiosk that there is none', async (_name, command, what) => {
  const none = (folder: string, ...more: string[]): Promise<void> =>
    expect(run(command, [what, '--profile', folder, ...more])).rejects.toThrow('there is no kiosk in');
  await none(profile);
  await none(join(profile, 'nowhere'));
  mkdirSync(join(profile, 'venue'));
  await none(profile, '--demo');
  // Named for the app's own by mistake.
  await none(join(profile, 'venue'));
  expect(readdirSync(profile)).toEqual(['venue']);
});

const WRITES: readonly [string, Command, readonly string[]][] = [
  ['settings import', settings, ['import', '-']],
  ['guards add', guards, ['add']],
  ['nightly-restart off', nightlyRestart, ['off']],
  ['provision', provision, ['-']],
  ['enrol', enrolKiosk, ['-']],
];

test.each(WRITES)('%s makes no kiosk within a kiosk', async (_name, command, args) => {
  const kiosk = join(profile, 'venue');
  mkdirSync(join(kiosk, 'logs'), { recursive: true });
  writeFileSync(join(kiosk, 'settings.json'), '{}');
  for (const folder of [kiosk, `${kiosk}/`, join(kiosk, 'logs')]) {
    const refused = run(command, [...args, '--profile', folder], [{ settings: {} }]);
    await expect(refused).rejects.toThrow(`--profile is the app’s: ${profile}`);
  }
  expect(readdirSync(kiosk).sort()).toEqual(['logs', 'settings.json']);
});

const GUARD = { number: 'G1', name: '王五', role: 'guard', pin: '240618' };

test('before the first start settings, guards and the window are taken, and the kiosk enrols', async () => {
  // Named like a kiosk's own, and none.
  const fresh = join(profile, 'venue', 'app');
  const answered = [
    await run(settings, ['import', '-', '--profile', fresh], [{ settings: { volume: 2 } }]),
    await run(nightlyRestart, ['off', '--profile', fresh]),
    await run(guards, ['list', '--profile', fresh]),
    await run(guards, ['add', '--profile', join(profile, 'another')], [GUARD]),
    await run(enrolKiosk, ['--profile', fresh, (await startFakeHub()).ticket()]),
  ];
  expect(answered.map(({ exit }) => exit)).toEqual([0, 0, 0, 0, 0]);
  expect(existsSync(join(fresh, 'venue', 'hub.json'))).toBe(true);
});

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { nightlyRestart } from '../../../electron/cli/nightly-restart.ts';
import { freshFolder } from '../folders.ts';
import { run, type Answered } from './cli-kit.ts';

let profile: string;

beforeEach(() => {
  profile = freshFolder();
  mkdirSync(join(profile, 'demo'));
});

const command = (what: string, ...args: readonly string[]): Promise<Answered> =>
  run(nightlyRestart, [what, '--profile', profile, '--demo', ...args]);

test('the window is what comes with the kiosk until another is set, or none', async () => {
  const path = join(profile, 'demo', 'settings.json');
  writeFileSync(path, '{"language":"en"}');
  expect(await command('show')).toEqual({ exit: 0, lines: [{ from: '03:00', to: '04:00' }] });
  const late = { from: '23:30', to: '00:30' };
  expect(await command('set', '--from', '23:30', '--to', '00:30')).toEqual({ exit: 0, lines: [late] });
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ language: 'en', nightlyRestart: late });
  expect(await command('show')).toEqual({ exit: 0, lines: [late] });
  expect(await command('off')).toEqual({ exit: 0, lines: [null] });
  expect(await command('show')).toEqual({ exit: 0, lines: [null] });
});

test.each([
  ['no end', '--from', '03:00'],
  ['an end that is the beginning', '--from', '03:00', '--to', '03:00'],
  ['an hour that is none', '--from', '24:00', '--to', '01:00'],
  ['words', '--from', 'at night', '--to', '04:00'],
])('%s is no window', async (_what, ...args) => {
  await expect(command('set', ...args)).rejects.toThrow('--from');
});

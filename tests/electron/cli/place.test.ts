import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { place } from '../../../electron/cli/place.ts';
import { freshFolder } from '../folders.ts';
import { run, type Answered } from './cli-kit.ts';

let profile: string;

beforeEach(() => {
  profile = freshFolder();
  mkdirSync(join(profile, 'demo'));
});

const command = (what: string, ...args: readonly string[]): Promise<Answered> =>
  run(place, [what, '--profile', profile, '--demo', ...args]);

const HERE = { latitude: 31.23, longitude: 121.47 };

test('a place is set beside what else is set, shown, and taken away', async () => {
  const path = join(profile, 'demo', 'settings.json');
  writeFileSync(path, '{"language":"en"}');
  expect(await command('show')).toEqual({ exit: 0, lines: [null] });
  expect(await command('set', '--latitude', '31.23', '--longitude', '121.47')).toEqual({ exit: 0, lines: [HERE] });
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ language: 'en', place: HERE });
  expect(await command('show')).toEqual({ exit: 0, lines: [HERE] });
  expect(await command('off')).toEqual({ exit: 0, lines: [null] });
  expect(await command('show')).toEqual({ exit: 0, lines: [null] });
});

test('a place south and west is one', async () => {
  const set = await command('set', '--latitude=-33.87', '--longitude=-70.6');
  expect(set.lines).toEqual([{ latitude: -33.87, longitude: -70.6 }]);
});

test.each([
  ['no longitude', '--latitude', '31'],
  ['an empty one', '--latitude', '31', '--longitude', ''],
  ['a latitude beyond the pole', '--latitude', '90.1', '--longitude', '0'],
  ['words', '--latitude', 'north', '--longitude', '0'],
])('%s is no place', async (_case, ...args) => {
  await expect(command('set', ...args)).rejects.toThrow('--latitude');
});

test('settings that are damaged stay as they are', async () => {
  writeFileSync(join(profile, 'demo', 'settings.json'), '{');
  expect(await command('off')).toEqual({ exit: 2, lines: [{ fault: 'settings-damaged' }] });
});

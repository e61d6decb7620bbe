import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { Config } from '../../electron/config.ts';
import { changeableSchema, settingsSchema } from '../../electron/settings.ts';
import { freshFolder } from './folders.ts';

// Outside Electron the package `electron` is the path of its binary, or an attempt to download one where there is none.
vi.hoisted(() => {
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = '/nowhere';
});
const { languageIn, openConfig } = await import('../../electron/config.ts');

const NOW = Date.UTC(2022, 4, 13, 1);
const DEFAULTS = {
  cameraId: null,
  venueType: 'mall',
  direction: 'in',
  checkIn: 'sentinel',
  district: null,
  place: null,
  language: 'zh-CN',
  qrEngine: 'zxing-wasm',
  hand: 'right',
  theme: 'light',
  textSize: 100,
  volume: 3,
  hasVoice: true,
  dimAfterMinutes: 10,
  nightlyRestart: { from: '03:00', to: '04:00' },
  devices: [],
  gate: null,
};
const KEPT_AS = 'settings.damaged-2022-05-13T010000000Z.json';

/** Opens the settings of a folder in which the file reads as given. */
function openWith(content: string): { config: Config; folder: string } {
  const folder = freshFolder();
  writeFileSync(join(folder, 'settings.json'), content);
  return { config: openConfig(folder, NOW), folder };
}

test('a new kiosk has the defaults, and nothing to keep aside', () => {
  const config = openConfig(freshFolder(), NOW);
  expect(config.read()).toEqual(DEFAULTS);
  expect(config.setAside).toBeNull();
});

test('a change holds at once and at the next start', () => {
  const folder = freshFolder();
  const config = openConfig(folder, NOW);
  expect(config.change({ language: 'en', cameraId: 'abc' })).toEqual({ isSaved: true });
  const expected = { ...DEFAULTS, language: 'en', cameraId: 'abc' };
  expect(config.read()).toEqual(expected);
  expect(openConfig(folder, NOW).read()).toEqual(expected);
  expect(openConfig(folder, NOW).setAside).toBeNull();
});

test.each([
  ['as it was set', '{"language": "en"}', 'en'],
  ['by default where the file is damaged', '{"language": "en', 'zh-CN'],
  ['by default where it is of no language there is', '{"language": "fr"}', 'zh-CN'],
])('the language is known before the settings are opened: %s', (_case, content, expected) => {
  const folder = freshFolder();
  expect(languageIn(folder)).toBe('zh-CN');
  writeFileSync(join(folder, 'settings.json'), content);
  expect(languageIn(folder)).toBe(expected);
});

describe('a damaged file is kept aside under a new name, whole, and the defaults take its place', () => {
  test.each([
    ['empty', ''],
    ['cut off', '{"language": "en", "dir'],
    ['all zeros, as after a power cut', '\0'.repeat(200)],
    ['a list', '[]'],
    ['null', 'null'],
    ['of a direction that is none', '{"direction": "up"}'],
    ['of a language that is none', '{"language": "tlh"}'],
    ['of an engine that is none', '{"qrEngine": "zbar"}'],
    ['of a number for a text', '{"venueType": 7}'],
    ['of an empty venue type', '{"venueType": ""}'],
    ['of a venue type beyond reason', JSON.stringify({ venueType: 'x'.repeat(49) })],
    ['of one bad setting among good ones', '{"language": "en", "direction": 1}'],
  ])('%s', (_case, content) => {
    const { config, folder } = openWith(content);
    expect(config.read()).toEqual(DEFAULTS);
    expect(config.setAside).toBe(join(folder, KEPT_AS));
    expect(readFileSync(join(folder, KEPT_AS), 'utf8')).toBe(content);
    expect(openConfig(folder, NOW + 1).setAside).toBeNull();
    expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([KEPT_AS]);
  });
});

describe('a sound file is read', () => {
  test.each([
    ['with a setting left out', '{"language": "en"}', { ...DEFAULTS, language: 'en' }],
    ['with what a newer release knows', '{"language": "en", "hub": {"url": "x"}}', { ...DEFAULTS, language: 'en' }],
    ['with no setting at all', '{}', DEFAULTS],
  ])('%s', (_case, content, expected) => {
    const { config } = openWith(content);
    expect(config.read()).toEqual(expected);
    expect(config.setAside).toBeNull();
  });
});

test('a disk that takes no change is said, and the change holds until the app ends', () => {
  const folder = join(freshFolder(), 'data');
  const config = openConfig(folder, NOW);
  // A file in the folder's place: nothing can be written there, not by root either.
  rmSync(folder, { recursive: true });
  writeFileSync(folder, '');
  expect(config.change({ direction: 'out' })).toEqual({ isSaved: false });
  expect(config.read().direction).toBe('out');
});

test('a camera id as long as any browser’s is a setting, one of a page of text is not', () => {
  expect(settingsSchema.safeParse({ ...DEFAULTS, cameraId: 'a'.repeat(256) }).success).toBe(true);
  expect(settingsSchema.safeParse({ ...DEFAULTS, cameraId: 'a'.repeat(257) }).success).toBe(false);
});

test('a gate that IT has set up is read, and the window cannot change it', () => {
  const gate = {
    board: { driver: 'http', url: 'http://192.168.1.20/', secretFile: null },
    ...{ lane: 'in', pulseMs: 500, openMs: null, failsTo: 'open', antiPassbackSeconds: 0 },
  };
  expect(openWith(JSON.stringify({ gate })).config.read().gate).toEqual(gate);
  expect(changeableSchema.partial().parse({ gate: null, language: 'en' })).toEqual({ language: 'en' });
});

test.each([
  [99, false],
  [100, true],
  [150, true],
  [175, false],
  [200, true],
  [201, false],
  ['200', false],
])('a text size of %j is taken: %s', (textSize, isTaken) => {
  expect(changeableSchema.partial().safeParse({ textSize }).success).toBe(isTaken);
});

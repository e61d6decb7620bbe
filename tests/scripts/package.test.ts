import { FuseV1Options } from '@electron/fuses';
import { expect, test } from 'vitest';
import { wrongContents } from '../../scripts/package/contents.ts';
import { wrongFuses, type FuseWire } from '../../scripts/package/fuses.ts';

const [OFF, ON, REMOVED] = [48, 49, 114];

const HARDENED: FuseWire = {
  [FuseV1Options.RunAsNode]: OFF,
  [FuseV1Options.EnableCookieEncryption]: ON,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: OFF,
  [FuseV1Options.EnableNodeCliInspectArguments]: OFF,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: ON,
  [FuseV1Options.OnlyLoadAppFromAsar]: ON,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: OFF,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: OFF,
};

test('a hardened program is taken', () => {
  expect(wrongFuses(HARDENED)).toEqual([]);
});

test.each([
  ['on', { [FuseV1Options.RunAsNode]: ON }, 'the fuse RunAsNode must be off and is on'],
  ['off', { [FuseV1Options.OnlyLoadAppFromAsar]: OFF }, 'the fuse OnlyLoadAppFromAsar must be on and is off'],
  ['removed', { [FuseV1Options.RunAsNode]: REMOVED }, 'the fuse RunAsNode must be off and is removed'],
])('a fuse that is %s and must not be is named', (_case, change, sentence) => {
  expect(wrongFuses({ ...HARDENED, ...change })).toEqual([sentence]);
});

test('fuses that cannot be read are all wrong', () => {
  expect(wrongFuses({})).toHaveLength(8);
});

const SQLITE = '/node_modules/@photostructure/sqlite/prebuilds/linux-x64/sqlite.node';
const SERIAL = '/node_modules/@serialport/bindings-cpp/prebuilds/linux-x64/bindings.node';
const PACKED = [
  '/package.json',
  '/out/main/main.js',
  '/out/main/fetch-worker.js',
  '/out/main/check-worker.js',
  '/out/main/sync-worker.js',
  '/out/main/console-ask-worker.js',
  '/out/main/console-export-worker.js',
  '/out/preload/preload.cjs',
  '/out/renderer/index.html',
  '/out/renderer/assets/zxing_reader-Bb9Mx2Pu.wasm',
  '/resources/policy/timestamp.json',
  '/resources/demo/root.json',
  '/resources/demo/public-keys.json',
  SQLITE,
  SERIAL,
];

test('a complete archive with its native modules beside it is taken', () => {
  expect(wrongContents(PACKED, [SQLITE, SERIAL])).toEqual([]);
});

test('an archive without the list of demo keys is refused, since a venue could not refuse them', () => {
  const packed = PACKED.filter((path) => !path.endsWith('public-keys.json'));
  expect(wrongContents(packed, [SQLITE, SERIAL])).toHaveLength(1);
});

test.each([
  '/resources/demo/keys/issuer-310000.jwk',
  '/electron/main.ts',
  '/out/cli/cli.js',
  '/out/design/index.html',
  '/node_modules/sharp/index.js',
])('%s does not go to a door', (path) => {
  expect(wrongContents([...PACKED, path], [SQLITE, SERIAL])).toEqual([`${path} does not belong`]);
});

test('a native module left in the archive is named: it could not be loaded', () => {
  expect(wrongContents(PACKED, [SERIAL])).toEqual([`${SQLITE} is not unpacked`, 'SQLite is missing']);
  expect(wrongContents(PACKED, [SQLITE])).toEqual([`${SERIAL} is not unpacked`, 'serialport is missing']);
});

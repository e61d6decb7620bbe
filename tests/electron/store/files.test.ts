import {
  chmodSync,
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { removeSecret, removeWhole, writeSecret, writeWhole } from '../../../electron/store/files.ts';
import { freshFolder } from '../folders.ts';

test('a file is replaced as a whole, by one that only its owner can read', () => {
  const folder = freshFolder();
  const path = join(folder, 'file');
  writeFileSync(path, 'a longer one that was there before');
  chmodSync(path, 0o644);
  writeWhole(path, 'new');
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['file']);
});

test('what an interrupted attempt has left beside it is in nobody’s way', () => {
  const path = join(freshFolder(), 'file');
  writeFileSync(`${path}.new`, 'half of it', { mode: 0o600 });
  writeWhole(path, 'whole');
  expect(readFileSync(path, 'utf8')).toBe('whole');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('what cannot be written leaves the old one as it is', () => {
  const path = join(freshFolder(), 'file');
  writeFileSync(path, 'old');
  mkdirSync(`${path}.new`);
  expect(() => {
    writeWhole(path, 'new');
  }).toThrow();
  expect(readFileSync(path, 'utf8')).toBe('old');
});

test('a file is removed, also where there is none', () => {
  const path = join(freshFolder(), 'file');
  writeFileSync(path, '');
  removeWhole(path);
  removeWhole(path);
  expect(existsSync(path)).toBe(false);
});

test.each<[string, (path: string) => void, string[]]>([
  [
    'replaced',
    (path) => {
      writeSecret(path, 'another key');
    },
    ['key'],
  ],
  ['removed', removeSecret, []],
])('a key that is %s is overwritten where it lay', (_how, act, left) => {
  const folder = freshFolder();
  const path = join(folder, 'key');
  const key = 'a key of this kiosk, in base64';
  writeFileSync(path, key, { mode: 0o600 });
  const there = openSync(path, 'r');
  act(path);
  const now = readFileSync(there, 'latin1');
  closeSync(there);
  expect(now).toHaveLength(key.length);
  expect(now).not.toBe(key);
  expect(readdirSync(folder)).toEqual(left);
});

test('a key that is written for the first time, or removed where there is none, is as any other file', () => {
  const path = join(freshFolder(), 'key');
  removeSecret(path);
  writeSecret(path, 'new');
  expect(readFileSync(path, 'utf8')).toBe('new');
});

test.each(['.new', '.held'])(
  'what an interrupted write has left of a key (%s) is overwritten by the next one',
  (suffix) => {
    const folder = freshFolder();
    const path = join(folder, 'key');
    const key = 'a key of this kiosk, in base64';
    writeFileSync(path, 'the key in force');
    writeFileSync(path + suffix, key);
    const there = openSync(path + suffix, 'r');
    writeSecret(path, 'another key');
    const now = readFileSync(there, 'latin1');
    closeSync(there);
    expect(now).toHaveLength(key.length);
    expect(now).not.toBe(key);
    expect(readdirSync(folder)).toEqual(['key']);
  },
);

test('a key that has another name still, or is a link, is not overwritten', () => {
  const folder = freshFolder();
  const [path, other, link] = [join(folder, 'key'), join(folder, 'other'), join(folder, 'link')];
  writeFileSync(path, 'a key');
  linkSync(path, other);
  symlinkSync(other, link);
  writeSecret(path, 'another key');
  writeSecret(link, 'a third');
  expect(readFileSync(other, 'utf8')).toBe('a key');
  expect(readdirSync(folder)).toEqual(['key', 'link', 'other']);
});

import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eraseFile, isRemains, listFiles, removeFolders } from '../../../electron/decommission/erase.ts';
import { freshFolder } from '../folders.ts';

const nothing = (): void => undefined;
const file = (path: string) => ({ path, bytes: 0, kind: 'file' }) as const;

test.each([0, 1, 4096, 1024 * 1024, 2 * 1024 * 1024 + 17])(
  'the very bytes of a file of %i are overwritten and written to the disk before it loses its length, name and place',
  (bytes) => {
    const folder = freshFolder();
    const secret = Buffer.alloc(bytes, 'secret of a visitor');
    writeFileSync(join(folder, 'file'), secret);
    // The same bytes on the disk by another name, which stays.
    linkSync(join(folder, 'file'), join(folder, 'same'));
    const points: string[] = [];
    const erased = eraseFile(folder, file('file'), (point) => {
      points.push(point);
      const now = readFileSync(join(folder, 'same'));
      if (point === 'written') {
        expect(now).toHaveLength(bytes);
        expect(now.includes('secret of')).toBe(false);
      }
      if (point === 'overwritten') expect(now).toHaveLength(0);
      if (point === 'renamed')
        expect(readdirSync(folder)).toEqual(['same', expect.stringMatching(/^[0-9a-f]{32}$/u)].sort());
    });
    expect(erased).toEqual({ is: 'erased' });
    expect(points.filter((point) => point !== 'writing')).toEqual(['written', 'overwritten', 'renamed', 'deleted']);
    expect(readdirSync(folder)).toEqual(['same']);
  },
);

test('a link is deleted, and what it leads to is not touched', () => {
  const folder = freshFolder();
  writeFileSync(join(folder, 'elsewhere'), 'stays');
  symlinkSync(join(folder, 'elsewhere'), join(folder, 'link'));
  expect(listFiles(folder).files.find(({ path }) => path === 'link')).toMatchObject({ kind: 'link' });
  expect(eraseFile(folder, { path: 'link', bytes: 0, kind: 'link' }, nothing)).toEqual({ is: 'erased' });
  expect(readFileSync(join(folder, 'elsewhere'), 'utf8')).toBe('stays');
  expect(lstatSync(join(folder, 'link'), { throwIfNoEntry: false })).toBeUndefined();
});

test('nor is it followed where it was put in a file’s place meanwhile', () => {
  const folder = freshFolder();
  writeFileSync(join(folder, 'elsewhere'), 'stays');
  symlinkSync(join(folder, 'elsewhere'), join(folder, 'file'));
  expect(eraseFile(folder, file('file'), nothing)).toEqual({ is: 'left', why: 'ELOOP', isOverwritten: false });
  expect(readFileSync(join(folder, 'elsewhere'), 'utf8')).toBe('stays');
});

test('what cannot be overwritten is left, and said to be', () => {
  const folder = freshFolder();
  mkdirSync(join(folder, 'file'));
  expect(eraseFile(folder, file('file'), nothing)).toEqual({ is: 'left', why: 'EISDIR', isOverwritten: false });
  expect(eraseFile(folder, file('gone'), nothing)).toEqual({ is: 'left', why: 'ENOENT', isOverwritten: false });
});

test('all that lies in a folder is listed, at any depth, with its size; folders that are empty go, others stay', () => {
  const folder = freshFolder();
  mkdirSync(join(folder, 'a', 'b'), { recursive: true });
  mkdirSync(join(folder, 'empty', 'too'), { recursive: true });
  writeFileSync(join(folder, 'a', 'b', 'file'), '12345');
  expect(listFiles(folder)).toEqual({ files: [{ path: 'a/b/file', bytes: 5, kind: 'file' }], unlisted: [] });
  expect(removeFolders(folder)).toEqual(['a/b', 'a', '']);
  expect(readdirSync(folder)).toEqual(['a']);
  eraseFile(folder, file('a/b/file'), nothing);
  expect(removeFolders(folder)).toEqual([]);
  expect(statSync(folder, { throwIfNoEntry: false })).toBeUndefined();
});

test.each([
  ['/p/venue/0123456789abcdef0123456789abcdef', true],
  ['/p/venue/0123456789abcdef0123456789abcdef.db', false],
  ['/p/venue/x0123456789abcdef0123456789abcdef', false],
  ['/p/venue/journal.db', false],
])('of %s it is told whether an interruption has left it', (path, expected) => {
  expect(isRemains(path)).toBe(expected);
});

import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openProgress } from '../../../electron/setup/progress.ts';
import { freshFolder } from '../folders.ts';

const SCORE = { read: 58, of: 60, ms: 9.5 };

test('a kiosk that nobody has begun to set up here is finished', () => {
  expect(openProgress(freshFolder()).isUnderWay()).toBe(false);
});

test('what is noted is there after a restart, in a file of the user’s own', () => {
  const directory = freshFolder();
  const first = openProgress(directory);
  first.note({});
  expect(first.read()).toEqual({ step: 'language', camera: null, isSoundHeard: null });
  first.note({ step: 'camera' });
  first.note({ camera: SCORE, isSoundHeard: false });
  const again = openProgress(directory);
  expect(again.isUnderWay()).toBe(true);
  expect(again.read()).toEqual({ step: 'camera', camera: SCORE, isSoundHeard: false });
  expect(readdirSync(directory)).toEqual(['set-up.json']);
  expect(statSync(join(directory, 'set-up.json')).mode & 0o077).toBe(0);
});

test('what is finished stays finished, and leaves nothing', () => {
  const directory = freshFolder();
  const progress = openProgress(directory);
  progress.note({ step: 'finish' });
  progress.finish();
  expect(progress.isUnderWay()).toBe(false);
  expect(openProgress(directory).isUnderWay()).toBe(false);
  expect(readdirSync(directory)).toEqual([]);
});

test.each([
  ['half', '{"step":"cam'],
  ['of another shape', '{"step":"moon","camera":null,"isSoundHeard":null}'],
  ['with a score that cannot be', '{"step":"camera","camera":{"read":9,"of":1,"ms":1},"isSoundHeard":null}'],
])('a file that is %s is of a set-up that begins anew, and is not finished by it', (_case, content) => {
  const directory = freshFolder();
  writeFileSync(join(directory, 'set-up.json'), content);
  const progress = openProgress(directory);
  expect(progress.isUnderWay()).toBe(true);
  expect(progress.read().step).toBe('language');
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openTries, TRIES_FILE } from '../../../electron/guards/tries.ts';
import { freshFolder } from '../folders.ts';

function kiosk(directory: string): { nowMs: number; failures: number; tries: ReturnType<typeof openTries> } {
  const it = { nowMs: 0, failures: 0, tries: null as unknown as ReturnType<typeof openTries> };
  it.tries = openTries(
    directory,
    () => it.nowMs,
    () => (it.failures += 1),
  );
  return it;
}

test('each guard waits for their own wrong PINs, and no longer once one was right', () => {
  const it = kiosk(freshFolder());
  for (let n = 0; n < 3; n += 1) it.tries.begin('G1');
  expect([it.tries.waitMs('G1'), it.tries.waitMs('G2')]).toEqual([5000, 0]);
  it.nowMs = 4999;
  expect(it.tries.waitMs('G1')).toBe(1);
  it.nowMs = 5000;
  expect(it.tries.waitMs('G1')).toBe(0);
  it.tries.begin('G1');
  expect(it.tries.waitMs('G1')).toBe(10_000);
  it.tries.clear('G1');
  expect(it.tries.waitMs('G1')).toBe(0);
});

test('a restart takes no wrong PIN back, and the wait begins anew', () => {
  const directory = freshFolder();
  const before = kiosk(directory);
  for (let n = 0; n < 5; n += 1) before.tries.begin('G1');
  before.nowMs = 19_000;
  expect(before.tries.waitMs('G1')).toBe(1000);
  const after = kiosk(directory);
  expect(after.tries.waitMs('G1')).toBe(20_000);
});

test('a right PIN is remembered over a restart too', () => {
  const directory = freshFolder();
  const before = kiosk(directory);
  for (let n = 0; n < 5; n += 1) before.tries.begin('G1');
  before.tries.clear('G1');
  expect(kiosk(directory).tries.waitMs('G1')).toBe(0);
});

test.each(['', '{', '{"format":1,"wrong":{"G1":-1}}', '{"format":2,"wrong":{}}'])(
  'a file like %j counts for nothing',
  (content) => {
    const directory = freshFolder();
    writeFileSync(join(directory, TRIES_FILE), content);
    expect(kiosk(directory).tries.waitMs('G1')).toBe(0);
  },
);

test('where the count cannot be written it is kept in memory, and said', () => {
  const it = kiosk(join(freshFolder(), 'missing'));
  for (let n = 0; n < 3; n += 1) it.tries.begin('G1');
  expect([it.tries.waitMs('G1'), it.failures]).toEqual([5000, 3]);
});

test('no PIN is in the file', () => {
  const directory = freshFolder();
  kiosk(directory).tries.begin('G1');
  expect(readFileSync(join(directory, TRIES_FILE), 'utf8')).toBe('{"format":1,"wrong":{"G1":1}}');
});

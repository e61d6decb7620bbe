import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { openAsking, type Asking, type AskingParts } from '../../../electron/console/asking.ts';
import { EVERYTHING } from '../../../shared/console/log.ts';
import { fail, ok } from '../../../shared/result.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE } from '../store/journal-entries.ts';
import { open } from '../store/journal-kit.ts';
import { buildWorker } from '../sync/worker-program.ts';

let program = '';

beforeAll(async () => {
  program = await buildWorker('electron/console/ask-worker.ts', 'asking-test.js');
});

/** @param told names of errors that the thread has met */
function asking(journalPath: string, parts: Partial<AskingParts> = {}, told: string[] = []): Asking {
  const opened = openAsking({ journalPath, program, failed: ({ name }) => told.push(name), ...parts });
  onTestFinished(() => {
    opened.stop();
  });
  return opened;
}

test('what is asked at once is answered each for itself', async () => {
  const path = join(freshFolder(), 'journal.db');
  const { journal } = open(path);
  for (let n = 0; n < 3; n += 1) journal.append(entryAt(NINE + n));
  const it = asking(path);
  const page = { filter: EVERYTHING, order: 'newest-first', after: null } as const;
  const [one, two, count] = await Promise.all([
    it.ask('list', { ...page, limit: 1 }, '东门'),
    it.ask('list', { ...page, limit: 2 }, '西门'),
    it.ask('count', EVERYTHING, ''),
  ]);
  expect(one.ok && one.value.rows.map(({ sequence, gate }) => [sequence, gate])).toEqual([[2, '东门']]);
  expect(two.ok && two.value.rows.map(({ sequence, gate }) => [sequence, gate])).toEqual([
    [2, '西门'],
    [1, '西门'],
  ]);
  expect(count).toEqual(ok({ count: 3, isAll: true }));
});

test('a journal that cannot be read is a fault, and one that can be read again is', async () => {
  const path = join(freshFolder(), 'journal.db');
  const told: string[] = [];
  const it = asking(path, {}, told);
  expect(await it.ask('count', EVERYTHING, '')).toEqual(fail('data-unavailable'));
  expect(told).toEqual(['Error']);
  open(path);
  expect(await it.ask('count', EVERYTHING, '')).toEqual(ok({ count: 0, isAll: true }));
});

test('what takes too long is given up, with whatever waits behind it', async () => {
  const path = join(freshFolder(), 'journal.db');
  open(path);
  const it = asking(path, { patienceMs: 0 });
  const answers = [it.ask('count', EVERYTHING, ''), it.ask('facets', null, '')];
  expect(await Promise.all(answers)).toEqual([fail('too-much'), fail('too-much')]);
});

test('a thread that cannot be started is a fault', async () => {
  const told: string[] = [];
  const it = asking('journal.db', { program: join(freshFolder(), 'none.js') }, told);
  expect(await it.ask('facets', null, '')).toEqual(fail('data-unavailable'));
  expect(told).toEqual(['Error']);
});

test('the app does not wait for it when it ends', async () => {
  const it = asking(join(freshFolder(), 'journal.db'));
  const answer = it.ask('facets', null, '');
  it.stop();
  expect(await answer).toEqual(fail('data-unavailable'));
});

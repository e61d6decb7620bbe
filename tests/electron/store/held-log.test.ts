import { DatabaseSync } from '@photostructure/sqlite';
import { closeSync, existsSync, fstatSync, linkSync, openSync, readFileSync, renameSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { openOutbox } from '../../../electron/store/outbox.ts';
import { openForReading } from '../../../electron/store/search.ts';
import { endHolds } from '../../../electron/store/files.ts';
import { endJournal, listSetAside, removeSetAside } from '../../../electron/store/set-aside.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE } from './journal-entries.ts';
import { open } from './journal-kit.ts';

const NAME = '演*示';

let path: string;
let held: string;

beforeEach(() => {
  path = join(freshFolder(), 'journal.db');
  held = `${path}-wal.held`;
});

/** Of what lay there when it was opened, whatever became of its name. */
function watched(file: string): { readonly saysName: () => boolean; readonly names: () => number } {
  const descriptor = openSync(file, 'r');
  onTestFinished(() => {
    closeSync(descriptor);
  });
  const read = (): Buffer => readFileSync(`/proc/self/fd/${descriptor}`);
  expect(read().includes(NAME)).toBe(true);
  return { saysName: () => read().includes(NAME), names: () => fstatSync(descriptor).nlink };
}

function used(): ReturnType<typeof open>['journal'] {
  const { journal } = open(path);
  for (let i = 0; i < 5; i += 1) journal.append(entryAt(NINE + i, { maskedName: NAME }));
  return journal;
}

/** By a thread that is ended, and closes nothing by itself: SQLite deletes the log all the same. */
function closedByNobody(): void {
  const journal = used();
  const other = new DatabaseSync(path);
  other.prepare('select * from chain').all();
  journal.close();
  other.close();
}

function isWhole(): boolean {
  const { journal } = open(path);
  const { entries, brokenAt } = journal.verify();
  journal.close();
  return entries >= 5 && brokenAt === null;
}

test('a log that is deleted at the end is overwritten where it lay, and no entry is lost', () => {
  const journal = used();
  const log = watched(`${path}-wal`);
  journal.close();
  expect(log.saysName()).toBe(false);
  expect([`${path}-wal`, `${path}-shm`, held].filter((file) => existsSync(file))).toEqual([]);
  expect(isWhole()).toBe(true);
});

test('of two connections the last one ends the log, whichever that is', () => {
  const journal = used();
  const outbox = openOutbox(path, () => NINE);
  const log = watched(`${path}-wal`);
  journal.close();
  expect([log.saysName(), log.names()]).toEqual([true, 2]);
  outbox.close();
  expect([log.saysName(), log.names()]).toEqual([false, 0]);
  const [again, first] = [used(), openOutbox(path, () => NINE)];
  const next = watched(`${path}-wal`);
  first.close();
  expect(next.saysName()).toBe(true);
  again.close();
  expect(next.saysName()).toBe(false);
  expect(isWhole()).toBe(true);
});

test('one that only reads ends no log: it is overwritten when it is deleted at last', () => {
  const journal = used();
  const reader = openForReading(path);
  reader.prepare('select * from entry').get();
  const log = watched(`${path}-wal`);
  journal.close();
  reader.close();
  expect(log.saysName()).toBe(true);
  expect(isWhole()).toBe(true);
  expect(log.saysName()).toBe(false);
});

test('a log that a thread has left to be deleted keeps its place, and is overwritten at the next start', () => {
  closedByNobody();
  expect(existsSync(`${path}-wal`)).toBe(false);
  const log = watched(held);
  expect(log.names()).toBe(1);
  expect(open(path).journal.verify().brokenAt).toBeNull();
  expect([log.saysName(), log.names()]).toEqual([false, 0]);
});

test('after a power cut a log is in use, and not overwritten before it is deleted', () => {
  const journal = used();
  const log = watched(`${path}-wal`);
  endHolds(dirname(path));
  expect([log.saysName(), log.names()]).toEqual([true, 2]);
  expect(open(path).wasLeftOpen).toBe(true);
  expect([log.saysName(), log.names()]).toEqual([true, 2]);
  expect(journal.verify()).toEqual({ entries: 5, brokenAt: null });
});

test('the log of a journal that is set aside is its own', () => {
  const journal = used();
  const log = watched(`${path}-wal`);
  endJournal(path, NINE, 'superseded');
  journal.close();
  endHolds(dirname(path));
  expect([log.saysName(), log.names()]).toEqual([true, 1]);
  const [aside] = listSetAside(path);
  expect(readFileSync(`${aside?.path ?? ''}-wal`).includes(NAME)).toBe(true);
  // What was set aside is overwritten when it is deleted.
  removeSetAside(aside?.path ?? '');
  expect([log.saysName(), log.names()]).toEqual([false, 0]);
});

test('a log that somebody took from under its index may be in use, and is left alone', () => {
  const journal = used();
  const log = watched(`${path}-wal`);
  unlinkSync(`${path}-wal`);
  endHolds(dirname(path));
  expect(log.saysName()).toBe(true);
  expect(journal.append(entryAt(NINE + 9)).ok).toBe(true);
  expect(journal.verify()).toEqual({ entries: 6, brokenAt: null });
});

test('a log that has another name still is not overwritten', () => {
  const journal = used();
  linkSync(`${path}-wal`, join(dirname(path), 'copy'));
  const log = watched(`${path}-wal`);
  journal.close();
  expect([log.saysName(), log.names()]).toEqual([true, 1]);
});

test('what an interruption has left of a key under a second name is overwritten at the next start', () => {
  const key = join(dirname(path), 'kiosk.key');
  closedByNobody();
  renameSync(held, `${key}.held`);
  const old = watched(`${key}.held`);
  open(path);
  expect([old.saysName(), old.names()]).toEqual([false, 0]);
});

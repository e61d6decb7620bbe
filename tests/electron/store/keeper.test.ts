import { closeSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { Log } from '../../../electron/log.ts';
import { keepJournal, type JournalKeeper } from '../../../electron/store/keeper.ts';
import { DISK } from '../../../electron/store/room.ts';
import { openDatabase, readValue } from '../../../electron/store/sqlite.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE, PERSON } from './journal-entries.ts';
import { open } from './journal-kit.ts';

const PAGE = 4096;
let path: string;
let events: string[];

beforeEach(() => {
  path = join(freshFolder(), 'journal.db');
  events = [];
});

/** @param restMs how long after an entry it is idle */
function keep(restMs?: number): JournalKeeper {
  const log = { write: (event: string) => events.push(event) } as unknown as Log;
  const told = (what: string) => () => void events.push(what);
  const keeper = keepJournal(path, log, DISK, { doubted: told('doubted'), wroteOther: told('wrote-other') }, restMs);
  onTestFinished(() => {
    keeper.close();
  });
  return keeper;
}

/** Zeros over an index, which no look at the end of the chain meets. */
function tearIndex(name: string): void {
  const database = openDatabase(path);
  const root = Number(readValue(database, `select rootpage from sqlite_schema where name = '${name}'`));
  database.close();
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(PAGE), 0, PAGE, (root - 1) * PAGE);
  closeSync(file);
}

function writeSome(): void {
  const { journal } = open(path);
  for (let n = 0; n < 5; n += 1) journal.append(entryAt(NINE + n));
  journal.close();
}

test('a query that meets damage throws, for the visitor to be referred; the next entry begins a new chain', () => {
  writeSome();
  tearIndex('entry_by_person');
  const keeper = keep();
  expect(keeper.state()).toBe('ok');
  expect(() => keeper.lastAdmitted(PERSON, NINE)).toThrow();
  expect(keeper.append(entryAt(NINE))).toMatchObject({ ok: true, value: { sequence: 1 } });
  expect(keeper.state()).toBe('set-aside');
  expect(keeper.lastAdmitted(PERSON, NINE)).toBe(NINE);
  expect(events).toContain('journal-set-aside');
});

/** A row that is not what was written, which SQLite does not notice, and no look at the end of the chain. */
function forgeFarBack(): void {
  const { journal } = open(path);
  for (let n = 0; n < 100; n += 1) journal.append(entryAt(NINE + n, { maskedName: n === 7 ? 'FORGED' : '张*三' }));
  journal.close();
  const bytes = readFileSync(path);
  bytes[bytes.indexOf('FORGED')] = 0x47;
  writeFileSync(path, bytes);
}

test('a lock that outlasts an append has nobody wait for a look through the whole journal', () => {
  forgeFarBack();
  const keeper = keep();
  const other = openDatabase(path);
  other.exec('begin immediate');
  expect(keeper.append(entryAt(NINE)).ok).toBe(false);
  other.exec('rollback');
  other.close();
  // A look through all of it would have found what was forged, and set the file aside.
  expect(keeper.append(entryAt(NINE))).toMatchObject({ ok: true, value: { sequence: 100 } });
  expect(events).not.toContain('doubted');
  expect(events).not.toContain('journal-set-aside');
});

test('a query that SQLite cannot answer has the journal looked through by others, and by nobody who waits', () => {
  forgeFarBack();
  tearIndex('entry_by_person');
  const keeper = keep();
  expect(() => keeper.lastAdmitted(PERSON, NINE)).toThrow();
  expect(events.filter((event) => event === 'doubted')).toHaveLength(1);
  expect(events).not.toContain('journal-set-aside');
  // The same over a new connection: now it is the file.
  expect(() => keeper.lastAdmitted(PERSON, NINE)).toThrow();
  expect(keeper.lastAdmitted(PERSON, NINE)).toBeNull();
  expect(events).toContain('journal-set-aside');
});

test('once it was looked through and is sound, one query that fails is a doubt again', () => {
  writeSome();
  tearIndex('entry_by_person');
  const keeper = keep();
  expect(() => keeper.lastAdmitted(PERSON, NINE)).toThrow();
  keeper.noteChecked(NINE);
  expect(() => keeper.lastAdmitted(PERSON, NINE)).toThrow();
  expect(() => keeper.lastAdmitted(PERSON, NINE)).toThrow();
  expect(events.filter((event) => event === 'doubted')).toHaveLength(2);
  expect(keeper.lastAdmitted(PERSON, NINE)).toBeNull();
});

test('a journal found unsound after the last visitor is set aside in an idle moment, and sync told', async () => {
  writeSome();
  const keeper = keep(1);
  keeper.condemn();
  await vi.waitFor(() => {
    expect(events).toContain('journal-set-aside');
  });
  expect(events).toContain('wrote-other');
  expect(keeper.state()).toBe('set-aside');
});

test('an entry that is no scan is told of, as sync hears of scans from elsewhere', () => {
  const keeper = keep();
  keeper.append(entryAt(NINE));
  expect(events).not.toContain('wrote-other');
  keeper.append(entryAt(NINE, { type: 'anchor', verdict: null }));
  expect(events.filter((event) => event === 'wrote-other')).toHaveLength(1);
});

test('counters that meet damage count nothing, and never throw', () => {
  writeSome();
  tearIndex('entry_by_time');
  const keeper = keep();
  expect(keeper.countSince(NINE)).toEqual({ admit: 0, refer: 0, refuse: 0 });
  expect(events).toContain('journal-failed');
  expect(keeper.append(entryAt(NINE))).toMatchObject({ ok: true, value: { sequence: 1 } });
  expect(keeper.countSince(NINE)).toEqual({ admit: 1, refer: 0, refuse: 0 });
});

test('an append that meets damage is written to a new chain at once', () => {
  writeSome();
  tearIndex('entry_by_time');
  const keeper = keep();
  expect(keeper.append(entryAt(NINE))).toMatchObject({ ok: true, value: { sequence: 1 } });
  expect(readdirSync(dirname(path)).some((name) => name.startsWith('journal.damaged-'))).toBe(true);
});

test('a journal held by somebody else for a moment is damaged in word only, and nothing is set aside', () => {
  writeSome();
  const keeper = keep();
  const other = openDatabase(path);
  other.exec('begin immediate');
  expect(keeper.append(entryAt(NINE))).toEqual({ ok: false, fault: 'journal-damaged' });
  expect(keeper.state()).toBe('damaged');
  other.exec('rollback');
  other.close();
  expect(keeper.append(entryAt(NINE))).toMatchObject({ ok: true, value: { sequence: 5 } });
  expect(keeper.state()).toBe('ok');
});

test('a journal deleted while it was open is begun anew', () => {
  const keeper = keep();
  keeper.append(entryAt(NINE));
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix);
  expect(keeper.append(entryAt(NINE))).toMatchObject({ ok: true, value: { sequence: 0 } });
  expect(open(path).journal.verify()).toEqual({ entries: 1, brokenAt: null });
});

test('a journal whose folder is gone refers visitors until it is back', () => {
  const keeper = keep();
  keeper.append(entryAt(NINE));
  const folder = dirname(path);
  renameSync(folder, `${folder}-gone`);
  expect(keeper.append(entryAt(NINE))).toEqual({ ok: false, fault: 'journal-damaged' });
  expect(keeper.lastAdmitted(PERSON, NINE)).toBeNull();
  renameSync(`${folder}-gone`, folder);
  expect(keeper.lastAdmitted(PERSON, NINE)).toBe(NINE);
  expect(keeper.append(entryAt(NINE))).toMatchObject({ ok: true, value: { sequence: 1 } });
});

test.each([
  ['half a second after the last entry', false],
  ['when it is closed', true],
])('which entry is the last is noted %s', async (_case, isClosed) => {
  const keeper = keep();
  for (let n = 0; n < 3; n += 1) keeper.append(entryAt(NINE + n));
  if (isClosed) keeper.close();
  await vi.waitFor(
    () => {
      const database = openDatabase(path);
      const sequence = readValue(database, 'select sequence from known_end');
      database.close();
      expect(sequence).toBe(2);
    },
    { timeout: isClosed ? 100 : 10_000 },
  );
});

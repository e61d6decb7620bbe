import { randomBytes } from 'node:crypto';
import { isStoppedAside } from '../../../electron/store/aside-mark.ts';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { openOutbox, type Outbox, type SetAsideOutbox } from '../../../electron/store/outbox.ts';
import { openAbandoned, openSent, openSetAside, owedBySetAside } from '../../../electron/store/salvage.ts';
import { parseRow } from '../../../electron/store/row.ts';
import { endJournal, listSetAside } from '../../../electron/store/set-aside.ts';
import { openDatabase, readValue } from '../../../electron/store/sqlite.ts';
import { decodeEntry } from '../../../shared/entry.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE } from './journal-entries.ts';
import { open, OPTIONS } from './journal-kit.ts';

const [EPOCH, NEXT_EPOCH] = ['0180bab7-0c00-7000-8000-00000000000a', '0180bab7-0c00-7000-8000-00000000000b'];
const PAGE = 4096;
const ENTRIES = 400;
const DAY = 86_400_000;

let path: string;
let chain: string;

/** A journal of some hundred pages, of which the hub has acknowledged the first ten entries. */
beforeEach(() => {
  path = join(freshFolder(), 'journal.db');
  const { journal } = open(path);
  chain = journal.chain;
  const database = openDatabase(path);
  database.close();
  for (let n = 0; n < ENTRIES; n += 1) journal.append(entryAt(NINE + n));
  const outbox = openOutbox(path, () => NINE);
  outbox.acknowledge(EPOCH, 9);
  outbox.close();
  journal.close();
});

/** The leaves of the table of entries, in the order of their sequences. */
function leaves(): number[] {
  const database = openDatabase(path);
  const rows = database.prepare("select pageno from dbstat where name = 'entry' and pagetype = 'leaf' order by path");
  const pages = [...rows.iterate()].map(({ pageno }) => Number(pageno));
  database.close();
  return pages;
}

function tear(page: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(PAGE), 0, PAGE, (page - 1) * PAGE);
  closeSync(file);
}

function setAside(): void {
  open(path, { ...OPTIONS, end: 'damaged' }).journal.close();
}

/** As far as the hub of this epoch confirms. @returns their files */
function removeSent(nowMs: number, epoch = EPOCH): string[] {
  return openSent(path, nowMs, 14, epoch).map((outbox) => {
    outbox.close();
    outbox.remove();
    return outbox.file;
  });
}

function owed(epoch: string | null = null): SetAsideOutbox[] {
  const found = openSetAside(path, () => NINE, epoch);
  onTestFinished(() => {
    for (const it of found) it.close();
  });
  return found;
}

/** Sends everything, as sync does, and says what went and what holes there were. */
function drain(outbox: Outbox, epoch = EPOCH): { sequences: number[]; holes: number[] } {
  const [sequences, holes]: [number[], number[]] = [[], []];
  for (;;) {
    const batch = outbox.next(outbox.mark().through, 50);
    if (batch === null) return { sequences, holes };
    expect(batch.entries.every(({ bytes }) => decodeEntry(bytes).ok)).toBe(true);
    if (batch.hole !== null) holes.push(batch.hole.from);
    sequences.push(...batch.entries.map(({ sequence }) => sequence));
    outbox.acknowledge(epoch, batch.entries.at(-1)?.sequence ?? -1);
  }
}

const range = (from: number, end: number): number[] => Array.from({ length: end - from }, (_, n) => from + n);

test('a sound journal that was superseded owes what was not acknowledged, without a hole', () => {
  const live = open(path, { ...OPTIONS, end: 'superseded' });
  expect(live.setAside).toMatch(/^journal\.superseded-2022-05-13T01-00-00-000Z\.db$/u);
  const [outbox] = owed();
  expect(outbox).toMatchObject({ chain, isSetAside: true });
  expect(outbox?.mark()).toEqual({ epoch: EPOCH, through: 9 });
  expect(outbox?.unsent()).toBe(ENTRIES - 10);
  expect(outbox && drain(outbox)).toEqual({ sequences: range(10, ENTRIES), holes: [] });
  expect(owed()).toEqual([]);
});

test('a journal that was abandoned is not sent, and stays however old it is', () => {
  const live = open(path, { ...OPTIONS, end: 'abandoned' });
  expect(live.setAside).toMatch(/^journal\.abandoned-2022-05-13T01-00-00-000Z\.db$/u);
  expect(owed()).toEqual([]);
  expect(removeSent(NINE + 1000 * DAY)).toEqual([]);
  expect(live.journal.verify()).toMatchObject({ entries: 1, brokenAt: null });
});

/** @returns entries that can be read of each journal that was abandoned, and that the hub had not; and how many files tell nothing */
function abandoned(): { readonly entries: number[]; readonly skipped: number } {
  let skipped = 0;
  const outboxes = openAbandoned(path, () => {
    skipped += 1;
  });
  onTestFinished(() => {
    for (const outbox of outboxes) outbox.close();
  });
  return { entries: outboxes.map((outbox) => outbox.unsent()), skipped };
}

test('at the end of a kiosk what was abandoned is read, be it sound or torn', () => {
  const [first, second = 0] = leaves();
  expect(first).toBeDefined();
  endJournal(path, NINE, 'abandoned');
  expect(abandoned()).toEqual({ entries: [ENTRIES - 10], skipped: 0 });
  const [{ path: file } = { path: '' }] = listSetAside(path);
  path = file;
  // The schema as well, without which SQLite reads nothing.
  tear(1);
  tear(second);
  path = join(dirname(file), 'journal.db');
  const { entries, skipped } = abandoned();
  expect([entries.length, skipped]).toEqual([1, 0]);
  expect(entries[0]).toBeGreaterThan(ENTRIES / 2);
  expect(entries[0]).toBeLessThan(ENTRIES - 10);
});

test('of what was abandoned and is no journal nobody knows what it had; an empty one had nothing', () => {
  writeFileSync(join(dirname(path), 'journal.abandoned-2022-05-13T01-00-00-000Z.db'), 'not a journal');
  const empty = openDatabase(join(dirname(path), 'journal.abandoned-2022-05-13T01-00-00-001Z.db'));
  empty.exec('create table entry (sequence integer primary key)');
  empty.close();
  expect(abandoned()).toEqual({ entries: [], skipped: 1 });
});

test('what was set aside before the kiosk moved elsewhere is abandoned with the rest, whatever was sent of it', () => {
  setAside();
  const [outbox] = owed();
  if (outbox) drain(outbox);
  endJournal(path, NINE, 'abandoned');
  expect(listSetAside(path).map(({ kind }) => kind)).toEqual(['abandoned', 'abandoned']);
  expect(owed(NEXT_EPOCH)).toEqual([]);
  expect(removeSent(NINE + 1000 * DAY)).toEqual([]);
  expect(readdirSync(dirname(path)).filter((name) => /damaged|superseded/u.test(name))).toEqual([]);
});

test('what the hub has otherwise is known as such also after a restart, is never deleted, and is owed until it acknowledges', () => {
  const live = open(path, { ...OPTIONS, end: 'superseded' });
  const file = join(dirname(path), live.setAside ?? '');
  const [outbox] = owed();
  expect(outbox?.isStopped()).toBe(false);
  outbox?.stop();
  expect(outbox?.isStopped()).toBe(true);
  const [again] = owed();
  expect(again?.isStopped()).toBe(true);
  expect(again?.mark()).toEqual({ epoch: EPOCH, through: 9 });
  expect(owedBySetAside(path)).toMatchObject([{ owed: ENTRIES - 10, isStopped: true }]);
  expect(isStoppedAside(file)).toBe(true);
  expect(removeSent(NINE + 1000 * DAY)).toEqual([]);
  again?.acknowledge(EPOCH, 20);
  expect(owed()[0]?.isStopped()).toBe(false);
  expect(isStoppedAside(file)).toBe(false);
});

test('that the hub has other entries is known until the app ends where the disk does not take it', () => {
  open(path, { ...OPTIONS, end: 'superseded' });
  const [outbox] = owed();
  const [mark = ''] = readdirSync(dirname(path)).filter((name) => name.includes('.superseded-'));
  mkdirSync(join(dirname(path), mark.replace(/\.db.*$/u, '.mark.json')));
  outbox?.stop();
  expect(outbox?.isStopped()).toBe(true);
});

test('torn pages at any place are holes, and everything else is sent once, in order', () => {
  const pages = leaves();
  const torn = [0, 7, 8, 20, pages.length - 1];
  for (const n of torn) tear(pages[n] ?? 0);
  setAside();
  const [outbox] = owed();
  if (outbox === undefined) throw new Error('nothing is owed');
  const { sequences, holes } = drain(outbox);
  expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
  // Two pages that follow one another are one hole; the first page held nothing that was owed but a few.
  expect([2, 3]).toContain(holes.length);
  expect(holes.every((from) => !sequences.includes(from))).toBe(true);
  expect(sequences.length).toBeGreaterThan(ENTRIES * 0.8);
  expect(outbox.unsent()).toBe(0);
  expect(owed()).toEqual([]);
});

test('a row that is not what was written is a hole of one', () => {
  const database = openDatabase(path);
  database.exec(
    "pragma ignore_check_constraints = on; drop trigger entry_is_final; update entry set verdict = 'refer' where sequence = 77",
  );
  database.close();
  setAside();
  const [outbox] = owed();
  expect(outbox && drain(outbox)).toEqual({ sequences: [...range(10, 77), ...range(78, ENTRIES)], holes: [77] });
});

test.each<[string, () => void]>([
  [
    'cut in half',
    () => {
      truncateSync(path, Math.floor(statSync(path).size / 2 / PAGE) * PAGE);
    },
  ],
  [
    'with a torn line in its schema',
    () => {
      const bytes = readFileSync(path);
      bytes[bytes.lastIndexOf('create trigger entry_is_owed')] = 0;
      writeFileSync(path, bytes);
    },
  ],
  [
    'without the table of marks',
    () => {
      const database = openDatabase(path);
      const root = Number(readValue(database, "select rootpage from sqlite_schema where name = 'hub_mark'"));
      database.close();
      tear(root);
    },
  ],
])('what can be read is sent of a journal %s', (_how, damage) => {
  damage();
  setAside();
  const [outbox] = owed();
  expect(outbox?.chain).toBe(chain);
  expect(outbox && drain(outbox).sequences.length).toBeGreaterThan(50);
});

function pageOf(sql: string): number {
  const database = openDatabase(path);
  const page = Number(readValue(database, sql));
  database.close();
  return page;
}

test.each<[string, () => number]>([
  ['its first page', () => 1],
  ['the root of its entries', () => pageOf("select rootpage from sqlite_schema where name = 'entry'")],
  [
    'a page that leads to its entries',
    () => pageOf("select max(pageno) from dbstat where name = 'entry' and pagetype = 'internal'"),
  ],
  [
    'a page of its schema',
    () => pageOf("select max(pageno) from dbstat where name = 'sqlite_schema' and pagetype = 'leaf'"),
  ],
])('a journal without %s has lost no entry, and the new chain names it', (_what, page) => {
  tear(page());
  const { journal, setAside: kept } = open(path, { ...OPTIONS, end: 'damaged' });
  expect(kept).not.toBeNull();
  journal.close();
  const database = openDatabase(path, { isReadOnly: true });
  const anchor = parseRow(database.prepare('select * from entry').get())?.entry.anchor;
  database.close();
  expect(anchor).toMatchObject({ chain, sequence: ENTRIES - 1 });
  const [outbox] = owed();
  expect(outbox?.chain).toBe(chain);
  const sent = outbox && drain(outbox);
  expect(sent?.holes).toEqual([]);
  expect(sent?.sequences.at(-1)).toBe(ENTRIES - 1);
  expect(sent?.sequences.slice(-(ENTRIES - 10))).toEqual(range(10, ENTRIES));
});

test('entries in the log are found without the first page as well, and those longer than a page', () => {
  const running = open(path);
  const seal = (): Uint8Array => new Uint8Array(10_000).fill(5);
  for (let n = 0; n < 20; n += 1) expect(running.journal.append(entryAt(NINE, n % 2 ? { seal } : {})).ok).toBe(true);
  tear(1);
  open(path, { ...OPTIONS, end: 'damaged' });
  const [outbox] = owed();
  const sent = outbox && drain(outbox);
  expect(sent?.holes).toEqual([]);
  expect(sent?.sequences.at(-1)).toBe(ENTRIES + 19);
});

test('pages of noise that look like leaves are no entries, and keep nobody from those that are', () => {
  for (const page of leaves()
    .filter((_page, n) => n % 2 === 0)
    .slice(0, -1)) {
    const noise = randomBytes(PAGE);
    noise[0] = 0x0d;
    const file = openSync(path, 'r+');
    writeSync(file, noise, 0, PAGE, (page - 1) * PAGE);
    closeSync(file);
  }
  setAside();
  const [outbox] = owed();
  const sequences = (outbox && drain(outbox).sequences) ?? [];
  expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
  expect(sequences.at(-1)).toBe(ENTRIES - 1);
});

test.each<[string, () => void]>([
  [
    'noise',
    () => {
      writeFileSync(path, Buffer.alloc(50_000, 'noise'));
    },
  ],
  [
    'empty',
    () => {
      truncateSync(path, 0);
    },
  ],
])('a journal that is %s owes nothing that anybody could send, and is kept', (_how, damage) => {
  damage();
  open(path).journal.close();
  expect(owed()).toEqual([]);
  expect(removeSent(NINE + 1000 * DAY)).toEqual([]);
});

test('nothing is written into a file that was set aside, and its mark outlives the process', () => {
  const running = open(path);
  running.journal.append(entryAt(NINE));
  tear(leaves()[20] ?? 0);
  const folder = dirname(path);
  open(path, { ...OPTIONS, end: 'damaged' });
  const bytes = (): Buffer[] =>
    readdirSync(folder)
      .filter((name) => /damaged-.*\.db(?:-wal)?$/u.test(name))
      .map((name) => readFileSync(join(folder, name)));
  const before = bytes();
  const [outbox] = openSetAside(path, () => NINE);
  outbox?.acknowledge(EPOCH, 30);
  outbox?.close();
  const [again] = openSetAside(path, () => NINE);
  expect(again?.mark()).toEqual({ epoch: EPOCH, through: 30 });
  again?.acknowledge(EPOCH, 29);
  expect(again?.mark()).toEqual({ epoch: EPOCH, through: 30 });
  again?.acknowledge(NEXT_EPOCH, -1);
  expect(again?.next(-1, 1)?.entries[0]?.sequence).toBe(0);
  again?.close();
  expect(bytes()).toEqual(before);
});

test.each([
  ['by a clock that counts in pieces of milliseconds', NINE + 0.37],
  ['by one that does not', NINE],
])('what was sent whole stays sent, %s', (_case, nowMs) => {
  setAside();
  const [outbox] = openSetAside(path, () => nowMs);
  if (outbox) drain(outbox);
  outbox?.close();
  expect(owed()).toEqual([]);
  expect(owedBySetAside(path)).toMatchObject([{ owed: 0 }]);
  expect(removeSent(NINE + 15 * DAY)).toHaveLength(1);
});

test('what the hub of another epoch had is owed again, where the present epoch is known', () => {
  setAside();
  const [outbox] = owed();
  if (outbox) drain(outbox);
  expect(owed(EPOCH)).toEqual([]);
  expect(owed(NEXT_EPOCH)).toHaveLength(1);
});

test('what the hub of another epoch had is not deleted', () => {
  setAside();
  const [outbox] = owed();
  if (outbox) drain(outbox);
  expect(removeSent(NINE + 1000 * DAY, NEXT_EPOCH)).toEqual([]);
});

test('what was sent, and the hub has otherwise by now, is not deleted either', () => {
  setAside();
  const [outbox] = owed();
  if (outbox) drain(outbox);
  outbox?.stop();
  expect(removeSent(NINE + 1000 * DAY)).toEqual([]);
});

test('what the hub turns out to lack is owed again, as a whole', () => {
  setAside();
  const [outbox] = owed();
  if (outbox) drain(outbox);
  const [sent] = openSent(path, NINE + 14 * DAY, 14, EPOCH);
  sent?.close();
  sent?.oweAgain();
  expect(owed(EPOCH).map((one) => one.mark())).toEqual([{ epoch: EPOCH, through: -1 }]);
  expect(removeSent(NINE + 1000 * DAY)).toEqual([]);
});

test('the oldest comes first, and each is deleted when its time has come', () => {
  setAside();
  open(path, { ...OPTIONS, now: () => NINE + DAY, end: 'superseded' }).journal.close();
  const both = owed();
  expect(both.map(({ chain: it }) => it === chain)).toEqual([true, false]);
  const [first] = both;
  if (first) drain(first);
  expect(removeSent(NINE + 14 * DAY - 1)).toEqual([]);
  expect(removeSent(NINE + 14 * DAY)).toHaveLength(1);
  expect(owed()).toHaveLength(1);
  expect(readdirSync(dirname(path)).filter((name) => name.includes('damaged'))).toEqual([]);
});

test('a move that was interrupted is ended: the log goes where its database went', () => {
  const running = open(path);
  running.journal.append(entryAt(NINE));
  const name = 'journal.superseded-2022-05-13T01-00-00-000Z.db';
  writeFileSync(`${path}.aside`, name);
  renameSync(path, join(dirname(path), name));
  const { setAside: kept, journal } = open(path);
  expect(kept).toBeNull();
  expect(journal.verify()).toEqual({ entries: 1, brokenAt: null });
  const [outbox] = owed();
  expect(outbox?.newest()?.sequence).toBe(ENTRIES);
});

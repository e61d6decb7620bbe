import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import type { ChainHead } from '../../shared/statement.ts';
import { asideMarkSchema, isStoppedBy, readMark, tryMark, writeMark, type AsideMark } from './aside-mark.ts';
import { cannotBeRead, isOfStore } from './faults.ts';
import {
  fileOf,
  MAX_BATCH_BYTES,
  toOutboxEntry,
  type OutboxBatch,
  type OutboxEntry,
  type SentOutbox,
  type SetAsideOutbox,
} from './outbox.ts';
import { readRaw, type Range, type Rows } from './raw-entries.ts';
import { parseRow } from './row.ts';
import { listSetAside, removeSetAside, type SetAside } from './set-aside.ts';
import { openDatabase, readValue, type Database } from './sqlite.ts';

/**
 * Every journal that was set aside and still owes entries, oldest first; each has to be closed. One that was abandoned
 * owes none.
 *
 * Rows are taken as they can be read and are what was written; what cannot is a hole. What the journal's own mark says was
 * acknowledged is not sent again.
 *
 * @param now epoch milliseconds as well as they are known
 * @param epoch the hub's present one, where it is known: what another acknowledged is owed again
 * @param skipped a file is out of reach, and what it owes not known
 */
export function openSetAside(
  journalPath: string,
  now: () => number,
  epoch: string | null = null,
  skipped: (error: unknown) => void = () => undefined,
): SetAsideOutbox[] {
  return listSetAside(journalPath).flatMap((aside) => {
    try {
      return openOwing(aside, now, epoch) ?? [];
    } catch (error) {
      // One file that the disk does not let us have keeps no other.
      if (!isOfStore(error)) throw error;
      skipped(error);
      return [];
    }
  });
}

function openOwing(aside: SetAside, now: () => number, epoch: string | null): SetAsideOutbox | null {
  const { path, kind } = aside;
  if (kind === 'abandoned') return null;
  const mark = readMark(path);
  if (mark !== null && mark.doneAtMs !== null && (epoch === null || mark.epoch === epoch)) return null;
  const outbox = openOne(aside, now);
  if (outbox === null) return null;
  if (isOwed(outbox, epoch)) return outbox;
  if (mark === null && outbox.newest() !== null) tryMark(path, { ...outbox.mark(), doneAtMs: now() });
  outbox.close();
  return null;
}

/**
 * Every journal that was abandoned, for the end of a kiosk: it is sent nowhere, and what no hub acknowledged of it is nowhere
 * else. Each has to be closed.
 *
 * @param skipped something is in a file, and nothing of it can be read
 */
export function openAbandoned(journalPath: string, skipped: () => void): SetAsideOutbox[] {
  return listSetAside(journalPath).flatMap(({ path, kind }) => {
    if (kind !== 'abandoned') return [];
    const outbox = unlessOutOfReach(() => openFuller(path));
    if (outbox === null && !isEmpty(path)) skipped();
    return outbox ?? [];
  });
}

/** Before it was abandoned it was sound, with entries in its log perhaps, or damaged: it is read both ways. */
function openFuller(path: string): SetAsideOutbox | null {
  const sound = openOne({ path, kind: 'superseded' }, Date.now);
  const raw = openOne({ path, kind: 'damaged' }, Date.now);
  const [fuller, other] = lengthOf(sound) >= lengthOf(raw) ? [sound, raw] : [raw, sound];
  other?.close();
  return fuller;
}

function lengthOf(outbox: SetAsideOutbox | null): number {
  let [length, through] = [0, -1];
  for (let batch = outbox?.next(through, 500); batch; batch = outbox?.next(through, 500)) {
    length += batch.entries.length;
    through = batch.entries.at(-1)?.sequence ?? through;
  }
  return length;
}

function isEmpty(path: string): boolean {
  return (
    unlessOutOfReach(() => withSqlite(path, (database) => readValue(database, 'select count(*) from entry'))) === 0
  );
}

/** One file that the disk does not let us have keeps no other. @throws a bug */
function unlessOutOfReach<T>(look: () => T): T | null {
  return orNull(look, isOfStore);
}

/** A journal that was set aside, and what of it no hub has. */
export interface Owing {
  readonly name: string;
  /** By its own mark, `null` where nothing of it can be read; 0 for one that was abandoned. */
  readonly owed: number | null;
  /** See {@link SetAsideOutbox.isStopped}. */
  readonly isStopped: boolean;
}

/** What each journal that was set aside still owes. Only looks: nothing is written. */
export function owedBySetAside(journalPath: string): Owing[] {
  return listSetAside(journalPath).map((aside) => {
    const name = basename(aside.path);
    const owing = unlessOutOfReach(() => {
      const mark = readMark(aside.path);
      const owesNothing = aside.kind === 'abandoned' || typeof mark?.doneAtMs === 'number';
      return { owed: owesNothing ? 0 : owedBy(aside), isStopped: isStoppedBy(mark) };
    });
    return { name, ...(owing ?? { owed: null, isStopped: false }) };
  });
}

function owedBy(aside: SetAside): number | null {
  const outbox = openOne(aside, () => 0);
  try {
    return outbox && outbox.unsent();
  } finally {
    outbox?.close();
  }
}

function isOwed(outbox: SetAsideOutbox, epoch: string | null): boolean {
  const mark = outbox.mark();
  if (outbox.newest() === null) return false;
  return (epoch !== null && mark.epoch !== null && mark.epoch !== epoch) || outbox.next(mark.through, 1) !== null;
}

const DAY_MS = 86_400_000;

/**
 * Journals that were set aside, and all of which the hub of this epoch has acknowledged `days` ago or more; each has to be
 * closed.
 */
export function openSent(journalPath: string, nowMs: number, days: number, epoch: string): SentOutbox[] {
  const isOld = ({ path, kind }: SetAside): boolean => {
    const mark = readMark(path);
    // Sent it may have been, but nobody has compared: that is for a person.
    if (kind === 'abandoned' || mark === null || isStoppedBy(mark) || mark.epoch !== epoch) return false;
    return mark.doneAtMs !== null && mark.doneAtMs <= nowMs - days * DAY_MS;
  };
  return listSetAside(journalPath).flatMap((aside) => {
    const outbox = unlessOutOfReach(() => (isOld(aside) ? openOne(aside, () => nowMs) : null));
    return outbox === null ? [] : [sentOver(outbox, aside.path, epoch)];
  });
}

function sentOver(outbox: SetAsideOutbox, path: string, epoch: string): SentOutbox {
  return {
    ...outbox,
    remove() {
      removeSetAside(path);
    },
    oweAgain() {
      writeMark(path, { epoch, through: NO_MARK.through, doneAtMs: null });
    },
  };
}

/** Some hundredths of a second, in which a visitor waits for the new chain. */
const PAGES_WHILE_WAITING = 4096;

/**
 * The last entry of it that can be read, for the chain that takes its place; `null`: none can. Of a badly torn file it may be
 * an earlier one: what is there is found when it is sent.
 */
export function headOfSetAside(path: string): ChainHead | null {
  // What the disk does not give now keeps no new chain from beginning.
  return unlessOutOfReach(() => withSqlite(path, lastOf) ?? withRows(readRaw(path, PAGES_WHILE_WAITING), newestProven));
}

function lastOf(database: Database): ChainHead | null {
  return headOf(database.prepare('select * from entry order by sequence desc limit 1').get());
}

function newestProven(rows: Rows): ChainHead | null {
  for (const { from, to } of rows.ranges.toReversed()) {
    for (let sequence = to; sequence >= from; sequence -= 1) {
      const head = headOf(rows.row(sequence));
      if (head !== null) return head;
    }
  }
  return null;
}

/** @returns `null` for a row that does not prove itself by its hash */
function headOf(row: unknown): ChainHead | null {
  const chain = parseRow(row)?.entry.chain;
  const entry = chain === undefined ? undefined : toOutboxEntry(row, chain);
  return chain === undefined || entry === undefined ? null : { chain, sequence: entry.sequence, hash: entry.hash };
}

function withRows<T>(rows: Rows, look: (rows: Rows) => T): T {
  try {
    return look(rows);
  } finally {
    rows.close();
  }
}

/** @returns `null` where SQLite cannot read the file, or what is asked for */
function withSqlite<T>(path: string, look: (database: Database) => T): T | null {
  // A log whose database was lost, or something else in its place.
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return null;
  const database = orNull(() => openDatabase(path, { isReadOnly: true, isDefensive: false }));
  if (database === null) return null;
  try {
    return orNull(() => {
      // Lets SQLite read a database that was cut short, or has a torn line in its schema; writing is not possible here.
      database.exec('pragma writable_schema = on');
      return look(database);
    });
  } finally {
    database.close();
  }
}

function openOne({ path, kind }: SetAside, now: () => number): SetAsideOutbox | null {
  const rows = (kind === 'superseded' ? readSound(path) : null) ?? readRaw(path);
  const head = newestProven(rows);
  if (head === null) {
    rows.close();
    return null;
  }
  return outboxOver(rows, head.chain, path, now);
}

/** A file that was sound when it was set aside: SQLite finds each row. @returns `null` where it cannot read it */
function readSound(path: string): Rows | null {
  const database = orNull(() => openDatabase(path, { isReadOnly: true }));
  if (database === null) return null;
  const rows = orNull(() => {
    const row = database.prepare('select * from entry where sequence = ?');
    const ends = database.prepare('select min(sequence) as "from", max(sequence) as "to" from entry').get();
    const range = rangeSchema.safeParse(ends);
    return { ranges: range.success ? [range.data] : [], row: (sequence: number) => row.get(sequence) };
  });
  const close = (): void => {
    database.close();
  };
  if (rows === null) close();
  return rows && { ...rows, close };
}

const rangeSchema = z.object({ from: z.int(), to: z.int() });

function outboxOver(rows: Rows, chain: string, path: string, now: () => number): SetAsideOutbox {
  const { ranges } = rows;
  const read: Read = (sequence) => orNull(() => toOutboxEntry(rows.row(sequence), chain) ?? null);
  let mark: AsideMark = readMark(path) ?? { ...(withSqlite(path, ownMark) ?? NO_MARK), doneAtMs: null };
  const next = (after: number, limit: number): OutboxBatch | null => takeBatch(ranges, read, after, limit);
  return {
    chain,
    file: fileOf(path),
    isSetAside: true,
    newest: () => newestOf(ranges, read),
    mark: () => ({ epoch: mark.epoch, through: mark.through }),
    unsent: () => (mark.doneAtMs === null ? countBeyond(ranges, mark.through) : 0),
    next,
    acknowledge(epoch, through) {
      if (epoch === mark.epoch && through < mark.through) return;
      mark = { epoch, through, doneAtMs: next(through, 1) === null ? now() : null };
      // What a full disk does not take is sent again after a restart, which does no harm.
      tryMark(path, mark);
    },
    isStopped: () => isStoppedBy(mark),
    stop() {
      if (isStoppedBy(mark)) return;
      mark = { ...mark, isStopped: true };
      tryMark(path, mark);
    },
    close: () => {
      rows.close();
    },
  };
}

/** Some of them may turn out to be unreadable once they are to be sent. */
function countBeyond(ranges: readonly Range[], through: number): number {
  return ranges.reduce((sum, { from, to }) => sum + Math.max(0, to - Math.max(from, through + 1) + 1), 0);
}

/** What is not known to be acknowledged is sent again, which does no harm. */
const NO_MARK = { epoch: null, through: -1 };

/** One row, if it can be read and is what was written. */
type Read = (sequence: number) => OutboxEntry | null;

function takeBatch(ranges: readonly Range[], read: Read, after: number, limit: number): OutboxBatch | null {
  const entries: OutboxEntry[] = [];
  let size = 0;
  for (const sequence of sequencesAfter(ranges, after)) {
    const [first] = entries;
    if (first !== undefined && (sequence !== first.sequence + entries.length || entries.length >= limit)) break;
    const entry = read(sequence);
    size += entry?.bytes.length ?? 0;
    if (entry !== null && (first === undefined || size <= MAX_BATCH_BYTES)) entries.push(entry);
    else if (first !== undefined) break;
  }
  const [first] = entries;
  if (first === undefined) return null;
  return { hole: first.sequence > after + 1 ? { from: after + 1, reason: 'damaged' } : null, entries };
}

function* sequencesAfter(ranges: readonly Range[], after: number): Generator<number> {
  for (const { from, to } of ranges) {
    for (let sequence = Math.max(from, after + 1); sequence <= to; sequence += 1) yield sequence;
  }
}

function newestOf(ranges: readonly Range[], read: Read): OutboxEntry | null {
  for (const { from, to } of ranges.toReversed()) {
    for (let sequence = to; sequence >= from; sequence -= 1) {
      const entry = read(sequence);
      if (entry !== null) return entry;
    }
  }
  return null;
}

/** What the journal itself says was acknowledged before it was set aside. */
function ownMark(database: Database): Omit<AsideMark, 'doneAtMs'> {
  const row = orNull(
    () =>
      database
        .prepare('select epoch, acknowledged_through as through from hub_mark order by number desc limit 1')
        .get() ?? null,
  );
  const parsed = asideMarkSchema.omit({ doneAtMs: true }).safeParse(row);
  if (parsed.success) return parsed.data;
  const through = orNull(() => readValue(database, 'select acknowledged_through from sync_mark'));
  return { epoch: null, through: typeof through === 'number' ? through : -1 };
}

/** @throws what is not expected: a bug */
function orNull<T>(look: () => T, isExpected = cannotBeRead): T | null {
  try {
    return look();
  } catch (error) {
    if (isExpected(error)) return null;
    throw error;
  }
}

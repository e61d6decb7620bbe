import { statSync } from 'node:fs';
import { z } from 'zod';
import type { ChainHead } from '../../shared/statement.ts';
import { asideMarkSchema, isStoppedBy, readMark, tryMark, type AsideMark } from './aside-mark.ts';
import { cannotBeRead, isOfStore } from './faults.ts';
import {
  fileOf,
  MAX_BATCH_BYTES,
  toOutboxEntry,
  type OutboxBatch,
  type OutboxEntry,
  type SetAsideOutbox,
} from './outbox.ts';
import { readRaw, type Range, type Rows } from './raw-entries.ts';
import { parseRow } from './row.ts';
import type { SetAside } from './set-aside.ts';
import { openDatabase, readValue, type Database } from './sqlite.ts';

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
export function withSqlite<T>(path: string, look: (database: Database) => T): T | null {
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

/** A journal that was set aside as an outbox; to be closed. @returns `null` where nothing of it can be read */
export function openOne({ path, kind }: SetAside, now: () => number): SetAsideOutbox | null {
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
export const NO_MARK = { epoch: null, through: -1 };

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

/** One file that the disk does not let us have keeps no other. @throws a bug */
export function unlessOutOfReach<T>(look: () => T): T | null {
  return orNull(look, isOfStore);
}

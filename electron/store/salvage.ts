import { existsSync, readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import type { ChainHead } from '../../shared/statement.ts';
import { isUnreadable } from './faults.ts';
import { writeWhole } from './files.ts';
import { MAX_BATCH_BYTES, toOutboxEntry, type Outbox, type OutboxBatch, type OutboxEntry } from './outbox.ts';
import { readableRanges, type Range } from './readable.ts';
import { listSetAside, removeSetAside } from './set-aside.ts';
import { openDatabase, readValue, type Database } from './sqlite.ts';

/** How far a journal that was set aside has been sent, kept beside it: nothing is written into what is damaged. */
const markSchema = z.object({
  epoch: z.string().nullable(),
  through: z.int().min(-1),
  /** Epoch milliseconds at which all that can be read of it had been acknowledged; `null`: it has not. */
  doneAtMs: z.int().nullable(),
});
type AsideMark = z.infer<typeof markSchema>;

/**
 * Every journal that was set aside and still owes entries, oldest first; each has to be closed. One that was abandoned
 * owes none.
 *
 * Rows are taken as they can be read and are what was written; what cannot is a hole. What the journal's own mark says was
 * acknowledged is not sent again.
 *
 * @param now epoch milliseconds as well as they are known
 * @param epoch the hub's present one, where it is known: what another acknowledged is owed again
 */
export function openSetAside(journalPath: string, now: () => number, epoch: string | null = null): Outbox[] {
  return listSetAside(journalPath).flatMap(({ path, kind }) => {
    if (kind === 'abandoned') return [];
    const mark = readMark(path);
    if (mark !== null && mark.doneAtMs !== null && (epoch === null || mark.epoch === epoch)) return [];
    const outbox = openOne(path, now);
    if (outbox === null) return [];
    if (isOwed(outbox, epoch)) return [outbox];
    if (mark === null && outbox.newest() !== null) writeMark(path, { ...outbox.mark(), doneAtMs: now() });
    outbox.close();
    return [];
  });
}

function isOwed(outbox: Outbox, epoch: string | null): boolean {
  const mark = outbox.mark();
  if (outbox.newest() === null) return false;
  return (epoch !== null && mark.epoch !== null && mark.epoch !== epoch) || outbox.next(mark.through, 1) !== null;
}

const DAY_MS = 86_400_000;

/** Deletes journals that were set aside, and all of which was acknowledged `days` ago or more. @returns their files */
export function removeSent(journalPath: string, nowMs: number, days: number): string[] {
  const due = listSetAside(journalPath).filter(({ path, kind }) => {
    // Sent it may have been, but nobody has compared: that is for a person.
    if (kind === 'abandoned') return false;
    const doneAtMs = readMark(path)?.doneAtMs ?? null;
    return doneAtMs !== null && doneAtMs <= nowMs - days * DAY_MS;
  });
  for (const { path } of due) removeSetAside(path, markPathOf(path));
  return due.map(({ path }) => path);
}

/** A quarter of a second, in which a visitor waits for the new chain. */
const ATTEMPTS_WHILE_WAITING = 2000;

/**
 * The last entry of it that can be read, for the chain that takes its place; `null`: none can. Of a badly torn file it may be
 * an earlier one: what is there is found when it is sent.
 */
export function headOfSetAside(path: string): ChainHead | null {
  return withSalvage(path, (database) => {
    const chain = chainOf(database, null);
    const last = orNull(() => {
      const row = database.prepare('select * from entry order by sequence desc limit 1').get();
      return chain === null ? null : (toOutboxEntry(row, chain) ?? null);
    });
    const newest = last ?? salvageOver(database, path, () => 0, ATTEMPTS_WHILE_WAITING)?.newest() ?? null;
    const name = chain ?? chainOf(database, newest?.sequence ?? null);
    return newest && name !== null ? { chain: name, sequence: newest.sequence, hash: newest.hash } : null;
  });
}

function openOne(path: string, now: () => number): Outbox | null {
  const database = openForSalvage(path);
  const opened = database && orNull(() => salvageOver(database, path, now));
  if (opened === null) database?.close();
  return opened;
}

function withSalvage<T>(path: string, look: (database: Database) => T): T | null {
  const database = openForSalvage(path);
  try {
    return database && orNull(() => look(database));
  } finally {
    database?.close();
  }
}

/** @returns `null` for a file nothing can be read of */
function openForSalvage(path: string): Database | null {
  // A log whose database was lost, or something else in its place.
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return null;
  const database = openDatabase(path, { isReadOnly: true, isDefensive: false });
  // Lets SQLite read a database that was cut short, or has a torn line in its schema; writing is not possible here.
  const opened = orNull(() => {
    database.exec('pragma writable_schema = on');
    return database;
  });
  if (opened === null) database.close();
  return opened;
}

function salvageOver(database: Database, path: string, now: () => number, maxAttempts?: number): Outbox | null {
  const ranges = readableRanges(database, maxAttempts);
  const chain = chainOf(database, ranges[0]?.to ?? null);
  if (chain === null) return null;
  const read = reader(database, chain);
  let mark = readMark(path) ?? { ...ownMark(database), doneAtMs: null };
  const next = (after: number, limit: number): OutboxBatch | null => takeBatch(ranges, read, after, limit);
  return {
    chain,
    isSetAside: true,
    newest: () => newestOf(ranges, read),
    mark: () => ({ epoch: mark.epoch, through: mark.through }),
    unsent: () => ranges.reduce((sum, { from, to }) => sum + Math.max(0, to - Math.max(from, mark.through + 1) + 1), 0),
    next,
    acknowledge(epoch, through) {
      if (epoch === mark.epoch && through < mark.through) throw new Error('the mark moves forward');
      mark = { epoch, through, doneAtMs: next(through, 1) === null ? now() : null };
      writeMark(path, mark);
    },
    close: () => {
      database.close();
    },
  };
}

type Read = (sequence: number) => OutboxEntry | null;

/** One row, if it can be read and is what was written. */
function reader(database: Database, chain: string): Read {
  const row = database.prepare('select * from entry not indexed where sequence = ?');
  return (sequence) => orNull(() => toOutboxEntry(row.get(sequence), chain) ?? null);
}

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

/** The chain's name, from an entry that can be read where the table of names is lost. */
function chainOf(database: Database, sequence: number | null): string | null {
  const fromEntry = `select chain from entry not indexed where sequence = ${sequence ?? -1}`;
  for (const sql of ['select id from chain', fromEntry]) {
    const name = orNull(() => readValue(database, sql));
    if (typeof name === 'string') return name;
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
  const parsed = markSchema.omit({ doneAtMs: true }).safeParse(row);
  if (parsed.success) return parsed.data;
  const through = orNull(() => readValue(database, 'select acknowledged_through from sync_mark'));
  return { epoch: null, through: typeof through === 'number' ? through : -1 };
}

/** @throws what is not the file's content: a disk that fails, or a bug */
function orNull<T>(look: () => T): T | null {
  try {
    return look();
  } catch (error) {
    if (isUnreadable(error) || error instanceof RangeError) return null;
    throw error;
  }
}

function markPathOf(path: string): string {
  return path.replace(/\.db$/u, '.mark.json');
}

/** @returns `null` where there is none, or one that cannot be read: then it is sent again, which does no harm */
function readMark(path: string): AsideMark | null {
  const file = markPathOf(path);
  if (!existsSync(file)) return null;
  try {
    return markSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

function writeMark(path: string, mark: AsideMark): void {
  writeWhole(markPathOf(path), JSON.stringify(mark));
}

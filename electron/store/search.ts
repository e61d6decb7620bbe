import { existsSync } from 'node:fs';
import { z } from 'zod';
import type { Entry, EntryType } from '../../shared/journal.ts';
import type { ScanSource } from '../../shared/scan.ts';
import type { Verdict } from '../../shared/verdict.ts';
import { parseRow } from './row.ts';
import { openDatabase, type Database, type SqlValue, type Statement } from './sqlite.ts';

/** What is looked for; what is absent is not asked about. */
export interface Filter {
  /** Epoch milliseconds, included. */
  readonly fromMs?: number;
  /** Epoch milliseconds, excluded. */
  readonly toMs?: number;
  readonly type?: EntryType;
  readonly verdict?: Verdict;
  readonly source?: ScanSource;
  /** One of the entry's reasons. */
  readonly reason?: string;
}

/** Where a page ended. */
export interface Cursor {
  readonly epochMs: number;
  readonly sequence: number;
}

export interface Page {
  /** Newest first by the kiosk's clock; where that was set back, not as they were written. */
  readonly entries: readonly Entry[];
  /** To go on from; `null`: there are no more. */
  readonly next: Cursor | null;
}

/** Looks for entries by a connection of its own that only reads. */
export interface Search {
  /** @param after where the page before ended; `null`: from the newest */
  find(filter: Filter, after: Cursor | null, limit: number): Page;
  close(): void;
}

/** @throws where there is no journal, or it cannot be read; so do the calls */
export function openSearch(path: string): Search {
  if (!existsSync(path)) throw new Error('there is no journal');
  const database = openDatabase(path, { isReadOnly: true });
  const entry = database.prepare('select * from entry where sequence = ?');
  const placesOf = finder(database);
  return {
    find(filter, after, limit) {
      const places = placesOf(filter, after, limit + 1);
      const entries = places.slice(0, limit).flatMap(({ sequence }) => parseRow(entry.get(sequence))?.entry ?? []);
      const last = places[limit - 1];
      return { entries, next: places.length > limit && last !== undefined ? last : null };
    },
    close: () => {
      database.close();
    },
  };
}

/** What entries may have in common; empty text stands for nothing. */
const kindRow = z.object({ type: z.string(), verdict: z.string(), source: z.string(), reasons: z.string() });
type Kind = z.infer<typeof kindRow>;

type Find = (filter: Filter, after: Cursor | null, limit: number) => Cursor[];

/**
 * There are few kinds of entries, some hundred, however many entries there are: those that are looked for are picked, and the
 * newest of each merged. So a page takes as long whether what is looked for is frequent or rare.
 */
function finder(database: Database): Find {
  const ofAll = database.prepare(IN_TIME);
  const kinds = database.prepare('select * from entry_kind');
  const ofKind = database.prepare(OF_KIND);
  return (filter, after, limit) => {
    const { epochMs, sequence } = after ?? NEWEST;
    const to = Math.min((filter.toMs ?? Number.MAX_SAFE_INTEGER) - 1, epochMs);
    const within: SqlValue[] = [filter.fromMs ?? Number.MIN_SAFE_INTEGER, to, epochMs, sequence, limit];
    if (!asksForKind(filter)) return placesIn(ofAll, within);
    const streams = [...kinds.iterate()]
      .map((row) => kindRow.parse(row))
      .filter((kind) => isOf(kind, filter))
      .map(({ type, verdict, source, reasons }) =>
        placesIn(ofKind, [...within, type, verdict || null, source || null, reasons]),
      );
    return newestOf(streams, limit);
  };
}

const NEWEST: Cursor = { epochMs: Number.MAX_SAFE_INTEGER, sequence: Number.MAX_SAFE_INTEGER };

/** `?1` to `?5`: from and to, both included, where the page before ended, and how many. */
const WITHIN = `epoch_ms between ?1 and ?2 and (epoch_ms < ?3 or sequence < ?4)
  order by epoch_ms desc, sequence desc limit ?5`;

/** Exported, as the next one, for a look at how SQLite goes about it. */
export const IN_TIME = `select epoch_ms, sequence from entry indexed by entry_by_time where ${WITHIN}`;

export const OF_KIND = `select epoch_ms, sequence from entry indexed by entry_by_kind
  where type = ?6 and verdict is ?7 and source is ?8 and reasons = ?9 and ${WITHIN}`;

const placeRow = z.object({ epoch_ms: z.int(), sequence: z.int() });

function placesIn(statement: Statement, parameters: readonly SqlValue[]): Cursor[] {
  return [...statement.iterate(...parameters)].map((row) => {
    const { epoch_ms: epochMs, sequence } = placeRow.parse(row);
    return { epochMs, sequence };
  });
}

/** Each list newest first, and so is what comes of them. */
function newestOf(lists: readonly (readonly Cursor[])[], limit: number): Cursor[] {
  return lists
    .flat()
    .sort((a, b) => b.epochMs - a.epochMs || b.sequence - a.sequence)
    .slice(0, limit);
}

function asksForKind({ type, verdict, source, reason }: Filter): boolean {
  return [type, verdict, source, reason].some((it) => it !== undefined);
}

function isOf(kind: Kind, { type, verdict, source, reason }: Filter): boolean {
  const isSame = (wanted: string | undefined, has: string): boolean => wanted === undefined || wanted === has;
  return (
    isSame(type, kind.type) &&
    isSame(verdict, kind.verdict) &&
    isSame(source, kind.source) &&
    (reason === undefined || z.array(z.string()).parse(JSON.parse(kind.reasons)).includes(reason))
  );
}

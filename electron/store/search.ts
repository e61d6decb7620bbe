import { existsSync } from 'node:fs';
import type { LogOrder } from '../../shared/console/log.ts';
import type { Entry } from '../../shared/journal.ts';
import { finderOver, type Cursor, type Filter } from './find.ts';
import { parseRow } from './row.ts';
import { openDatabase, readValue, type Database } from './sqlite.ts';
import { momentOf } from './uuid7.ts';

export interface Page {
  /** In the order of the kiosk's clock; where that was set back, not as they were written. */
  readonly entries: readonly Entry[];
  /** To go on from; `null`: there are no more. */
  readonly next: Cursor | null;
}

/** Looks for entries by a connection of its own that only reads. */
export interface Search {
  /** UUID of the chain. */
  chain(): string;
  /** @param after where the page before ended; `null`: the first page */
  find(filter: Filter, after: Cursor | null, limit: number, order?: LogOrder): Page;
  /** @returns how many there are, and no more than `limit` */
  count(filter: Filter, limit: number): number;
  /** `null`: there is no such entry. */
  entry(id: string): Entry | null;
  /** What corrects or completes an entry, as it was written. */
  about(id: string): readonly Entry[];
  close(): void;
}

/** @throws where there is no journal, or it cannot be read; so do the calls */
export function openSearch(path: string): Search {
  const database = openForReading(path);
  return {
    ...searchOver(database),
    close: () => {
      database.close();
    },
  };
}

/** @throws where there is no file */
export function openForReading(path: string): Database {
  if (!existsSync(path)) throw new Error('there is no journal');
  return openDatabase(path, { isReadOnly: true });
}

export function searchOver(database: Database): Omit<Search, 'close'> {
  const finder = finderOver(database);
  const entry = database.prepare('select * from entry where sequence = ?');
  const read = (sequence: number): Entry[] => {
    const parsed = parseRow(entry.get(sequence));
    return parsed === undefined ? [] : [parsed.entry];
  };
  return {
    chain: () => String(readValue(database, 'select id from chain')),
    find(filter, after, limit, order = 'newest-first') {
      const places = finder.find(filter, order, after, limit + 1);
      const entries = places.slice(0, limit).flatMap(({ sequence }) => read(sequence));
      const last = places[limit - 1];
      return { entries, next: places.length > limit && last !== undefined ? last : null };
    },
    count: (filter, limit) => finder.count(filter, limit),
    entry: (id) => parseRow(database.prepare(BY_ID).get(momentOf(id), id))?.entry ?? null,
    about(id) {
      const rows = database.prepare('select * from entry where refers_to = ? order by sequence').iterate(id);
      return [...rows].flatMap((row) => parseRow(row)?.entry ?? []);
    },
  };
}

/** An id says when its entry was written: found by that, ids need no index. Exported for a look at how SQLite goes about it. */
export const BY_ID = 'select * from entry indexed by entry_by_time where epoch_ms = ? and id = ?';

/** More than ten visitors, whatever guards did of them meanwhile. */
const ENTRIES_LOOKED_AT = 60;

/** So far may a clock have been set back between two entries about one visitor. */
const CLOCK_SET_BACK_MS = 24 * 3_600_000;
/** More than guards decide in two days. */
const LATER_LOOKED_AT = 2000;

/** The last few of before a moment, newest first; none where the journal is out of reach. @param untilMs excluded */
export function newestEntries(path: string, untilMs: number): readonly Entry[] {
  return searched(path, (search) => search.find({ untilMs }, null, ENTRIES_LOOKED_AT).entries);
}

/**
 * What is entered of the visitor whom an entry is about, newest first: what was said, what has overruled it or was undone, what
 * was done with them. None where there is no such entry, or the journal is out of reach.
 */
export function entriesOfVisitor(path: string, id: string): readonly Entry[] {
  return searched(path, (search) => {
    const entry = search.entry(id);
    if (entry === null) return [];
    const found = [firstOf(entry, search)];
    const fromMs = entry.epochMs - CLOCK_SET_BACK_MS;
    // By the index of kinds: nothing leads from an entry to what refers to it, and whoever asks serves visitors as well.
    const later = (['overrule', 'abnormal'] as const).flatMap(
      (type) => search.find({ type, fromMs }, null, LATER_LOOKED_AT).entries,
    );
    for (const { id: about, sequence } of found) {
      found.push(...later.filter((one) => one.refersTo === about && one.sequence > sequence));
    }
    return found.sort((a, b) => b.sequence - a.sequence);
  });
}

/** What was first entered of a visitor. No entry overrules a later one, whatever a damaged journal says. */
function firstOf(entry: Entry, search: Search): Entry {
  const overruled = entry.type === 'overrule' && entry.refersTo !== null ? search.entry(entry.refersTo) : null;
  return overruled !== null && overruled.sequence < entry.sequence ? firstOf(overruled, search) : entry;
}

function searched(path: string, look: (search: Search) => readonly Entry[]): readonly Entry[] {
  try {
    const search = openSearch(path);
    try {
      return look(search);
    } finally {
      search.close();
    }
  } catch {
    // A journal that cannot be read is said on the screen by whoever writes it.
    return [];
  }
}

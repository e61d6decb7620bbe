import { z } from 'zod';
import type { Entry } from '../../shared/journal.ts';
import { verifyChain, verifyTail, type ChainReport } from './chain.ts';
import { clockMemory, type ClockReset } from './clock-memory.ts';
import { cannotBeRead } from './faults.ts';
import { hubMark } from './hub-mark.ts';
import { APPLICATION_ID, NEWEST_VERSION, readVersion } from './migrate.ts';
import { parseRow } from './row.ts';
import { isOutOfRange, openDatabase, readValue, type Database } from './sqlite.ts';

/** Why a file cannot be looked at as a journal. */
export type JournalFault = 'not-a-journal' | 'journal-newer';

/** A journal that is only looked at: nothing of it is changed, and the kiosk may go on writing to it. */
export interface ReadableJournal {
  readonly chain: string;
  verify(): ChainReport;
  /** Whether its last entries are what was written: in the same time for any size. */
  isTailSound(): boolean;
  /** What no hub has acknowledged, and when the first of it was written, epoch milliseconds. `null`: nobody can tell. */
  unsent(): { readonly count: number; readonly oldestMs: number | null } | null;
  /** What it remembers of the time, see {@link ClockMemory}. `null`: nobody can tell. */
  clock(): { readonly lastConfirmedMs: number | null; readonly reset: ClockReset | null } | null;
  /** How much there is of it, and of nobody what. Time grows with the file. `null`: nobody can tell. */
  numbers(): JournalNumbers | null;
  /** Oldest first; `undefined` for one that this release cannot read. */
  entries(): Iterable<Entry | undefined>;
  close(): void;
}

/** A journal without a word of its entries. */
export type JournalNumbers = z.infer<typeof numbersRow> & {
  /** Of entries by type and verdict: `scan admit`. */
  readonly by: Readonly<Record<string, number>>;
};

/** Opens a journal's file for reading only, a damaged one that was set aside as well. */
export function inspectJournal(path: string): ReadableJournal | { readonly fault: JournalFault } {
  const database = orElse(null, () => openDatabase(path, { isReadOnly: true }));
  if (database === null) return { fault: 'not-a-journal' };
  const fault = faultOf(database);
  if (fault !== null) {
    database.close();
    return { fault };
  }
  const chain = String(readValue(database, 'select id from chain'));
  return {
    chain,
    verify: () => verifyChain(database, chain),
    isTailSound: () => orElse(false, () => verifyTail(database, chain, TAIL_ENTRIES).brokenAt === null),
    unsent: () => orElse(null, () => readUnsent(database)),
    clock: () => orElse(null, () => readClock(database)),
    numbers: () => orElse(null, () => readNumbers(database)),
    entries: () => entriesIn(database),
    close: () => {
      database.close();
    },
  };
}

/** As many as a start of the app looks at. */
const TAIL_ENTRIES = 16;

function readUnsent(database: Database): { count: number; oldestMs: number | null } | null {
  // An older release's journal, which the app brings up to date at its next start.
  if (readVersion(database) !== NEWEST_VERSION) return null;
  const { through } = hubMark(database, () => ({ hubMs: 0, ownMs: 0 })).read();
  const row = database
    .prepare('select count(*) as count, min(epoch_ms) as oldestMs from entry where sequence > ?')
    .get(through);
  return unsentRow.safeParse(row).data ?? null;
}

function readClock(database: Database): ReturnType<ReadableJournal['clock']> {
  if (readVersion(database) !== NEWEST_VERSION) return null;
  const memory = clockMemory(database);
  return { lastConfirmedMs: memory.lastConfirmed(), reset: memory.lastReset() };
}

function readNumbers(database: Database): JournalNumbers | null {
  const ofAll = 'count(*) as entries, min(sequence) as first, max(sequence) as last, max(epoch_ms) as lastMs';
  const sums = "type || ' ' || coalesce(verdict, '-') as sort, count(*) as count";
  const row = numbersRow.safeParse(database.prepare(`select ${ofAll} from entry`).get());
  const sorts = [...database.prepare(`select ${sums} from entry group by sort`).iterate()].map((one) =>
    sortRow.parse(one),
  );
  return row.success ? { ...row.data, by: Object.fromEntries(sorts.map(({ sort, count }) => [sort, count])) } : null;
}

const numbersRow = z.object({
  entries: z.int(),
  /** Sequences; `null`: there is no entry. */
  first: z.int().nullable(),
  last: z.int().nullable(),
  /** Epoch milliseconds. */
  lastMs: z.int().nullable(),
});
const sortRow = z.object({ sort: z.string(), count: z.int() });

const unsentRow = z.object({ count: z.int(), oldestMs: z.int().nullable() });

function orElse<T>(otherwise: T, look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (cannotBeRead(error)) return otherwise;
    throw error;
  }
}

/** Ends at the first page that is torn, saying so by an entry that cannot be read. */
function* entriesIn(database: Database): Generator<Entry | undefined> {
  const after = database.prepare('select * from entry where sequence > ? order by sequence');
  const next = database.prepare('select min(sequence) as sequence from entry where sequence > ?');
  let sequence = -1;
  for (;;) {
    try {
      for (const row of after.iterate(sequence)) {
        yield parseRow(row)?.entry;
        sequence = Number(row['sequence']);
      }
      return;
    } catch (error) {
      if (!cannotBeRead(error)) throw error;
      yield undefined;
      if (!isOutOfRange(error)) return;
    }
    // A number that nobody here writes makes one row unreadable, and not those behind it.
    const bad = orElse(undefined, () => next.get(sequence)?.['sequence']);
    if (typeof bad !== 'number') return;
    sequence = bad;
  }
}

function faultOf(database: Database): JournalFault | null {
  try {
    if (readValue(database, 'pragma application_id') !== APPLICATION_ID) return 'not-a-journal';
    return readVersion(database) > NEWEST_VERSION ? 'journal-newer' : null;
  } catch (error) {
    if (cannotBeRead(error)) return 'not-a-journal';
    throw error;
  }
}

import { z } from 'zod';
import type { LogFilter, LogOrder } from '../../shared/console/log.ts';
import type { Database, SqlRow, SqlValue, Statement } from './sqlite.ts';

/** What is looked for; what is absent or `null` is not asked about. All of a journal is of one gate. */
export interface Filter extends Partial<Omit<LogFilter, 'gate'>> {
  /** 32 bytes, under the venue key. */
  readonly personKey?: Uint8Array | null;
}

/** An entry's place in the order of time; where times are the same, in the order of writing. */
export interface Cursor {
  readonly epochMs: number;
  readonly sequence: number;
}

/** Finds the places of entries. */
export interface Finder {
  /** @param after where the page before ended; `null`: from the beginning of that order */
  find(filter: Filter, order: LogOrder, after: Cursor | null, limit: number): Cursor[];
  /** @returns how many there are, and no more than `limit` */
  count(filter: Filter, limit: number): number;
}

/**
 * There are few kinds of entries, some hundred, however many entries there are: those that are looked for are picked, and merged
 * in the order of time. So a page takes as long whether what is looked for is frequent or rare.
 */
export function finderOver(database: Database): Finder {
  const kinds = database.prepare('select * from entry_kind');
  const readKinds = (): Kind[] => [...kinds.iterate()].map((row) => kindRow.parse(row));
  const prepared = new Map<string, Statement>();
  const prepare = (sql: string): Statement => {
    const statement = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  };
  return {
    find(filter, order, after, limit) {
      const within = pageOf(filter, order, after);
      const streams = startsFor(filter, readKinds).map((start) =>
        // A statement of its own for each, as all of them are read side by side.
        database.prepare(placesOf(start, order)).iterate(...valuesOf(start), ...within, limit),
      );
      return merged(streams, order, limit);
    },
    count(filter, limit) {
      let count = 0;
      for (const start of startsFor(filter, readKinds)) {
        if (count >= limit) break;
        const row = prepare(countOf(start)).get(...valuesOf(start), ...timesOf(filter), limit - count);
        count += countRow.parse(row).count;
      }
      return count;
    },
  };
}

/** What entries may have in common; empty text stands for nothing. */
const kindRow = z.object({ type: z.string(), verdict: z.string(), source: z.string(), reasons: z.string() });
type Kind = z.infer<typeof kindRow>;
const countRow = z.object({ count: z.int() });
const placeRow = z.object({ epoch_ms: z.int(), sequence: z.int() });

type Condition = readonly [sql: string, value: SqlValue];

/** An index that entries are found by, in the order of time, and what else they are to be. */
export interface Start {
  readonly index: 'entry_by_time' | 'entry_by_kind' | 'entry_by_guard' | 'entry_by_person';
  /** First what the index has before the time. */
  readonly where: readonly Condition[];
}

/** Where to begin, and what to merge. */
export function startsFor(filter: Filter, kinds: () => readonly Kind[]): Start[] {
  const { personKey = null, guard = null, maskedName = null } = filter;
  const [ofGuard, named] = [asked('guard = ?', guard), asked('masked_name = ?', maskedName)];
  const rest = [...kindOf(filter), ...named];
  if (personKey !== null) {
    return [{ index: 'entry_by_person', where: [['person_key = ?', personKey], ...ofGuard, ...rest] }];
  }
  if (guard !== null) return [{ index: 'entry_by_guard', where: [...ofGuard, ...rest] }];
  if (kindOf(filter).length === 0) return [{ index: 'entry_by_time', where: named }];
  return kinds()
    .filter((kind) => isOf(kind, filter))
    .map((kind) => ({ index: 'entry_by_kind', where: [...exactly(kind), ...named] }));
}

function asked(sql: string, value: SqlValue): Condition[] {
  return value === null ? [] : [[sql, value]];
}

function kindOf({ type = null, verdict = null, source = null, reason = null }: Filter): Condition[] {
  return [
    ...asked('type = ?', type),
    ...asked('verdict = ?', verdict),
    ...asked('source = ?', source),
    ...asked('exists (select 1 from json_each(reasons) where value = ?)', reason),
  ];
}

function exactly({ type, verdict, source, reasons }: Kind): Condition[] {
  return [
    ['type = ?', type],
    ['verdict is ?', verdict || null],
    ['source is ?', source || null],
    ['reasons = ?', reasons],
  ];
}

function isOf(kind: Kind, { type, verdict, source, reason }: Filter): boolean {
  const isSame = (wanted: string | null | undefined, has: string): boolean => (wanted ?? has) === has;
  const hasReason = (): boolean =>
    z
      .array(z.string())
      .parse(JSON.parse(kind.reasons))
      .includes(reason ?? '');
  return (
    isSame(type, kind.type) &&
    isSame(verdict, kind.verdict) &&
    isSame(source, kind.source) &&
    ((reason ?? null) === null || hasReason())
  );
}

interface Direction {
  /** Where the page before ended: its time and its sequence. */
  readonly beyond: string;
  readonly by: string;
  readonly first: Cursor;
  readonly isBefore: (a: Cursor, b: Cursor) => boolean;
}

const DIRECTIONS: Readonly<Record<LogOrder, Direction>> = {
  'newest-first': {
    beyond: '(epoch_ms < ? or sequence < ?)',
    by: 'epoch_ms desc, sequence desc',
    first: { epochMs: Number.MAX_SAFE_INTEGER, sequence: Number.MAX_SAFE_INTEGER },
    isBefore: (a, b) => a.epochMs > b.epochMs || (a.epochMs === b.epochMs && a.sequence > b.sequence),
  },
  'oldest-first': {
    beyond: '(epoch_ms > ? or sequence > ?)',
    by: 'epoch_ms, sequence',
    first: { epochMs: Number.MIN_SAFE_INTEGER, sequence: -1 },
    isBefore: (a, b) => a.epochMs < b.epochMs || (a.epochMs === b.epochMs && a.sequence < b.sequence),
  },
};

/** Exported for a look at how SQLite goes about it. */
export function placesOf({ index, where }: Start, order: LogOrder): string {
  const { beyond, by } = DIRECTIONS[order];
  const conditions = [...where.map(([sql]) => sql), 'epoch_ms between ? and ?', beyond];
  return `select epoch_ms, sequence from entry indexed by ${index} where ${conditions.join(' and ')} order by ${by} limit ?`;
}

export function countOf({ index, where }: Start): string {
  const conditions = [...where.map(([sql]) => sql), 'epoch_ms between ? and ?'];
  return `select count(*) as count from (
    select 1 from entry indexed by ${index} where ${conditions.join(' and ')} limit ?
  )`;
}

function valuesOf({ where }: Start): SqlValue[] {
  return where.map(([, value]) => value);
}

/** From and to, both included. */
function timesOf({ fromMs, untilMs }: Filter): [number, number] {
  return [fromMs ?? Number.MIN_SAFE_INTEGER, (untilMs ?? Number.MAX_SAFE_INTEGER) - 1];
}

/** The times that may be on the page, so that the index is entered where the page before ended; and where it did. */
function pageOf(filter: Filter, order: LogOrder, after: Cursor | null): SqlValue[] {
  const { epochMs, sequence } = after ?? DIRECTIONS[order].first;
  const [from, to] = timesOf(filter);
  const times = order === 'newest-first' ? [from, Math.min(to, epochMs)] : [Math.max(from, epochMs), to];
  return [...times, epochMs, sequence];
}

/** Of each stream no more is read than is taken from it. */
function merged(streams: readonly Iterable<SqlRow>[], order: LogOrder, limit: number): Cursor[] {
  const { isBefore } = DIRECTIONS[order];
  const sources = streams.map((stream) => stream[Symbol.iterator]());
  try {
    const heads = sources.map(nextOf);
    const taken: Cursor[] = [];
    while (taken.length < limit) {
      let [first, at]: [Cursor | null, number] = [null, -1];
      for (const [i, head] of heads.entries()) {
        if (head !== null && (first === null || isBefore(head, first))) [first, at] = [head, i];
      }
      const source = sources[at];
      if (first === null || source === undefined) break;
      taken.push(first);
      heads[at] = nextOf(source);
    }
    return taken;
  } finally {
    // One that is left halfway would hold on to the journal as it was, for whatever is asked next.
    for (const source of sources) source.return?.();
  }
}

function nextOf(source: Iterator<SqlRow>): Cursor | null {
  const next = source.next();
  if (next.done === true) return null;
  const { epoch_ms: epochMs, sequence } = placeRow.parse(next.value);
  return { epochMs, sequence };
}

import { sql } from 'kysely';
import { decodeEntry } from '../../shared/entry.ts';
import type { Entry } from '../../shared/journal.ts';
import { BIGINT, encodeArray, INTEGER, TEXT, UUID } from './array.ts';
import { askedGuard, askedName } from './insert.ts';
import { numberKinds } from './kind.ts';
import { holdVisitors, keepOverruled } from './overruled.ts';
import { dayOfPartition } from './partition.ts';
import type { Store } from './schema.ts';
import { addToTally } from './tally.ts';

/** Some 50 ms of the database's time. */
const ROWS_AT_ONCE = 500;

/**
 * Files what has no kind yet: entries of before the console, of a backup of then, or that a hub of the release before has
 * taken. Newest day first, some hundred in each transaction, so that hubs go on beside it; any number of processes may do
 * so at once, and what one leaves behind the next run finds.
 *
 * @param isStopped asked between transactions
 * @returns how many were sorted
 */
export async function sortEntries(store: Store, isStopped: () => boolean): Promise<number> {
  let sorted = 0;
  for (const partition of await readPartitions(store)) {
    let after: Place | null = FIRST;
    while (after !== null && !isStopped()) {
      const place: Place = after;
      const done = await store.transaction().execute((tx) => sortSome(tx, partition, place));
      sorted += done.sorted;
      after = done.next;
    }
  }
  return sorted;
}

interface Partition {
  readonly name: string;
  /** Of receipt, `YYYY-MM-DD`. */
  readonly day: string;
}

/** Newest first. */
async function readPartitions(store: Store): Promise<Partition[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_inherits join pg_class on pg_class.oid = inhrelid
    where inhparent = 'entry'::regclass order by relname desc`.execute(store);
  return rows.flatMap(({ name }) => {
    const day = dayOfPartition(name);
    return day === null ? [] : [{ name, day }];
  });
}

interface Place {
  readonly venue: string;
  readonly chain: string;
  /** As the database has it: decimal. */
  readonly sequence: string;
}

const FIRST: Place = { venue: '', chain: '00000000-0000-0000-0000-000000000000', sequence: '-1' };

interface Row extends Place {
  readonly kiosk: string;
  readonly bytes: Buffer;
}

/** Kinds are a venue's: no more is done at once than of one. */
async function sortSome(
  tx: Store,
  partition: Partition,
  { venue, chain, sequence }: Place,
): Promise<{ readonly sorted: number; readonly next: Place | null }> {
  const { rows } = await sql<Row>`
    select venue, chain, sequence, kiosk, bytes from ${sql.table(partition.name)}
    where kind is null and not is_quarantined
      and (venue, chain, sequence) > (${venue}::text, ${chain}::uuid, ${sequence}::bigint)
    order by venue, chain, sequence limit ${sql.lit(ROWS_AT_ONCE)} for update skip locked`.execute(tx);
  const [first] = rows;
  if (first === undefined) return { sorted: 0, next: null };
  const some = rows.filter((row) => row.venue === first.venue);
  const sorted = await file(tx, partition, first.venue, some);
  return { sorted, next: some.at(-1) ?? null };
}

async function file(tx: Store, { name, day }: Partition, venue: string, rows: readonly Row[]): Promise<number> {
  const read = rows.flatMap(({ bytes, kiosk }) => {
    const decoded = decodeEntry(bytes);
    // A row that was damaged here: the backup's walk tells of it.
    return decoded.ok ? [{ entry: decoded.value, kiosk }] : [];
  });
  await holdVisitors(tx, venue, 'sorter');
  const kindOf = await numberKinds(
    tx,
    venue,
    read.map(({ entry }) => entry),
  );
  const pick = <T>(of: (entry: Entry) => T): T[] => read.map(({ entry }) => of(entry));
  await sql`
    update ${sql.table(name)} as entry set kind = it.kind, masked_name = it.masked_name, guard = it.guard
    from unnest(
      ${encodeArray(
        UUID,
        pick(({ chain }) => chain),
      )}::uuid[],
      ${encodeArray(
        BIGINT,
        pick(({ sequence }) => sequence),
      )}::bigint[],
      ${encodeArray(INTEGER, pick(kindOf))}::int[],
      ${encodeArray(TEXT, pick(askedName))}::text[],
      ${encodeArray(TEXT, pick(askedGuard))}::text[]
    ) as it (chain, sequence, kind, masked_name, guard)
    where entry.venue = ${venue} and entry.chain = it.chain and entry.sequence = it.sequence`.execute(tx);
  for (const kiosk of [...new Set(read.map((it) => it.kiosk))].sort()) {
    const own = read.filter((it) => it.kiosk === kiosk).map(({ entry }) => entry);
    await addToTally(tx, { venue, kiosk, day, kindOf }, own);
  }
  for (const chain of new Set(pick((entry) => entry.chain))) {
    const own = read.filter(({ entry }) => entry.chain === chain).map(({ entry }) => entry);
    await keepOverruled(tx, { venue, chain }, own, false);
  }
  return read.length;
}

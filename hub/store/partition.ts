import { sql } from 'kysely';
import { formatDate, SECONDS_PER_DAY } from '../../shared/time.ts';
import type { Store } from './schema.ts';

/** "DShP" in ASCII: two hubs must not create one partition at once. */
const PARTITION_LOCK = 0x44536850;

/** The day of receipt, UTC, `YYYY-MM-DD`. */
export function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10);
}

/** Partitions that a process has seen to, by day; asked before each batch. */
export type KnownDays = Set<string>;

/** Sees to it that entries received on the day of `now`, and on the day after, have a partition to go into. */
export async function ensurePartitions(store: Store, known: KnownDays, now: Date): Promise<void> {
  const day = dayOf(now);
  if (known.has(day)) return;
  const epochDay = Math.floor(now.getTime() / (SECONDS_PER_DAY * 1000));
  await store.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${PARTITION_LOCK})`.execute(tx);
    for (const first of [epochDay, epochDay + 1]) await create(tx, formatDate(first), formatDate(first + 1));
  });
  known.add(day);
}

/** @param end the first day that is not in it */
async function create(tx: Store, day: string, end: string): Promise<void> {
  const name = sql.table(`entry_${day.replaceAll('-', '')}`);
  await sql`create table if not exists ${name} partition of entry for values from (${sql.lit(day)}) to (${sql.lit(end)})`.execute(
    tx,
  );
}

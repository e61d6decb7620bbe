import { sql } from 'kysely';
import { formatDate, SECONDS_PER_DAY } from '../../shared/time.ts';
import type { Clock } from './clock.ts';
import type { Store } from './schema.ts';

/** "DShP" in ASCII: two hubs must not create one partition at once. */
const PARTITION_LOCK = 0x44536850;

/** The day of receipt, UTC, `YYYY-MM-DD`. */
export function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10);
}

/** Name of the partition for a day, `YYYY-MM-DD`. */
export function partitionOf(day: string): string {
  return `entry_${day.replaceAll('-', '')}`;
}

/** Partitions that a process has seen to, by day; asked within each batch. */
export type KnownDays = Set<string>;

/** Sees to it that entries received today and tomorrow, by `clock`, have a partition to go into. */
export async function ensurePartitions(store: Store, known: KnownDays, clock: Clock): Promise<void> {
  const day = await store.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${PARTITION_LOCK})`.execute(tx);
    const now = await clock(tx);
    const epochDay = Math.floor(now.getTime() / (SECONDS_PER_DAY * 1000));
    for (const each of [epochDay, epochDay + 1]) await createPartition(tx, formatDate(each));
    return dayOf(now);
  });
  known.add(day);
}

/** A day that this process has not seen to yet. */
class DayUnknown extends Error {}

/** Runs what stores entries, with the time at which they are received; once more where that day had no partition. */
export async function onKnownDay<T>(
  store: Store,
  { days, clock }: { readonly days: KnownDays; readonly clock: Clock },
  run: (tx: Store, now: Date) => Promise<T>,
): Promise<T> {
  const attempt = (): Promise<T> =>
    store.transaction().execute(async (tx) => {
      const now = await clock(tx);
      if (!days.has(dayOf(now))) throw new DayUnknown();
      return run(tx, now);
    });
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof DayUnknown) && !lacksPartition(error)) throw error;
    // Somebody may have dropped a day that was seen to.
    days.clear();
    await ensurePartitions(store, days, clock);
    return attempt();
  }
}

/** PostgreSQL has no SQLSTATE of its own for a row that no partition takes: it says 23514 of no constraint. */
function lacksPartition(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || !('constraint' in error)) return false;
  return error.code === '23514' && error.constraint === undefined;
}

/**
 * Attached when it is made: to create a partition in its place, PostgreSQL would have to have the whole table for
 * itself, and whoever reads for long, as a backup does, would keep all kiosks waiting at midnight.
 * Under a lock of the caller's.
 */
export async function createPartition(tx: Store, day: string): Promise<void> {
  const name = partitionOf(day);
  const { rows } = await sql<{ isThere: boolean }>`select to_regclass(${name}) is not null as "isThere"`.execute(tx);
  if (rows[0]?.isThere === true) return;
  const [table, from, to] = [sql.table(name), sql.lit(day), sql.lit(dayAfter(day))];
  await sql`create table ${table} (like entry including all)`.execute(tx);
  await sql`alter table entry attach partition ${table} for values from (${from}) to (${to})`.execute(tx);
}

function dayAfter(day: string): string {
  return dayOf(new Date(Date.parse(day) + SECONDS_PER_DAY * 1000));
}

/** The day that a partition is for; `null` for the name of any other table. */
export function dayOfPartition(name: string): string | null {
  const [, year, month, day] = /^entry_(\d{4})(\d\d)(\d\d)$/u.exec(name) ?? [];
  return year === undefined || month === undefined || day === undefined ? null : `${year}-${month}-${day}`;
}

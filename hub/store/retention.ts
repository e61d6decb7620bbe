import { sql } from 'kysely';
import { SECONDS_PER_DAY } from '../../shared/time.ts';
import { isHeldUp } from './open.ts';
import { dayOf, dayOfPartition, partitionOf } from './partition.ts';
import type { Store } from './schema.ts';
import { dropTally } from './tally.ts';

/** "DShR" in ASCII: of several processes one drops, and the others have nothing left to do. */
const RETENTION_LOCK = 0x44536852;

/**
 * To drop a day, PostgreSQL must have its table for itself, and until it has, every batch queues up behind: that long
 * at most. Batches take some 20 ms; what holds a table longer is a backup, which is waited for by trying again.
 */
const LOCK_TIMEOUT_MS = 300;

/** The heads of a city's 100,000 chains take some seconds to mark. */
const WITHIN_MS = 300_000;

/** What a run of retention came to. */
export interface Kept {
  /** Days whose entries are gone now, `YYYY-MM-DD`. */
  readonly dropped: readonly string[];
  /** Days that are due and that somebody else holds: to be tried again soon. */
  readonly heldUp: readonly string[];
}

/**
 * Drops the days of receipt that lie more than `days` whole days back, so that an entry is kept for `days` times 24
 * hours at least. Each day in a transaction of its own; any number of processes may do so at once.
 *
 * What lies back is told by the clock that is behind, the caller's or the database's: one that runs ahead drops nothing
 * early.
 */
export async function applyRetention(store: Store, days: number, now: Date): Promise<Kept> {
  const due = await dueDays(store, days, now);
  for (const [i, day] of due.entries()) {
    // Whoever holds this day holds the others: kiosks need not wait for each.
    if (!(await dropDay(store, day))) return { dropped: due.slice(0, i), heldUp: due.slice(i) };
  }
  return { dropped: due, heldUp: [] };
}

/** Days that have a partition and are due, oldest first. */
async function dueDays(store: Store, days: number, now: Date): Promise<string[]> {
  const { rows } = await sql<{ name: string; clock: Date }>`
    select relname as name, now() as clock from pg_inherits join pg_class on pg_class.oid = inhrelid
    where inhparent = 'entry'::regclass order by relname`.execute(store);
  return rows.flatMap(({ name, clock }) => {
    const day = dayOfPartition(name);
    const behind = Math.min(now.getTime(), clock.getTime());
    return day !== null && day < oldestKept(days, new Date(behind)) ? [day] : [];
  });
}

/** The first day that is kept, `YYYY-MM-DD`. */
export function oldestKept(days: number, now: Date): string {
  return dayOf(new Date(now.getTime() - days * SECONDS_PER_DAY * 1000));
}

/**
 * As {@link applyRetention}, within a transaction of the caller's, who has the tables to himself.
 *
 * @returns the days dropped
 */
export async function applyRetentionWithin(tx: Store, days: number, now: Date): Promise<readonly string[]> {
  const due = await dueDays(tx, days, now);
  for (const day of due) {
    await markDropped(tx, day);
    await sql`drop table ${sql.table(partitionOf(day))}`.execute(tx);
    await dropTally(tx, day);
  }
  return due;
}

/** @returns `false`: somebody holds the table */
async function dropDay(store: Store, day: string): Promise<boolean> {
  const partition = sql.table(partitionOf(day));
  try {
    await withRetentionLock(store, async (tx) => {
      if (await isThere(tx, day)) await markDropped(tx, day);
    });
    await withRetentionLock(store, async (tx) => {
      await sql`drop table if exists ${partition}`.execute(tx);
      await dropTally(tx, day);
    });
    return true;
  } catch (error) {
    if (isHeldUp(error)) return false;
    throw error;
  }
}

/** While kiosks send, not in the transaction that drops: heads must not be locked while it waits for the table. */
async function markDropped(tx: Store, day: string): Promise<void> {
  const partition = sql.table(partitionOf(day));
  // A look into the key for each chain, not a walk through the day.
  await sql`
    update chain set dropped_through = gone.last
    from (
      select venue, chain, (
        select max(sequence) from ${partition} as entry
        where entry.venue = chain.venue and entry.chain = chain.chain
      ) as last from chain
    ) as gone
    where chain.venue = gone.venue and chain.chain = gone.chain and gone.last > chain.dropped_through`.execute(tx);
}

async function isThere(tx: Store, day: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select to_regclass(${partitionOf(day)}) is not null as found`.execute(tx);
  return rows[0]?.found === true;
}

function withRetentionLock(store: Store, run: (tx: Store) => Promise<void>): Promise<void> {
  return store.transaction().execute(async (tx) => {
    // First, and waited for longer: whoever holds it is dropping, which soon ends.
    await sql`select pg_advisory_xact_lock(${RETENTION_LOCK})`.execute(tx);
    await sql
      .raw(`set local lock_timeout = ${LOCK_TIMEOUT_MS}; set local statement_timeout = ${WITHIN_MS}`)
      .execute(tx);
    await run(tx);
  });
}

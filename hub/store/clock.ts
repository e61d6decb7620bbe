import { sql } from 'kysely';
import type { Store } from './schema.ts';

/** Tells the time within a transaction. */
export type Clock = (tx: Store) => Promise<Date>;

/**
 * The time at which the transaction began, by PostgreSQL: one clock for all processes of the hub, so that none files
 * entries under a day that another one drops.
 */
export const databaseClock: Clock = async (tx) => {
  const { rows } = await sql<{ now: Date }>`select now() as now`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error('a database without a clock');
  return row.now;
};

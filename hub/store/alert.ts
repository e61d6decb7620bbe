import { sql } from 'kysely';
import type { AlertKind, Store } from './schema.ts';
import type { Kiosk } from './kiosk.ts';

/** Where in a chain something was noticed, and when. */
interface Sighting {
  readonly kiosk: Pick<Kiosk, 'venue' | 'id'>;
  readonly chain: string;
  readonly sequence: number;
  readonly now: Date;
}

/**
 * "DShA" in ASCII: ids are taken and committed in one order, or whoever has read up to one would never see a lower one
 * that was committed after it.
 */
const ALERT_LOCK = 0x44536841;

/**
 * Raises an alert, once for one place however often it is met. Within a transaction that has locked its kiosk and chain
 * before: then nobody who has this lock waits for somebody who wants it.
 */
export async function raise(tx: Store, kind: AlertKind, { kiosk, chain, sequence, now }: Sighting): Promise<void> {
  const raised = await tx
    .selectFrom('alert')
    .select('id')
    .where('venue', '=', kiosk.venue)
    .where('kiosk', '=', kiosk.id)
    .where('chain', '=', chain)
    .where('kind', '=', kind)
    .where('sequence', '=', String(sequence))
    .executeTakeFirst();
  // Whoever comes to the same place again and again holds nobody up.
  if (raised !== undefined) return;
  await sql`select pg_advisory_xact_lock(${ALERT_LOCK})`.execute(tx);
  await tx
    .insertInto('alert')
    .values({ kind, venue: kiosk.venue, kiosk: kiosk.id, chain, sequence, raised_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

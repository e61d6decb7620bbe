import type { Batch } from '../../shared/wire.ts';
import { raise } from './alert.ts';
import type { ReceivedDelivery } from './ingest.ts';
import type { Store } from './schema.ts';

export type Hole = NonNullable<Batch['hole']>;

/** Keeps what a kiosk has lost, from the hole's beginning up to but without the first entry that was sent. */
export async function recordHole(
  tx: Store,
  {
    kiosk,
    chain,
    entries,
    hole,
    now,
  }: Pick<ReceivedDelivery, 'kiosk' | 'chain' | 'entries' | 'now'> & { readonly hole: Hole },
): Promise<void> {
  await tx
    .insertInto('chain_hole')
    .values({
      venue: kiosk.venue,
      chain,
      from_sequence: hole.from,
      through_sequence: entries[0].sequence - 1,
      reason: hole.reason,
      told_at: now,
    })
    .execute();
  await raise(tx, 'hole', { kiosk, chain, sequence: hole.from, now });
}

import { NO_PREVIOUS_HASH } from '../../shared/journal.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { ChainStand } from '../../shared/wire.ts';
import type { Kiosk } from './kiosk.ts';
import { readEpoch } from './migrate.ts';
import type { Store } from './schema.ts';

/** Where a chain stands, and what is here of one place of it. A chain not met before is one of which nothing is here. */
export function readStand(
  store: Store,
  kiosk: Kiosk,
  chain: string,
  sequence: number,
): Promise<Result<ChainStand, 'chain-of-another'>> {
  return store.transaction().execute((tx) => readWithin(tx, kiosk, chain, sequence));
}

async function readWithin(
  store: Store,
  kiosk: Kiosk,
  chain: string,
  sequence: number,
): Promise<Result<ChainStand, 'chain-of-another'>> {
  // First: from here on no restore can come between.
  const epoch = await readEpoch(store);
  const head = await store
    .selectFrom('chain')
    .select(['kiosk', 'through', 'hash', 'signed_sequence'])
    .where('venue', '=', kiosk.venue)
    .where('chain', '=', chain)
    .executeTakeFirst();
  if (head === undefined) {
    return ok({
      epoch,
      chain,
      through: -1,
      hash: Buffer.from(NO_PREVIOUS_HASH).toString('base64'),
      asked: { is: 'missing' },
    });
  }
  if (head.kiosk !== kiosk.id) return fail('chain-of-another');
  const through = Number(head.through);
  const asked = sequence > through ? ({ is: 'missing' } as const) : await readPlace(store, kiosk, chain, sequence);
  const signed = head.signed_sequence === null ? {} : { signed: { sequence: Number(head.signed_sequence) } };
  return ok({ epoch, chain, through, hash: head.hash.toString('base64'), asked, ...signed });
}

async function readPlace(store: Store, kiosk: Kiosk, chain: string, sequence: number): Promise<ChainStand['asked']> {
  const entry = await store
    .selectFrom('entry')
    .select('hash')
    .where('venue', '=', kiosk.venue)
    .where('chain', '=', chain)
    .where('sequence', '=', String(sequence))
    .executeTakeFirst();
  return entry === undefined ? { is: 'dropped' } : { is: 'received', hash: entry.hash.toString('base64') };
}

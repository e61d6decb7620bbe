import { NO_PREVIOUS_HASH } from '../../shared/journal.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { MAX_TOLD_HOLES, type ChainStand } from '../../shared/wire.ts';
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
      holes: [],
    });
  }
  if (head.kiosk !== kiosk.id) return fail('chain-of-another');
  const through = Number(head.through);
  const place = { venue: kiosk.venue, chain, sequence };
  const asked = sequence > through ? ({ is: 'missing' } as const) : await readPlace(store, place);
  const holes = await readHoles(store, place);
  const signed = head.signed_sequence === null ? {} : { signed: { sequence: Number(head.signed_sequence) } };
  return ok({ epoch, chain, through, hash: head.hash.toString('base64'), asked, ...signed, holes });
}

interface Place {
  readonly venue: string;
  readonly chain: string;
  readonly sequence: number;
}

async function readPlace(store: Store, { venue, chain, sequence }: Place): Promise<ChainStand['asked']> {
  const entry = await store
    .selectFrom('entry')
    .select('hash')
    .where('venue', '=', venue)
    .where('chain', '=', chain)
    .where('sequence', '=', String(sequence))
    .executeTakeFirst();
  if (entry !== undefined) return { is: 'received', hash: entry.hash.toString('base64') };
  const hole = await store
    .selectFrom('chain_hole')
    .select('from_sequence')
    .where('venue', '=', venue)
    .where('chain', '=', chain)
    .where('from_sequence', '<=', String(sequence))
    .where('through_sequence', '>=', String(sequence))
    .executeTakeFirst();
  return { is: hole === undefined ? 'dropped' : 'missing' };
}

async function readHoles(store: Store, { venue, chain }: Place): Promise<NonNullable<ChainStand['holes']>> {
  const rows = await store
    .selectFrom('chain_hole')
    .select(['from_sequence', 'through_sequence'])
    .where('venue', '=', venue)
    .where('chain', '=', chain)
    .orderBy('from_sequence')
    .limit(MAX_TOLD_HOLES)
    .execute();
  return rows.map(({ from_sequence, through_sequence }) => ({
    from: Number(from_sequence),
    through: Number(through_sequence),
  }));
}

import { randomUUID } from 'node:crypto';
import { ingest, type Delivery } from '../../../hub/store/ingest.ts';
import type { Kiosk } from '../../../hub/store/kiosk.ts';
import type { Database } from '../../../hub/store/open.ts';
import { readBatch } from '../../../hub/store/received.ts';
import type { Batch } from '../../../shared/wire.ts';
import { NOON } from '../database.ts';

/** A kiosk that is enrolled, without a key. */
export async function insertKiosk({ store }: Database, venue = 'mall', gate = 'north'): Promise<Kiosk> {
  const id = randomUUID();
  const row = { id, venue, gate, key_id: id, public_key: 'none', revoked_at: null };
  await store
    .insertInto('kiosk')
    .values({ ...row, enrolled_at: new Date(NOON) })
    .execute();
  return { id, venue, gate, keyId: id, publicKey: 'none', isRevoked: false };
}

/** Hands a batch to the store, past HTTP. */
export function deliver(
  { store }: Database,
  kiosk: Kiosk,
  batch: Batch,
  nowMs: number,
  signed: Delivery['signed'] = null,
): ReturnType<typeof ingest> {
  const entries = readBatch(batch) as unknown as Delivery['entries'];
  const { chain, hole = null } = batch;
  const clock = (): Promise<Date> => Promise.resolve(new Date(nowMs));
  return ingest(store, { days: new Set(), clock }, { kiosk, chain, hole, signed, entries });
}

export async function storedSequences({ store }: Database, chain: string): Promise<number[]> {
  const rows = await store
    .selectFrom('entry')
    .select('sequence')
    .where('chain', '=', chain)
    .orderBy('sequence')
    .execute();
  return rows.map(({ sequence }) => Number(sequence));
}

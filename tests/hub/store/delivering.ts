import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { ingest, type Delivery } from '../../../hub/store/ingest.ts';
import type { Kiosk } from '../../../hub/store/kiosk.ts';
import type { Database } from '../../../hub/store/open.ts';
import { readBatch } from '../../../hub/store/received.ts';
import type { Entry } from '../../../shared/journal.ts';
import type { Batch } from '../../../shared/wire.ts';
import { NOON } from '../database.ts';
import { makeChainOf } from '../journal.ts';

/** A kiosk that is enrolled, without a key. */
export async function insertKiosk({ store }: Database, venue = 'mall', gate = 'north'): Promise<Kiosk> {
  const id = randomUUID();
  const row = { id, venue, gate, key_id: id, public_key: 'none', revoked_at: null };
  await store
    .insertInto('kiosk')
    .values({ ...row, enrolled_at: new Date(NOON) })
    .execute();
  return { id, venue, gate, keyId: id, publicKey: 'none', isRevoked: false, isRetired: false };
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

/** As a hub of the release before stores it: without what the console looks for. */
export async function insertAsBefore(
  store: Database['store'],
  kioskId: string,
  changes: readonly Partial<Entry>[],
  receivedMs: number,
): Promise<void> {
  const { batch, entries: made } = makeChainOf(changes);
  const [day, at] = [new Date(receivedMs).toISOString().slice(0, 10), new Date(receivedMs)];
  for (const [i, entry] of made.entries()) {
    const bytes = Buffer.from(batch.entries[i]?.bytes ?? '', 'base64');
    await sql`
      insert into entry (received_day, received_at, venue, kiosk, chain, sequence, hash, bytes, is_quarantined,
        id, type, refers_to, epoch_ms, source, format, verdict, reasons, colour, person_key, policy_version)
      values (${day}::date, ${at}, 'mall', ${kioskId}, ${entry.chain}, ${entry.sequence}, ${Buffer.alloc(32)}, ${bytes},
        false, ${entry.id}, ${entry.type}, ${entry.refersTo}, ${entry.epochMs}, ${entry.source}, ${entry.format}, ${entry.verdict},
        ${JSON.stringify(entry.reasons)}, ${entry.colour}, ${entry.personKey && Buffer.from(entry.personKey)}, 1)`.execute(
      store,
    );
  }
}

import { sql } from 'kysely';
import { dayOf } from './partition.ts';
import type { Kiosk } from './kiosk.ts';
import type { Received } from './received.ts';
import type { Store } from './schema.ts';

/** Where entries go, and when they came. */
interface Receipt {
  readonly kiosk: Kiosk;
  readonly chain: string;
  readonly now: Date;
}

/** One statement for all of a batch. @returns rows inserted */
export async function insertEntries(
  tx: Store,
  { kiosk, chain, now }: Receipt,
  list: readonly Received[],
): Promise<number> {
  const column = <T>(pick: (received: Received) => T): T[] => list.map(pick);
  const { numAffectedRows } = await sql`
    insert into entry (
      received_day, received_at, venue, kiosk, chain, sequence, hash, bytes, is_quarantined,
      id, type, refers_to, epoch_ms, source, format, verdict, reasons, colour, person_key, policy_version
    )
    select
      ${dayOf(now)}::date, ${now}::timestamptz, ${kiosk.venue}::text, ${kiosk.id}::uuid, ${chain}::uuid,
      it.sequence, it.hash, it.bytes, it.is_quarantined, it.id, it.type, it.refers_to, it.epoch_ms,
      it.source, it.format, it.verdict, it.reasons::jsonb, it.colour, it.person_key, it.policy_version
    from unnest(
      ${column(({ sequence }) => sequence)}::bigint[],
      ${column(({ hash }) => hash)}::bytea[],
      ${column(({ bytes }) => bytes)}::bytea[],
      ${column(({ entry }) => entry === null)}::boolean[],
      ${column(({ entry }) => entry?.id ?? null)}::uuid[],
      ${column(({ entry }) => entry?.type ?? null)}::text[],
      ${column(({ entry }) => entry?.refersTo ?? null)}::uuid[],
      ${column(({ entry }) => entry?.epochMs ?? null)}::bigint[],
      ${column(({ entry }) => entry?.source ?? null)}::text[],
      ${column(({ entry }) => entry?.format ?? null)}::text[],
      ${column(({ entry }) => entry?.verdict ?? null)}::text[],
      ${column(({ entry }) => (entry === null ? null : JSON.stringify(entry.reasons)))}::text[],
      ${column(({ entry }) => entry?.colour ?? null)}::text[],
      ${column(({ entry }) => bufferOf(entry?.personKey))}::bytea[],
      ${column(({ entry }) => entry?.policyVersion ?? null)}::bigint[]
    ) as it (
      sequence, hash, bytes, is_quarantined, id, type, refers_to, epoch_ms, source, format, verdict, reasons, colour,
      person_key, policy_version
    )
    on conflict do nothing`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

/** The driver takes a Buffer for bytes, and nothing else inside an array. */
function bufferOf(bytes: Uint8Array | null | undefined): Buffer | null {
  return bytes === null || bytes === undefined ? null : Buffer.from(bytes);
}

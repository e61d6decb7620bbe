import { sql } from 'kysely';
import type { Entry } from '../../shared/journal.ts';
import { BIGINT, BOOLEAN, BYTEA, encodeArray, TEXT, UUID, type Type } from './array.ts';
import { dayOf } from './partition.ts';
import type { Kiosk } from './kiosk.ts';
import type { Opened } from './received.ts';
import type { Store } from './schema.ts';

/** Where entries go, and when they came. */
interface Receipt {
  readonly kiosk: Kiosk;
  readonly chain: string;
  readonly now: Date;
}

/**
 * One statement for all of a batch, with an array for each column. An entry that is there already is an error (23505):
 * whoever inserts has locked the head of the chain, and knows what is new.
 * `on conflict do nothing` would take PostgreSQL twice the time: each row is then inserted on trial and confirmed.
 */
export async function insertEntries(tx: Store, { kiosk, chain, now }: Receipt, list: readonly Opened[]): Promise<void> {
  const column = <T>(type: Type<T>, pick: (opened: Opened) => T | null): Buffer => encodeArray(type, list.map(pick));
  const field = <T>(type: Type<T>, pick: (entry: Entry) => T | null): Buffer =>
    column(type, ({ entry }) => entry && pick(entry));
  await sql`
    insert into entry (
      received_day, received_at, venue, kiosk, chain, sequence, hash, bytes, is_quarantined,
      id, type, refers_to, epoch_ms, source, format, verdict, reasons, colour, person_key, policy_version
    )
    select
      ${dayOf(now)}::date, ${now}::timestamptz, ${kiosk.venue}::text, ${kiosk.id}::uuid, ${chain}::uuid,
      it.sequence, it.hash, it.bytes, it.is_quarantined, it.id, it.type, it.refers_to, it.epoch_ms,
      it.source, it.format, it.verdict, it.reasons::jsonb, it.colour, it.person_key, it.policy_version
    from unnest(
      ${column(BIGINT, ({ sequence }) => sequence)}::bigint[],
      ${column(BYTEA, ({ hash }) => hash)}::bytea[],
      ${column(BYTEA, ({ bytes }) => bytes)}::bytea[],
      ${column(BOOLEAN, ({ entry }) => entry === null)}::boolean[],
      ${field(UUID, ({ id }) => id)}::uuid[],
      ${field(TEXT, ({ type }) => type)}::text[],
      ${field(UUID, ({ refersTo }) => refersTo)}::uuid[],
      ${field(BIGINT, ({ epochMs }) => epochMs)}::bigint[],
      ${field(TEXT, ({ source }) => source)}::text[],
      ${field(TEXT, ({ format }) => format)}::text[],
      ${field(TEXT, ({ verdict }) => verdict)}::text[],
      ${field(TEXT, ({ reasons }) => JSON.stringify(reasons))}::text[],
      ${field(TEXT, ({ colour }) => colour)}::text[],
      ${field(BYTEA, ({ personKey }) => personKey)}::bytea[],
      ${field(BIGINT, ({ policyVersion }) => policyVersion)}::bigint[]
    ) as it (
      sequence, hash, bytes, is_quarantined, id, type, refers_to, epoch_ms, source, format, verdict, reasons, colour,
      person_key, policy_version
    )`.execute(tx);
}

import { sql } from 'kysely';
import type { Entry } from '../../shared/journal.ts';
import { BIGINT, BOOLEAN, BYTEA, encodeArray, TEXT, UUID } from './array.ts';
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
 * One statement for all of a batch, with an array for each column. An entry that is there already is an error: whoever
 * inserts has locked the head of the chain, and knows what is new.
 */
export async function insertEntries(tx: Store, { kiosk, chain, now }: Receipt, list: readonly Opened[]): Promise<void> {
  const of = <T>(pick: (entry: Entry) => T | null): (T | null)[] => list.map(({ entry }) => entry && pick(entry));
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
      ${encodeArray(
        BIGINT,
        list.map(({ sequence }) => sequence),
      )}::bigint[],
      ${encodeArray(
        BYTEA,
        list.map(({ hash }) => hash),
      )}::bytea[],
      ${encodeArray(
        BYTEA,
        list.map(({ bytes }) => bytes),
      )}::bytea[],
      ${encodeArray(
        BOOLEAN,
        list.map(({ entry }) => entry === null),
      )}::boolean[],
      ${encodeArray(
        UUID,
        of(({ id }) => id),
      )}::uuid[],
      ${encodeArray(
        TEXT,
        of(({ type }) => type),
      )}::text[],
      ${encodeArray(
        UUID,
        of(({ refersTo }) => refersTo),
      )}::uuid[],
      ${encodeArray(
        BIGINT,
        of(({ epochMs }) => epochMs),
      )}::bigint[],
      ${encodeArray(
        TEXT,
        of(({ source }) => source),
      )}::text[],
      ${encodeArray(
        TEXT,
        of(({ format }) => format),
      )}::text[],
      ${encodeArray(
        TEXT,
        of(({ verdict }) => verdict),
      )}::text[],
      ${encodeArray(
        TEXT,
        of(({ reasons }) => JSON.stringify(reasons)),
      )}::text[],
      ${encodeArray(
        TEXT,
        of(({ colour }) => colour),
      )}::text[],
      ${encodeArray(
        BYTEA,
        of(({ personKey }) => personKey),
      )}::bytea[],
      ${encodeArray(
        BIGINT,
        of(({ policyVersion }) => policyVersion),
      )}::bigint[]
    ) as it (
      sequence, hash, bytes, is_quarantined, id, type, refers_to, epoch_ms, source, format, verdict, reasons, colour,
      person_key, policy_version
    )`.execute(tx);
}

import { sql } from 'kysely';
import type { Entry } from '../../shared/journal.ts';
import { BIGINT, BOOLEAN, BYTEA, encodeArray, INTEGER, TEXT, UUID, type Type } from './array.ts';
import type { KindOf } from './kind.ts';
import type { Kiosk } from './kiosk.ts';
import { dayOf } from './partition.ts';
import type { Opened } from './received.ts';
import type { Store } from './schema.ts';

/** Where entries go, when they came, and how they are sorted. */
interface Receipt {
  readonly kiosk: Pick<Kiosk, 'id' | 'venue'>;
  readonly chain: string;
  readonly now: Date;
  readonly kindOf: KindOf;
}

/** A name is asked for as a whole and by no more than so many characters; an index takes no text of any length. */
const MAX_NAME_LENGTH = 64;
/** As the console asks for one. */
const MAX_GUARD_LENGTH = 16;

/** The name by which the console finds an entry; `null`: by none. */
export function askedName({ maskedName }: Entry): string | null {
  return maskedName !== null && maskedName.length <= MAX_NAME_LENGTH ? maskedName : null;
}

/** The guard by whose number the console finds an entry; `null`: by none. */
export function askedGuard({ guard }: Entry): string | null {
  return guard !== null && guard.length <= MAX_GUARD_LENGTH ? guard : null;
}

/**
 * One statement for all of a batch, with an array for each column. An entry that is there already is an error (23505):
 * whoever inserts has locked the head of the chain, and knows what is new.
 * `on conflict do nothing` would take PostgreSQL twice the time: each row is then inserted on trial and confirmed.
 */
export async function insertEntries(
  tx: Store,
  { kiosk, chain, now, kindOf }: Receipt,
  list: readonly Opened[],
): Promise<void> {
  const column = <T>(type: Type<T>, pick: (opened: Opened) => T | null): Buffer => encodeArray(type, list.map(pick));
  const field = <T>(type: Type<T>, pick: (entry: Entry) => T | null): Buffer =>
    column(type, ({ entry }) => entry && pick(entry));
  await sql`
    insert into entry (
      received_day, received_at, venue, kiosk, chain, sequence, hash, bytes, is_quarantined,
      id, type, refers_to, epoch_ms, source, format, verdict, reasons, colour, person_key, policy_version,
      kind, masked_name, guard
    )
    select
      ${dayOf(now)}::date, ${now}::timestamptz, ${kiosk.venue}::text, ${kiosk.id}::uuid, ${chain}::uuid,
      it.sequence, it.hash, it.bytes, it.is_quarantined, it.id, it.type, it.refers_to, it.epoch_ms,
      it.source, it.format, it.verdict, it.reasons::jsonb, it.colour, it.person_key, it.policy_version,
      it.kind, it.masked_name, it.guard
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
      ${field(BIGINT, ({ policyVersion }) => policyVersion)}::bigint[],
      ${field(INTEGER, kindOf)}::int[],
      ${field(TEXT, askedName)}::text[],
      ${field(TEXT, askedGuard)}::text[]
    ) as it (
      sequence, hash, bytes, is_quarantined, id, type, refers_to, epoch_ms, source, format, verdict, reasons, colour,
      person_key, policy_version, kind, masked_name, guard
    )`.execute(tx);
}

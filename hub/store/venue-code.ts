import { sql } from 'kysely';
import type { Kiosk } from './kiosk.ts';
import type { Store } from './schema.ts';

/** Where a venue code hangs. */
export interface Gate {
  readonly venue: string;
  readonly gate: string;
}

/** The venue code of a gate as the hub has it, and where what is entered by it goes. */
export interface KnownVenueCode extends Gate {
  /** The newest, which alone is taken. */
  readonly serial: number;
  readonly issuedAt: Date;
  /** Login; `null`: by a command. */
  readonly issuedBy: string | null;
  /** `null`: it is in force. */
  readonly withdrawnAt: Date | null;
  /** Who has written what is entered by phone at that gate, as the log has it. */
  readonly phones: Kiosk;
  /** UUID of the chain that the hub writes. */
  readonly chain: string;
}

/** "DShV" in ASCII: of two who issue at once, the second gets the higher number. */
const VENUE_CODE_LOCK = 0x44536856;

/** By whom a code is issued, with fresh UUIDs for the first of a gate. */
interface Issuing {
  readonly now: Date;
  /** Account; `null`: a command. */
  readonly by: string | null;
  readonly newId: () => string;
}

/**
 * Issues the venue code of a gate: its first, or one in the place of all before, which are refused from now on.
 *
 * @param tx a transaction of the caller's
 * @returns its serial number
 */
export async function issueVenueCode(tx: Store, { venue, gate }: Gate, { now, by, newId }: Issuing): Promise<number> {
  await sql`select pg_advisory_xact_lock(${VENUE_CODE_LOCK})`.execute(tx);
  const anew = await tx
    .updateTable('venue_code')
    .set((eb) => ({ serial: eb('serial', '+', 1), issued_at: now, issued_by: by, withdrawn_at: null }))
    .where('venue', '=', venue)
    .where('gate', '=', gate)
    .returning('serial')
    .executeTakeFirst();
  if (anew !== undefined) return anew.serial;
  const phones = newId();
  await tx
    .insertInto('kiosk')
    // No thumbprint looks like that, and no key verifies.
    .values({
      id: phones,
      venue,
      gate,
      key_id: `phones:${phones}`,
      public_key: '',
      enrolled_at: now,
      revoked_at: null,
      is_phones: true,
    })
    .execute();
  const code = { venue, gate, serial: 1, issued_at: now, issued_by: by, withdrawn_at: null, phones, chain: newId() };
  await tx.insertInto('venue_code').values(code).execute();
  return 1;
}

/** Takes no code of a gate any more, until one is issued anew. @returns `false`: none is in force there */
export async function withdrawVenueCode(tx: Store, { venue, gate }: Gate, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('venue_code')
    .set({ withdrawn_at: now })
    .where('venue', '=', venue)
    .where('gate', '=', gate)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

function codes(store: Store) {
  return store
    .selectFrom('venue_code')
    .innerJoin('kiosk', 'kiosk.id', 'venue_code.phones')
    .leftJoin('account', 'account.id', 'venue_code.issued_by')
    .select(['venue_code.venue', 'venue_code.gate', 'serial', 'issued_at', 'withdrawn_at', 'phones', 'chain', 'login'])
    .select(['key_id', 'public_key', 'revoked_at']);
}

type Row = Awaited<ReturnType<ReturnType<typeof codes>['execute']>>[number];

function codeOf({ venue, gate, serial, phones, chain, ...row }: Row): KnownVenueCode {
  const state = { isRevoked: row.revoked_at !== null, isRetired: false };
  return {
    ...{ venue, gate, serial, chain },
    issuedAt: row.issued_at,
    issuedBy: row.login,
    withdrawnAt: row.withdrawn_at,
    phones: { id: phones, venue, gate, keyId: row.key_id, publicKey: row.public_key, ...state },
  };
}

/** @returns `undefined`: none was ever issued for that gate */
export async function findVenueCode(store: Store, { venue, gate }: Gate): Promise<KnownVenueCode | undefined> {
  const row = await codes(store)
    .where('venue_code.venue', '=', venue)
    .where('venue_code.gate', '=', gate)
    .executeTakeFirst();
  return row && codeOf(row);
}

/** By venue and gate. @param venue `null`: of all */
export async function listVenueCodes(store: Store, venue: string | null): Promise<KnownVenueCode[]> {
  const query = codes(store).orderBy('venue_code.venue').orderBy('venue_code.gate');
  const rows = await (venue === null ? query : query.where('venue_code.venue', '=', venue)).execute();
  return rows.map(codeOf);
}

import { sql } from 'kysely';
import { NO_PREVIOUS_HASH } from '../../shared/journal.ts';
import { raise } from './alert.ts';
import type { Kiosk } from './kiosk.ts';
import type { Store } from './schema.ts';

/** An entry of a chain, and its hash. */
export interface Mark {
  readonly sequence: number;
  readonly hash: Buffer;
}

/** The chain's newest entry by its kiosk's word; `signature` is by the kiosk's key and has been verified. */
export interface SignedMark extends Mark {
  readonly signature: Buffer;
}

/** Where a chain stands. */
export interface Head {
  /** The kiosk that began it, or the one that took that one's place. */
  readonly kiosk: string;
  /** The last sequence received, -1 for none. */
  readonly through: number;
  /** Of the entry `through`; 32 zero bytes for none. */
  readonly hash: Buffer;
  /** The entry that was signed for as the newest, and whose word is kept; `null`: none. */
  readonly signed: Mark | null;
  /** Read under the same lock: whatever is done under it is done in this epoch. */
  readonly epoch: string;
}

/**
 * Locks a chain's head until the transaction ends; a chain not met before begins with none received. A kiosk's second
 * chain raises an alert: its database was lost, or put back. So does one that another venue has: a disk was copied.
 */
export async function lockHead(tx: Store, kiosk: Kiosk, chain: string, now: Date): Promise<Head> {
  const known = await lockKnownHead(tx, kiosk, chain);
  if (known !== null) return known;
  // Another process may begin it at the same moment: then this one waits for that one, and finds it begun.
  if (await beginChain(tx, kiosk, chain, now)) await tellOfBeginning(tx, kiosk, chain, now);
  const begun = await lockKnownHead(tx, kiosk, chain);
  if (begun === null) throw new Error('a chain that has begun and is not there');
  return begun;
}

/** @returns `null`: the chain has not been met before */
async function lockKnownHead(tx: Store, kiosk: Kiosk, chain: string): Promise<Head | null> {
  const row = await tx
    .selectFrom('chain')
    .select(['kiosk', 'through', 'hash', 'signed_sequence', 'signed_hash'])
    .select(sql<string>`(select epoch from hub_epoch)`.as('epoch'))
    .where('venue', '=', kiosk.venue)
    .where('chain', '=', chain)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return null;
  const signed =
    row.signed_sequence === null || row.signed_hash === null
      ? null
      : { sequence: Number(row.signed_sequence), hash: row.signed_hash };
  return { kiosk: row.kiosk, through: Number(row.through), hash: row.hash, signed, epoch: row.epoch };
}

/** @returns `false`: it is there already */
async function beginChain(tx: Store, kiosk: Kiosk, chain: string, now: Date): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('chain')
    .values({
      venue: kiosk.venue,
      chain,
      kiosk: kiosk.id,
      through: -1,
      hash: Buffer.from(NO_PREVIOUS_HASH),
      began_at: now,
      advanced_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** A chain has one kiosk: what begins at another one too is a clone of the first. */
async function tellOfBeginning(tx: Store, kiosk: Kiosk, chain: string, now: Date): Promise<void> {
  const place = { kiosk, chain, sequence: 0, now };
  if (await hasOther(tx, kiosk, chain)) await raise(tx, 'reset', place);
  if (await isElsewhere(tx, kiosk, chain)) await raise(tx, 'fork', place);
}

async function isElsewhere(tx: Store, { venue }: Kiosk, chain: string): Promise<boolean> {
  const row = await tx
    .selectFrom('chain')
    .select('venue')
    .where('chain', '=', chain)
    .where('venue', '!=', venue)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

async function hasOther(tx: Store, kiosk: Kiosk, chain: string): Promise<boolean> {
  const row = await tx
    .selectFrom('chain')
    .select('chain')
    .where('kiosk', '=', kiosk.id)
    .where('chain', '!=', chain)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function moveHead(tx: Store, { venue }: Kiosk, chain: string, last: Mark, now: Date): Promise<void> {
  await tx
    .updateTable('chain')
    .set({ through: last.sequence, hash: last.hash, advanced_at: now })
    .where('venue', '=', venue)
    .where('chain', '=', chain)
    .execute();
}

/** Writes down a kiosk's word for how far its chain goes. */
export async function keepSigned(tx: Store, { venue, keyId }: Kiosk, chain: string, signed: SignedMark): Promise<void> {
  await tx
    .updateTable('chain')
    .set({
      signed_sequence: signed.sequence,
      signed_hash: signed.hash,
      signature: signed.signature,
      signed_by: keyId,
    })
    .where('venue', '=', venue)
    .where('chain', '=', chain)
    .execute();
}

import { withdrawPins, type Change } from './guards.ts';
import type { Store } from './schema.ts';

export interface Kiosk {
  readonly id: string;
  readonly venue: string;
  readonly gate: string;
  /** Thumbprint of its key (RFC 7638), base64url. */
  readonly keyId: string;
  /** Ed25519, `x` of its JWK. */
  readonly publicKey: string;
  readonly isRevoked: boolean;
}

export async function findKiosk(store: Store, keyId: string): Promise<Kiosk | undefined> {
  const row = await store.selectFrom('kiosk').selectAll().where('key_id', '=', keyId).executeTakeFirst();
  if (row === undefined) return undefined;
  const { id, venue, gate } = row;
  return { id, venue, gate, keyId: row.key_id, publicKey: row.public_key, isRevoked: row.revoked_at !== null };
}

/**
 * Keeps a kiosk from being revoked until the transaction ends: whoever was told that it is revoked finds nothing of it
 * stored after that, also of a request that was under way.
 *
 * @returns `false`: it has been revoked meanwhile
 */
export async function holdKiosk(tx: Store, { id }: Kiosk): Promise<boolean> {
  const row = await tx.selectFrom('kiosk').select('revoked_at').where('id', '=', id).forShare().executeTakeFirst();
  return row?.revoked_at === null;
}

/** Who takes a kiosk out of service, and why. */
interface Revoking {
  /** Account. */
  readonly by: string;
  readonly because: string;
}

/**
 * Every request of this kiosk is refused from now on, and nobody's PIN of its gate holds any more.
 *
 * Again, or of one whose place another has taken: PINs that were set since it has been refused stay.
 *
 * @returns how many PINs were withdrawn; `null`: there is no such kiosk
 */
export function revokeKiosk(store: Store, id: string, change: Change): Promise<number | null> {
  return store.transaction().execute((tx) => revokeWithin(tx, id, change, null));
}

/** As {@link revokeKiosk}, in the transaction of whoever says why. What was said first stays. */
export async function revokeWithin(
  tx: Store,
  id: string,
  change: Change,
  said: Revoking | null,
): Promise<number | null> {
  const row = await tx
    .selectFrom('kiosk')
    .select(['venue', 'gate', 'revoked_at'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return null;
  if (row.revoked_at === null) {
    const why = said === null ? {} : { revoked_by: said.by, revoked_because: said.because };
    await tx
      .updateTable('kiosk')
      .set({ revoked_at: change.now, ...why })
      .where('id', '=', id)
      .execute();
  }
  return withdrawPins(tx, { venue: row.venue, gate: row.gate, refusedSince: row.revoked_at }, change);
}

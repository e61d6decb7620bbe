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

/** Every request of this kiosk is refused from now on. @returns whether there is such a kiosk */
export async function revokeKiosk(store: Store, id: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await store
    .updateTable('kiosk')
    .set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', eb.val(now)) }))
    .where('id', '=', id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

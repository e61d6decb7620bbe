import type { Store } from './schema.ts';

/** The key that a kiosk had before. */
export interface Predecessor {
  /** Its thumbprint (RFC 7638), base64url. */
  readonly keyId: string;
  /** Whether it has signed for the new key and the code. @param publicKey `x` of its JWK */
  readonly isProven: (publicKey: string) => boolean;
}

/**
 * Finds the kiosk whose place is taken, and locks it until the transaction ends: it can begin no further chain.
 *
 * @returns its id, and whether it was revoked; `unknown`: there is none; `another`: it is of another venue, was succeeded before, or has not signed
 */
export async function lockPredecessor(
  tx: Store,
  { keyId, isProven }: Predecessor,
  venue: string,
): Promise<{ readonly id: string; readonly isRevoked: boolean } | 'unknown' | 'another'> {
  const row = await tx
    .selectFrom('kiosk')
    .select(['id', 'venue', 'public_key', 'succeeded_by', 'revoked_at'])
    .where('key_id', '=', keyId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return 'unknown';
  // Its chains are its successor's: whoever began another from it would fork them.
  const isFree = row.venue === venue && row.succeeded_by === null;
  return isFree && isProven(row.public_key) ? { id: row.id, isRevoked: row.revoked_at !== null } : 'another';
}

/** Every chain of the old kiosk goes on under the new one, and the old one is refused from now on. */
export async function succeed(
  tx: Store,
  kiosk: { readonly old: string; readonly new: string; readonly venue: string },
  now: Date,
): Promise<void> {
  await tx
    .updateTable('chain')
    .set({ kiosk: kiosk.new })
    .where('venue', '=', kiosk.venue)
    .where('kiosk', '=', kiosk.old)
    .execute();
  await tx
    .updateTable('kiosk')
    .set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', eb.val(now)), succeeded_by: kiosk.new }))
    .where('id', '=', kiosk.old)
    .execute();
}

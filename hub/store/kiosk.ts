import { fail, ok, type Result } from '../../shared/result.ts';
import type { Retirement } from '../../shared/wire.ts';
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
  /** It has said itself that it is out of service; it is revoked as well. */
  readonly isRetired: boolean;
}

export async function findKiosk(store: Store, keyId: string): Promise<Kiosk | undefined> {
  const row = await store.selectFrom('kiosk').selectAll().where('key_id', '=', keyId).executeTakeFirst();
  if (row === undefined) return undefined;
  const { id, venue, gate } = row;
  const state = { isRevoked: row.revoked_at !== null, isRetired: row.retired_at !== null };
  return { id, venue, gate, keyId: row.key_id, publicKey: row.public_key, ...state };
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

/** How a kiosk was retired. */
export interface Retiring {
  readonly retiredAt: Date;
  /** `null`: it was retired before, and nothing has changed. */
  readonly pinsWithdrawn: number | null;
}

/**
 * Takes a kiosk out of service by its own word, as {@link revokeKiosk} does by an administrator's. Again, nothing changes: what
 * it said first stays. One that was revoked is nobody whose word counts, since somebody else may have its key.
 */
export function retireKiosk(
  store: Store,
  { id }: Pick<Kiosk, 'id'>,
  retirement: Retirement,
  change: Change,
): Promise<Result<Retiring, 'kiosk-revoked'>> {
  return store.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('kiosk')
      .select(['venue', 'gate', 'revoked_at', 'retired_at'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const { venue, gate, revoked_at, retired_at } = row;
    if (retired_at !== null) return ok({ retiredAt: retired_at, pinsWithdrawn: null });
    if (revoked_at !== null) return fail('kiosk-revoked');
    const { now } = change;
    await tx
      .updateTable('kiosk')
      .set({ revoked_at: now, retired_at: now, retirement: JSON.stringify(retirement) })
      .where('id', '=', id)
      .execute();
    return ok({ retiredAt: now, pinsWithdrawn: await withdrawPins(tx, { venue, gate, refusedSince: null }, change) });
  });
}

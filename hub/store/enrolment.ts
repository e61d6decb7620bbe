import { sql } from 'kysely';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Kiosk } from './kiosk.ts';
import type { Store } from './schema.ts';

/** Where a code lets one kiosk enrol. */
export interface NewCode {
  /** SHA-256 of the code. Without a secret: 80 random bits cannot be walked through. */
  readonly codeHash: Buffer;
  readonly venue: string;
  readonly gate: string;
  /** The first moment at which it is refused. */
  readonly expiresAt: Date;
}

export type EnrolmentFault = 'code-unknown' | 'code-expired' | 'code-used' | 'key-known';

export async function saveCode(store: Store, code: NewCode): Promise<void> {
  await store
    .insertInto('enrolment_code')
    .values({ code_hash: code.codeHash, venue: code.venue, gate: code.gate, expires_at: code.expiresAt, used_by: null })
    .execute();
}

/**
 * Makes a kiosk of whoever has a code, once: the code's row is locked, and marked as used in the transaction that makes
 * the kiosk. A key that is known already leaves the code unused.
 */
export function enrol(
  store: Store,
  codeHash: Buffer,
  { id, keyId, publicKey }: Pick<Kiosk, 'id' | 'keyId' | 'publicKey'>,
  now: Date,
): Promise<Result<Kiosk, EnrolmentFault>> {
  return store.transaction().execute(async (tx) => {
    const code = await tx
      .selectFrom('enrolment_code')
      .selectAll()
      .where('code_hash', '=', codeHash)
      .forUpdate()
      .executeTakeFirst();
    if (code === undefined) return fail('code-unknown');
    if (code.used_by !== null) return fail('code-used');
    if (code.expires_at <= now) return fail('code-expired');
    const { venue, gate } = code;
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('kiosk')
      .values({ id, venue, gate, key_id: keyId, public_key: publicKey, enrolled_at: now, revoked_at: null })
      .onConflict((conflict) => conflict.column('key_id').doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows !== 1n) return fail('key-known');
    await tx.updateTable('enrolment_code').set({ used_by: id }).where('code_hash', '=', codeHash).execute();
    return ok({ id, venue, gate, keyId, publicKey, isRevoked: false });
  });
}

/** Codes that nobody can use any more are forgotten a day after their end. */
export async function forgetCodes(store: Store, now: Date): Promise<void> {
  await store
    .deleteFrom('enrolment_code')
    .where('expires_at', '<', sql<Date>`${now}::timestamptz - interval '1 day'`)
    .execute();
}

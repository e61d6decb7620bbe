import { sql } from 'kysely';
import { fail, ok, type Result } from '../../shared/result.ts';
import { codeIdOf } from '../crypto.ts';
import type { Kiosk } from './kiosk.ts';
import type { Store } from './schema.ts';
import { lockPredecessor, succeed, type Predecessor } from './succession.ts';

/** Where a code lets one kiosk enrol. */
export interface NewCode {
  /** Absent: the database gives one. */
  readonly id?: string;
  /** SHA-256 of the code. Without a secret: 80 random bits cannot be walked through. It proves to be the hub, where the code is typed. */
  readonly codeHash: Buffer;
  readonly venue: string;
  readonly gate: string;
  /** The first moment at which it is refused. */
  readonly expiresAt: Date;
  readonly madeAt?: Date;
  /** Account; `null`: whoever has the administrator's token. */
  readonly madeBy?: string | null;
}

export type EnrolmentFault =
  'code-unknown' | 'code-expired' | 'code-used' | 'key-known' | 'predecessor-wrong' | 'predecessor-unknown';

export async function saveCodes(store: Store, codes: readonly NewCode[]): Promise<void> {
  await store
    .insertInto('enrolment_code')
    .values(
      codes.map(({ codeHash, expiresAt, madeAt = null, madeBy = null, ...code }) => ({
        ...code,
        ...{ code_hash: codeHash, code_id: codeIdOf(codeHash), expires_at: expiresAt, used_by: null },
        ...{ made_at: madeAt, made_by: madeBy },
      })),
    )
    .execute();
}

/** Who enrols. */
export interface Candidate extends Pick<Kiosk, 'id' | 'keyId' | 'publicKey'> {
  /** Whose place it takes; `null`: nobody's. */
  readonly predecessor: Predecessor | null;
}

/**
 * Makes a kiosk of whoever has a code, once: the code's row is locked, and marked as used in the transaction that makes
 * the kiosk. A key that is known already, and a predecessor that is none, leave the code unused.
 *
 * While it lasts a used code is still good for the kiosk that has used it, should the answer have been lost: with another new
 * key, and proven by the one before. Not for one that was revoked meanwhile, which the code would make another of.
 */
export function enrol(
  store: Store,
  codeHash: Buffer,
  candidate: Candidate,
  now: Date,
): Promise<Result<Kiosk, EnrolmentFault>> {
  return store.transaction().execute(async (tx) => {
    const code = await lockCode(tx, codeHash, now);
    if (!code.ok) return code;
    const { id, predecessor } = candidate;
    const { venue, used_by: usedBy } = code.value;
    const old = predecessor === null ? null : await lockPredecessor(tx, predecessor, venue);
    if (old === 'unknown') return fail('predecessor-unknown');
    if (old === 'another') return fail('predecessor-wrong');
    if (usedBy !== null && (old === null || old.id !== usedBy || old.isRevoked)) return fail('code-used');
    const made = await insertKiosk(tx, candidate, code.value, now);
    if (!made.ok) return made;
    if (old !== null) await succeed(tx, { old: old.id, new: id, venue }, now);
    await tx.updateTable('enrolment_code').set({ used_by: id }).where('code_hash', '=', codeHash).execute();
    return made;
  });
}

/**
 * The hash of the code that has a public id, while somebody may enrol by it: also one that was used, whose answer may have
 * been lost. One that has no id yet, of a hub of an earlier release, is unknown.
 */
export async function findCodeHash(
  store: Store,
  codeId: Buffer,
  now: Date,
): Promise<Result<Buffer, 'code-unknown' | 'code-used' | 'code-expired'>> {
  const code = await store
    .selectFrom('enrolment_code')
    .select(['code_hash', 'used_by', 'expires_at'])
    .where('code_id', '=', codeId)
    .executeTakeFirst();
  if (code === undefined) return fail('code-unknown');
  const lasting = checkLasts(code, now);
  return lasting.ok ? ok(code.code_hash) : lasting;
}

interface Life {
  readonly used_by: string | null;
  readonly expires_at: Date;
}

function checkLasts(
  { used_by: usedBy, expires_at: expiresAt }: Life,
  now: Date,
): Result<null, 'code-used' | 'code-expired'> {
  if (expiresAt > now) return ok(null);
  // Whoever has used it in time is told so, however late it is.
  return fail(usedBy === null ? 'code-expired' : 'code-used');
}

type Place = Pick<Kiosk, 'venue' | 'gate'>;

async function lockCode(
  tx: Store,
  codeHash: Buffer,
  now: Date,
): Promise<Result<Place & { readonly used_by: string | null }, EnrolmentFault>> {
  const code = await tx
    .selectFrom('enrolment_code')
    .selectAll()
    .where('code_hash', '=', codeHash)
    .forUpdate()
    .executeTakeFirst();
  if (code === undefined) return fail('code-unknown');
  const lasting = checkLasts(code, now);
  return lasting.ok ? ok(code) : lasting;
}

async function insertKiosk(
  tx: Store,
  { id, keyId, publicKey }: Candidate,
  { venue, gate }: Place,
  now: Date,
): Promise<Result<Kiosk, 'key-known'>> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('kiosk')
    .values({ id, venue, gate, key_id: keyId, public_key: publicKey, enrolled_at: now, revoked_at: null })
    .onConflict((conflict) => conflict.column('key_id').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n
    ? ok({ id, venue, gate, keyId, publicKey, isRevoked: false, isRetired: false })
    : fail('key-known');
}

/** Codes that nobody can use any more are forgotten a day after their end. */
export async function forgetCodes(store: Store, now: Date): Promise<void> {
  await store
    .deleteFrom('enrolment_code')
    .where('expires_at', '<', sql<Date>`${now}::timestamptz - interval '1 day'`)
    .execute();
}

import { fail, ok, type Result } from '../../shared/result.ts';
import { waitAfter } from '../../shared/tries.ts';
import type { Store } from './schema.ts';

/** After a day nobody has to wait for what was wrong before. */
const KEPT_MS = 86_400_000;

/** A try that has begun, and what there was before it. */
export interface Try {
  readonly loginHash: Buffer;
  readonly wrong: number;
  readonly triedAt: Date;
}

/**
 * Counts a try as wrong before it is looked at, so that many at once are not many first ones. Each waits, as of a PIN, for
 * the wrong ones before it: of a login that nobody has as well.
 *
 * @returns what takes it back; or until when nothing is looked at
 */
export function beginTry(
  store: Store,
  loginHash: Buffer,
  now: Date,
): Promise<Result<Try, 'too-many-requests'> & { readonly waitSeconds: number }> {
  return store.transaction().execute(async (tx) => {
    await tx
      .deleteFrom('login_try')
      .where('tried_at', '<', new Date(now.getTime() - KEPT_MS))
      .execute();
    // At once: a row that was there may be gone, cleared by a try that was right, before it is read.
    const { wrong, tried_at: triedAt } = await tx
      .insertInto('login_try')
      .values({ login_hash: loginHash, wrong: 0, tried_at: now })
      .onConflict((conflict) =>
        conflict.column('login_hash').doUpdateSet((row) => ({ wrong: row.ref('login_try.wrong') })),
      )
      .returning(['wrong', 'tried_at'])
      .executeTakeFirstOrThrow();
    const waitMs = triedAt.getTime() + waitAfter(wrong) - now.getTime();
    if (waitMs > 0) return { ...fail('too-many-requests'), waitSeconds: Math.ceil(waitMs / 1000) };
    await tx
      .updateTable('login_try')
      .set({ wrong: wrong + 1, tried_at: now })
      .where('login_hash', '=', loginHash)
      .execute();
    return { ...ok({ loginHash, wrong, triedAt }), waitSeconds: 0 };
  });
}

/** It was right as far as it went: neither wrong, nor a reason to forget those that were. */
export async function takeBackTry(store: Store, { loginHash, wrong, triedAt }: Try): Promise<void> {
  await store
    .updateTable('login_try')
    .set({ wrong, tried_at: triedAt })
    .where('login_hash', '=', loginHash)
    // Another has begun meanwhile, which counts.
    .where('wrong', '=', wrong + 1)
    .execute();
}

/** The last one was right, or the password is another. */
export async function clearTries(store: Store, loginHash: Buffer): Promise<void> {
  await store.deleteFrom('login_try').where('login_hash', '=', loginHash).execute();
}

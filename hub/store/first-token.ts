import { timingSafeEqual } from 'node:crypto';
import { fail, ok, type Result } from '../../shared/result.ts';
import { insertAccount, type NewAccount } from './accounts.ts';
import { note } from './audit.ts';
import type { Store } from './schema.ts';

async function hasAccounts(store: Store): Promise<boolean> {
  return (await store.selectFrom('account').select('id').limit(1).executeTakeFirst()) !== undefined;
}

/** How a hub stands with its first account. `made`: by this very call, so that of several hubs that start one tells the token. */
export type FirstStand = 'made' | 'waiting' | 'done';

/** Keeps the hash of a hub's one-time token, unless there is one, or an account. */
export async function beginFirst(store: Store, tokenHash: Buffer, now: Date): Promise<FirstStand> {
  if (await hasAccounts(store)) return 'done';
  const { numInsertedOrUpdatedRows } = await store
    .insertInto('first_token')
    .values({ token_hash: tokenHash, made_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n ? 'made' : 'waiting';
}

/** Another one in place of what was lost. @returns `account-there`: there is an account, and no first one any more */
export async function renewFirst(store: Store, tokenHash: Buffer, now: Date): Promise<Result<null, 'account-there'>> {
  if (await hasAccounts(store)) return fail('account-there');
  const row = { token_hash: tokenHash, made_at: now };
  await store
    .insertInto('first_token')
    .values(row)
    .onConflict((conflict) => conflict.column('is_only').doUpdateSet(row))
    .execute();
  return ok(null);
}

/** Whether this is the hub's token, and none has an account yet; in a time that says nothing of how much of it is right. */
export async function isFirstToken(store: Store, tokenHash: Buffer): Promise<boolean> {
  const kept = await store.selectFrom('first_token').select('token_hash').executeTakeFirst();
  return kept !== undefined && timingSafeEqual(kept.token_hash, tokenHash);
}

/** Makes the first account of whoever has the token, once: its row is locked, and goes in the same transaction. */
export function makeFirst(
  store: Store,
  tokenHash: Buffer,
  account: NewAccount,
  now: Date,
): Promise<Result<null, 'sign-in-wrong'>> {
  return store.transaction().execute(async (tx) => {
    const kept = await tx.selectFrom('first_token').select('token_hash').forUpdate().executeTakeFirst();
    if (kept === undefined || !timingSafeEqual(kept.token_hash, tokenHash)) return fail('sign-in-wrong');
    if (await hasAccounts(tx)) return fail('sign-in-wrong');
    await tx.deleteFrom('first_token').execute();
    await insertAccount(tx, account, null, now);
    await note(tx, { by: account, venue: null, did: 'first-account', about: {} }, now);
    return ok(null);
  });
}

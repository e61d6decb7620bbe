import { sql } from 'kysely';
import type { AccountRole } from '../../shared/console/abilities.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { accountOf, type Account } from './account.ts';
import type { Store } from './schema.ts';
import { endSessions } from './sessions.ts';

export async function findAccount(
  store: Store,
  by: { readonly login: string } | { readonly id: string },
): Promise<Account | null> {
  const query = store.selectFrom('account').selectAll();
  const found = 'id' in by ? query.where('id', '=', by.id) : query.where('login', '=', by.login);
  const row = await found.executeTakeFirst();
  return row === undefined ? null : accountOf(row);
}

/** Keeps an account as it is until the transaction ends. @returns `false`: its password is another by now, or it has ended */
export async function holdAccount(tx: Store, { id, password }: Account): Promise<boolean> {
  const row = await tx
    .selectFrom('account')
    .select(['password', 'is_active'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row?.is_active === true && row.password === password;
}

/** "DShA" in ASCII: accounts are changed one after another, or two of IT could each end the other. */
const ACCOUNT_LOCK = 0x44536841;

/**
 * Runs what changes accounts, or goes by who has made them, one after another.
 *
 * @param by whose session it is: `signed-out`, should somebody have ended or changed that account meanwhile
 */
export function changeAccounts<T, F extends string>(
  store: Store,
  by: Account,
  run: (tx: Store) => Promise<Result<T, F>>,
): Promise<Result<T, F | 'signed-out'>> {
  return store.transaction().execute(async (tx): Promise<Result<T, F | 'signed-out'>> => {
    await sql`select pg_advisory_xact_lock(${ACCOUNT_LOCK})`.execute(tx);
    const still = await findAccount(tx, by);
    const isSame = still?.isActive === true && still.role === by.role;
    return isSame ? run(tx) : fail('signed-out');
  });
}

export interface NewAccount {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: AccountRole;
  readonly venue: string | null;
  readonly password: string;
  readonly mustChangePassword: boolean;
}

/** @param by who makes it; `null`: whoever had the hub's one-time token */
export async function insertAccount(
  tx: Store,
  { mustChangePassword, ...account }: NewAccount,
  by: string | null,
  now: Date,
): Promise<Result<null, 'login-taken'>> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('account')
    .values({
      ...account,
      ...{ must_change_password: mustChangePassword, is_active: true, created_at: now },
      ...{ codes_secret: null, codes_begun: null, last_signed_in_at: null },
    })
    .onConflict((conflict) => conflict.column('login').doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows !== 1n) return fail('login-taken');
  await grant(tx, { account: account.id, by, did: 'created' }, now);
  return ok(null);
}

interface Grant {
  readonly account: string;
  readonly by: string | null;
  readonly did: 'created' | 'role' | 'activated' | 'reset';
}

async function grant(tx: Store, { account, by, did }: Grant, now: Date): Promise<void> {
  await tx.insertInto('account_grant').values({ account, granted_by: by, did, granted_at: now }).execute();
}

export interface AccountChange {
  readonly role: AccountRole;
  readonly isActive: boolean;
}

/** Its sessions end: what they were begun as, nobody is any more. Who gives a role, or an account back, has made it what it is. */
export async function changeAccount(
  tx: Store,
  before: Account,
  { role, isActive }: AccountChange,
  by: string,
  now: Date,
): Promise<void> {
  const { id: account } = before;
  await tx.updateTable('account').set({ role, is_active: isActive }).where('id', '=', account).execute();
  await endSessions(tx, account, null);
  if (role !== before.role) await grant(tx, { account, by, did: 'role' }, now);
  if (isActive && !before.isActive) await grant(tx, { account, by, did: 'activated' }, now);
}

/** Gives an account a password that is to be replaced, and takes its one-time codes away. Its sessions end. */
export async function resetAccount(tx: Store, account: string, password: string, by: string, now: Date): Promise<void> {
  await tx
    .updateTable('account')
    .set({ password, must_change_password: true, codes_secret: null, codes_begun: null })
    .where('id', '=', account)
    .execute();
  await endSessions(tx, account, null);
  await grant(tx, { account, by, did: 'reset' }, now);
}

/** Its own. All its sessions end. */
export async function setPassword(tx: Store, account: string, password: string): Promise<void> {
  await tx.updateTable('account').set({ password, must_change_password: false }).where('id', '=', account).execute();
  await endSessions(tx, account, null);
}

export async function noteSignIn(tx: Store, account: string, now: Date): Promise<void> {
  await tx.updateTable('account').set({ last_signed_in_at: now }).where('id', '=', account).execute();
}

/** Uses up a code, and with it those of steps before. @returns `false`: it, or one after it, was used already */
export async function useStep(store: Store, account: string, step: number): Promise<boolean> {
  const { numUpdatedRows } = await store
    .updateTable('account')
    .set({ codes_step: step })
    .where('id', '=', account)
    .where('codes_step', '<', String(step))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** @param secret sealed; `null`: none */
export async function beginCodes(store: Store, account: string, secret: Buffer): Promise<void> {
  await store.updateTable('account').set({ codes_begun: secret }).where('id', '=', account).execute();
}

/** What was begun is in force, or no codes are wanted any more. @param secret sealed; `null`: none */
export async function setCodes(tx: Store, account: string, secret: Buffer | null): Promise<void> {
  await tx.updateTable('account').set({ codes_secret: secret, codes_begun: null }).where('id', '=', account).execute();
}

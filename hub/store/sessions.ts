import { sql } from 'kysely';
import { SESSION_IDLE_MS } from '../../shared/console/accounts.ts';
import { accountOf, type Account } from './account.ts';
import type { Store } from './schema.ts';

/** A working day, whatever is asked. */
const LONGEST_MS = 12 * 3_600_000;
/** That it was used is written once in so long, so that a page which asks often costs no write each time. */
const NOTED_EVERY_MS = 60_000;

/** Somebody who has signed in. */
export interface Session {
  /** SHA-256 of the cookie. */
  readonly cookieHash: Buffer;
  /** To be sent with whatever is asked. */
  readonly token: string;
}

export interface SignedIn {
  readonly session: Session;
  readonly account: Account;
}

export async function beginSession(
  store: Store,
  { cookieHash, token }: Session,
  account: string,
  now: Date,
): Promise<void> {
  await store
    .insertInto('console_session')
    .values({ cookie_hash: cookieHash, account, token, began_at: now, used_at: now })
    .execute();
}

/**
 * Finds who signed in, and notes that they are here. Half-open: over from 30 minutes after they were noted last, which may be
 * up to a minute before what was asked last; and from 12 hours after its beginning.
 */
export async function findSession(store: Store, cookieHash: Buffer, now: Date): Promise<SignedIn | null> {
  const row = await store
    .selectFrom('console_session')
    .innerJoin('account', 'account.id', 'console_session.account')
    .selectAll('account')
    .select(['token', 'used_at'])
    .where('cookie_hash', '=', cookieHash)
    .where('is_active', '=', true)
    .where('used_at', '>', new Date(now.getTime() - SESSION_IDLE_MS))
    .where('began_at', '>', new Date(now.getTime() - LONGEST_MS))
    .executeTakeFirst();
  if (row === undefined) return null;
  if (now.getTime() - row.used_at.getTime() >= NOTED_EVERY_MS) {
    await store.updateTable('console_session').set({ used_at: now }).where('cookie_hash', '=', cookieHash).execute();
  }
  return { session: { cookieHash, token: row.token }, account: accountOf(row) };
}

/** Ends all sessions of an account, on every device. @param but SHA-256 of the cookie of the one that goes on; `null`: none does */
export async function endSessions(tx: Store, account: string, but: Buffer | null): Promise<void> {
  let query = tx.deleteFrom('console_session').where('account', '=', account);
  if (but !== null) query = query.where('cookie_hash', '!=', but);
  await query.execute();
}

/** Ends one, and forgets those that have ended by themselves. */
export async function endSession(store: Store, cookieHash: Buffer, now: Date): Promise<void> {
  await store
    .deleteFrom('console_session')
    .where((is) =>
      is.or([
        is('cookie_hash', '=', cookieHash),
        is('used_at', '<=', new Date(now.getTime() - SESSION_IDLE_MS)),
        is('began_at', '<=', new Date(now.getTime() - LONGEST_MS)),
      ]),
    )
    .execute();
}

/** Of a restored hub: who has signed out since the backup is not to be here again. */
export async function forgetSessions(store: Store): Promise<void> {
  await sql`delete from console_session`.execute(store);
}

import { createHmac, hkdfSync } from 'node:crypto';
import type { z } from 'zod';
import type { firstAsk, signInAsk } from '../../shared/console/accounts.ts';
import type { ConsoleFault } from '../../shared/console/calls.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { sha256 } from '../crypto.ts';
import type { Hub } from '../hub.ts';
import type { Account } from '../store/account.ts';
import { findAccount, holdAccount, noteSignIn, useStep } from '../store/accounts.ts';
import { note } from '../store/audit.ts';
import { isFirstToken, makeFirst } from '../store/first-token.ts';
import { endSession, type SignedIn } from '../store/sessions.ts';
import { beginTry, clearTries, takeBackTry } from '../store/tries.ts';
import { openSecret, stepOfCode } from './one-time-codes.ts';
import { isWeak, type Passwords } from './password.ts';
import { startSession } from './session.ts';

type SignInAsk = z.infer<typeof signInAsk>;

/** A fault, and for how long nothing else is looked at. */
export type SignedOr = Result<SignedIn, ConsoleFault> & { readonly waitSeconds?: number };

/** What signing in works with. */
export interface Desk {
  readonly hub: Hub;
  readonly passwords: Passwords;
}

/** What may be typed as a login is anything: of it the database has an HMAC. */
export function loginHashOf({ secrets }: Pick<Hub, 'secrets'>, login: string): Buffer {
  const key = hkdfSync('sha256', secrets.venueMaster, '', 'digital-sentinel login tries v1', 32);
  return createHmac('sha256', Buffer.from(key)).update(login).digest();
}

/** A password that was right, and what is to become of the wrong ones before it. */
interface Proven {
  readonly clear: () => Promise<void>;
  readonly takeBack: () => Promise<void>;
}

/**
 * Looks at a password: of each login one after another, and the longer the more were wrong.
 *
 * @param account `null`: nobody has the login, which takes as long
 */
export async function provePassword(
  { hub, passwords }: Desk,
  login: string,
  account: Account | null,
  password: string,
): Promise<Result<Proven, 'sign-in-wrong' | 'too-many-requests'> & { readonly waitSeconds: number }> {
  const { store } = hub.database;
  const loginHash = loginHashOf(hub, login);
  const begun = await beginTry(store, loginHash, new Date(hub.nowMs()));
  if (!begun.ok) return begun;
  const right = await passwords.isRight(password, account?.password ?? null);
  const takeBack = (): Promise<void> => takeBackTry(store, begun.value);
  if (!right.ok) await takeBack();
  if (!right.ok || !right.value) return { ...(right.ok ? fail('sign-in-wrong') : right), waitSeconds: 0 };
  return { ...ok({ takeBack, clear: () => clearTries(store, loginHash) }), waitSeconds: 0 };
}

/** @param before the cookie's hash of the session that ends by it; `null`: none */
export async function signIn(
  desk: Desk,
  ask: SignInAsk,
  before: Buffer | null,
  keep: (cookie: string) => void,
): Promise<SignedOr> {
  const { hub } = desk;
  const { store } = hub.database;
  const account = await findAccount(store, { login: ask.login });
  const proven = await prove(desk, ask, account?.isActive === true ? account : null);
  const signed = proven.ok ? await enter(hub, proven.value, before, keep) : proven;
  if (!signed.ok && signed.fault === 'sign-in-wrong') {
    const failed = { by: account, venue: account?.venue ?? null, did: 'sign-in-failed', about: {} } as const;
    await note(store, failed, new Date(hub.nowMs()));
  }
  return signed;
}

async function prove(
  desk: Desk,
  { login, password, oneTimeCode }: SignInAsk,
  account: Account | null,
): Promise<Result<Account, ConsoleFault> & { readonly waitSeconds?: number }> {
  const proven = await provePassword(desk, login, account, password);
  if (!proven.ok) return proven;
  // Nobody's password is never right.
  if (account === null) return fail('sign-in-wrong');
  const wrong = await proveCode(desk.hub, account, oneTimeCode);
  if (wrong === 'one-time-code-wanted') await proven.value.takeBack();
  if (wrong !== null) return fail(wrong);
  await proven.value.clear();
  return ok(account);
}

/** @returns `null`: right, or none is wanted */
async function proveCode(
  hub: Hub,
  { id, codesSecret }: Account,
  code: string | null,
): Promise<'one-time-code-wanted' | 'sign-in-wrong' | null> {
  if (codesSecret === null) return null;
  if (code === null) return 'one-time-code-wanted';
  const step = stepOfCode(openSecret(hub.secrets.venueMaster, id, codesSecret), code, hub.nowMs());
  return step !== null && (await useStep(hub.database.store, id, step)) ? null : 'sign-in-wrong';
}

/** `sign-in-wrong`: somebody has changed the account while its password was looked at. */
function enter(hub: Hub, account: Account, before: Buffer | null, keep: (cookie: string) => void): Promise<SignedOr> {
  const now = new Date(hub.nowMs());
  return hub.database.store.transaction().execute(async (tx): Promise<SignedOr> => {
    if (!(await holdAccount(tx, account))) return fail('sign-in-wrong');
    if (before !== null) await endSession(tx, before, now);
    await noteSignIn(tx, account.id, now);
    await note(tx, { by: account, venue: account.venue, did: 'sign-in', about: {} }, now);
    return ok(await startSession(hub, tx, account, keep));
  });
}

/** No login has it: tries of the one-time token are counted as those of a login are. */
const FIRST = 'the first account';

/**
 * Makes the hub's first account, over all its venues, of whoever has its one-time token; looked at before anything is done that
 * costs, and waited for where it was wrong.
 */
export async function makeFirstAccount(
  { hub, passwords }: Desk,
  { token, login, name, password }: z.infer<typeof firstAsk>,
  keep: (cookie: string) => void,
): Promise<SignedOr> {
  const { store } = hub.database;
  const begun = await beginTry(store, loginHashOf(hub, FIRST), new Date(hub.nowMs()));
  if (!begun.ok) return begun;
  const tokenHash = sha256(token.trim().toUpperCase());
  if (!(await isFirstToken(store, tokenHash))) return fail('sign-in-wrong');
  await clearTries(store, begun.value.loginHash);
  if (isWeak(password, login)) return fail('password-weak');
  const account = { id: hub.newId(), login, name, role: 'it', venue: null } as const;
  const hashed = { ...account, password: await passwords.hash(password), mustChangePassword: false };
  const made = await makeFirst(store, tokenHash, hashed, new Date(hub.nowMs()));
  if (!made.ok) return made;
  const first = await findAccount(store, account);
  if (first === null) throw new Error('the first account is gone');
  return enter(hub, first, null, keep);
}

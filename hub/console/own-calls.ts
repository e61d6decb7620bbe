import type { ConsoleAsk } from '../../shared/console/calls.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { beginCodes, changeAccounts, setCodes, setPassword, useStep } from '../store/accounts.ts';
import { note } from '../store/audit.ts';
import { endSessions } from '../store/sessions.ts';
import { describeMe, doneBy, type Asker, type ConsoleHandlers } from './asking.ts';
import { makeSecret, openSecret, sealSecret, stepOfCode, tellSecret } from './one-time-codes.ts';
import { isWeak } from './password.ts';
import { startSession } from './session.ts';
import { provePassword, type Desk } from './sign-in.ts';

type Own = 'me:password' | 'me:codes-begin' | 'me:codes-confirm' | 'me:codes-end';

/** What somebody does with their own account. */
export function ownCalls(desk: Desk): Pick<ConsoleHandlers, Own> {
  return {
    'me:password': (asker, ask) => changePassword(desk, asker, ask),
    'me:codes-begin': (asker, { password }) => beginOwnCodes(desk, asker, password),
    'me:codes-confirm': (asker, ask) => confirmCodes(desk, asker, ask),
    'me:codes-end': (asker, { password }) => endCodes(desk, asker, password),
  };
}

/** All sessions end, and this one begins anew. */
async function changePassword(
  desk: Desk,
  asker: Asker,
  { before, next }: { readonly before: string; readonly next: string },
): ReturnType<ConsoleHandlers['me:password']> {
  const { account, now, keep } = asker;
  const proven = await provePassword(desk, account.login, account, before);
  if (!proven.ok) return proven;
  await proven.value.clear();
  if (next === before || isWeak(next, account.login)) return fail('password-weak');
  const hashed = await desk.passwords.hash(next);
  return changeAccounts(desk.hub.database.store, account, async (tx) => {
    await setPassword(tx, account.id, hashed);
    await note(tx, doneBy(asker, 'password-changed'), now);
    return ok(describeMe(await startSession(desk.hub, tx, { ...account, mustChangePassword: false }, keep)));
  });
}

/** Whoever finds a page open does not lock its owner out by codes of theirs. Codes that are wanted are ended first. */
async function beginOwnCodes(
  desk: Desk,
  asker: Asker,
  password: string,
): ReturnType<ConsoleHandlers['me:codes-begin']> {
  const { hub } = desk;
  const { account, now } = asker;
  if (account.codesSecret !== null) return fail('not-allowed');
  const proven = await provePassword(desk, account.login, account, password);
  if (!proven.ok) return proven;
  await proven.value.clear();
  const secret = makeSecret(hub.randomBytes);
  const sealed = sealSecret(hub.secrets.venueMaster, account.id, secret, hub.randomBytes);
  await beginCodes(hub.database.store, account.id, sealed);
  await note(hub.database.store, doneBy(asker, 'codes-begun'), now);
  return ok(tellSecret(secret, account.login));
}

/** Other sessions end: they were begun without a code. */
async function confirmCodes(
  desk: Desk,
  asker: Asker,
  { password, oneTimeCode }: ConsoleAsk<'me:codes-confirm'>,
): ReturnType<ConsoleHandlers['me:codes-confirm']> {
  const { hub } = desk;
  const { account, session, now } = asker;
  const { codesBegun: begun } = account;
  if (begun === null) return fail('not-found');
  const proven = await provePassword(desk, account.login, account, password);
  if (!proven.ok) return proven;
  await proven.value.clear();
  const step = stepOfCode(openSecret(hub.secrets.venueMaster, account.id, begun), oneTimeCode, hub.nowMs());
  if (step === null) return fail('sign-in-wrong');
  const set = await changeAccounts(hub.database.store, account, async (tx): Promise<Result<null, 'sign-in-wrong'>> => {
    if (!(await useStep(tx, account.id, step))) return fail('sign-in-wrong');
    await setCodes(tx, account.id, begun);
    await endSessions(tx, account.id, session.cookieHash);
    await note(tx, doneBy(asker, 'codes-in-force'), now);
    return ok(null);
  });
  return set.ok ? ok(describeMe({ session, account: { ...account, codesSecret: begun } })) : set;
}

async function endCodes(desk: Desk, asker: Asker, password: string): ReturnType<ConsoleHandlers['me:codes-end']> {
  const { account, session, now } = asker;
  const proven = await provePassword(desk, account.login, account, password);
  if (!proven.ok) return proven;
  await proven.value.clear();
  const ended = await changeAccounts(desk.hub.database.store, account, async (tx): Promise<Result<null, never>> => {
    await setCodes(tx, account.id, null);
    await endSessions(tx, account.id, session.cookieHash);
    await note(tx, doneBy(asker, 'codes-ended'), now);
    return ok(null);
  });
  return ended.ok ? ok(describeMe({ session, account: { ...account, codesSecret: null } })) : ended;
}

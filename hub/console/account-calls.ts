import { MAKES, type AccountRole } from '../../shared/console/abilities.ts';
import type { Account as Listed } from '../../shared/console/accounts.ts';
import type { ConsoleAsk } from '../../shared/console/calls.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { name as venueName } from '../name.ts';
import { listAccounts, listVenues, type KnownAccount } from '../store/account-list.ts';
import type { Account } from '../store/account.ts';
import { changeAccount, changeAccounts, findAccount, insertAccount, resetAccount } from '../store/accounts.ts';
import { note, type Noted } from '../store/audit.ts';
import type { Store } from '../store/schema.ts';
import { forgetApprovedBy } from '../store/traces.ts';
import { clearTries } from '../store/tries.ts';
import { doneBy, type Asker, type ConsoleHandlers } from './asking.ts';
import { newPassword } from './password.ts';
import { loginHashOf, type Desk } from './sign-in.ts';

type Accounts = 'accounts:list' | 'accounts:create' | 'accounts:change' | 'accounts:reset';

/** Accounts of others: those of one's venue, or of the whole hub; made and changed as `MAKES` has it, and never one's own. */
export function accountCalls(desk: Desk): Pick<ConsoleHandlers, Accounts> {
  const { store } = desk.hub.database;
  return {
    'accounts:list': async ({ account }) => {
      const accounts = await listAccounts(store, { venue: account.venue });
      const venues = account.venue === null ? await listVenues(store) : [account.venue];
      return ok({ accounts: accounts.map((it) => seenBy(account, it)), venues });
    },
    'accounts:create': (asker, ask) => create(desk, asker, ask),
    'accounts:change': (asker, ask) => change(desk, asker, ask),
    'accounts:reset': (asker, { id }) => reset(desk, asker, id),
  };
}

interface Place {
  readonly id: string;
  readonly role: AccountRole;
  readonly venue: string | null;
}

/** Whether somebody may change an account as it is. */
function isOf(by: Account, { id, role, venue }: Place): boolean {
  return id !== by.id && MAKES[by.role].includes(role) && (by.venue === null || by.venue === venue);
}

function seenBy(by: Account, known: KnownAccount): Listed {
  return { ...known, isMine: isOf(by, known) };
}

async function readListed(tx: Store, by: Account, id: string): Promise<Listed> {
  const [known] = await listAccounts(tx, { id });
  if (known === undefined) throw new Error('an account that was just written is gone');
  return seenBy(by, known);
}

/** For the auditors of the venue whose account it is. */
function doneTo(
  asker: Asker,
  { login, venue }: Pick<Account, 'login' | 'venue'>,
  did: Noted['did'],
  about: Noted['about'] = {},
): Noted {
  return { ...doneBy(asker, did, { account: login, ...about }), venue };
}

/** Where a new account is to be, which is a venue that there is; of none is IT alone, which sees no entries. */
async function placeOf(
  store: Store,
  { account }: Asker,
  { role, venue }: ConsoleAsk<'accounts:create'>,
): Promise<Result<string | null, 'not-allowed' | 'ask-malformed' | 'not-found'>> {
  const parsed = venueName.nullable().safeParse(venue);
  if (!parsed.success) return fail('ask-malformed');
  const wanted = parsed.data ?? account.venue;
  if (wanted === null && role !== 'it') return fail('ask-malformed');
  if (!isOf(account, { id: '', role, venue: wanted })) return fail('not-allowed');
  return wanted === null || (await listVenues(store)).includes(wanted) ? ok(wanted) : fail('not-found');
}

async function create(
  { hub, passwords }: Desk,
  asker: Asker,
  ask: ConsoleAsk<'accounts:create'>,
): ReturnType<ConsoleHandlers['accounts:create']> {
  const venue = await placeOf(hub.database.store, asker, ask);
  if (!venue.ok) return venue;
  const { login, name, role } = ask;
  const password = newPassword(hub.randomBytes);
  const hashed = await passwords.hash(password);
  const made = { id: hub.newId(), login, name, role, venue: venue.value, password: hashed, mustChangePassword: true };
  const { account: by, now } = asker;
  return changeAccounts(hub.database.store, by, async (tx) => {
    const inserted = await insertAccount(tx, made, by.id, now);
    if (!inserted.ok) return inserted;
    await note(tx, doneTo(asker, made, 'account-created', { role }), now);
    return ok({ account: await readListed(tx, by, made.id), password });
  });
}

/** One that is not theirs to change is as one that is not there. */
async function findOther(tx: Store, by: Account, id: string): Promise<Result<Account, 'not-found'>> {
  const found = await findAccount(tx, { id });
  return found !== null && isOf(by, found) ? ok(found) : fail('not-found');
}

function change(
  { hub }: Desk,
  asker: Asker,
  { id, role: newRole, isActive: willBeActive }: ConsoleAsk<'accounts:change'>,
): ReturnType<ConsoleHandlers['accounts:change']> {
  const { account: by, now } = asker;
  return changeAccounts(hub.database.store, by, async (tx) => {
    const found = await findOther(tx, by, id);
    if (!found.ok) return found;
    const before = found.value;
    const [role, isActive] = [newRole ?? before.role, willBeActive ?? before.isActive];
    if (!MAKES[by.role].includes(role)) return fail('not-allowed');
    if (before.venue === null && role !== 'it') return fail('ask-malformed');
    await changeAccount(tx, before, { role, isActive }, by.id, now);
    if (role !== before.role || !isActive) await forgetApprovedBy(tx, id);
    await note(tx, doneTo(asker, before, 'account-changed', { roleBefore: before.role, role, isActive }), now);
    return ok(await readListed(tx, by, id));
  });
}

async function reset(
  { hub, passwords }: Desk,
  asker: Asker,
  id: string,
): ReturnType<ConsoleHandlers['accounts:reset']> {
  const password = newPassword(hub.randomBytes);
  const hashed = await passwords.hash(password);
  const { account: by, now } = asker;
  return changeAccounts(hub.database.store, by, async (tx) => {
    const found = await findOther(tx, by, id);
    if (!found.ok) return found;
    await resetAccount(tx, id, hashed, by.id, now);
    await clearTries(tx, loginHashOf(hub, found.value.login));
    await note(tx, doneTo(asker, found.value, 'account-reset'), now);
    return ok({ password });
  });
}

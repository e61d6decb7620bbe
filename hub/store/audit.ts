import { sql } from 'kysely';
import type { AuditRow } from '../../shared/console/accounts.ts';
import type { Audited } from '../../shared/console/audited.ts';
import type { Account } from './account.ts';
import type { Store } from './schema.ts';

/** Times, a case number, how many: never a person, and nothing of one. */
export type About = AuditRow['about'];

export interface Noted {
  /** `null`: somebody who was not let in. */
  readonly by: Pick<Account, 'id' | 'login' | 'role'> | null;
  /** Whose auditors see it; `null`: of the hub itself, and all of them do. */
  readonly venue: string | null;
  readonly did: Audited;
  readonly about: About;
}

function rowOf({ by, venue, did, about }: Noted, now: Date) {
  const who = { account: by?.id ?? null, login: by?.login ?? null, role: by?.role ?? null };
  return { at: now, venue, ...who, did, about: JSON.stringify(about) };
}

/** Writes what was done, in the transaction that does it; or before what was looked at is shown. */
export async function note(store: Store, noted: Noted, now: Date): Promise<void> {
  await store.insertInto('audit').values(rowOf(noted, now)).execute();
}

/** A page that asks again every few seconds is one look in so long. */
const ONE_LOOK_MS = 30 * 60_000;

/** As {@link note}, but for what is the same as this account's last of its kind. */
export async function noteOnce(store: Store, noted: Noted & { readonly by: Account }, now: Date): Promise<void> {
  const last = await store
    .selectFrom('audit')
    .select(sql<boolean>`about = ${JSON.stringify(noted.about)}::jsonb`.as('isSame'))
    .select('at')
    .where('account', '=', noted.by.id)
    .where('did', '=', noted.did)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  const isSameLook = last?.isSame === true && now.getTime() - last.at.getTime() < ONE_LOOK_MS;
  if (!isSameLook) await note(store, noted, now);
}

/** How often an account has done something after a moment. */
export async function countDone(store: Store, account: string, did: Audited, after: Date): Promise<number> {
  const { count } = await store
    .selectFrom('audit')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('account', '=', account)
    .where('did', '=', did)
    .where('at', '>', after)
    .executeTakeFirstOrThrow();
  return Number(count);
}

export interface AuditAsk {
  readonly venue: string;
  readonly login: string | null;
  /** Rows before this one; `null`: the newest. */
  readonly before: number | null;
  readonly limit: number;
}

/** Newest first: of the venue, and of the hub itself. */
export async function readAudit(store: Store, { venue, login, before, limit }: AuditAsk): Promise<AuditRow[]> {
  let query = store
    .selectFrom('audit')
    .select(['id', 'at', 'login', 'role', 'did', 'about'])
    .where((is) => is.or([is('venue', '=', venue), is('venue', 'is', null)]))
    .orderBy('id', 'desc')
    .limit(limit);
  if (login !== null) query = query.where('login', '=', login);
  if (before !== null) query = query.where('id', '<', String(before));
  const rows = await query.execute();
  return rows.map(({ id, at, ...row }) => ({ ...row, id: Number(id), at: at.toISOString() }));
}

import { sql } from 'kysely';
import type { SheetKind } from '../../shared/company/columns.ts';
import type { Holder } from './holders.ts';
import type { Store } from './schema.ts';

/** A pass as it was signed. */
export interface Pass {
  readonly id: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** A holder, and the last of their passes that holds; `null`: there is none. */
export interface PassHolder {
  readonly holder: Holder;
  readonly last: Pass | null;
  /** Why the venue has taken their pass from them; `null`: it has not. */
  readonly barredBecause: string | null;
}

/** Holders of a company by their ids. @param after id; `null`: from the first */
export async function listHolders(
  store: Store,
  of: {
    readonly company: string;
    /** `null`: of both, and those whom the venue has taken their pass from. */
    readonly sheet: SheetKind | null;
    readonly after: string | null;
    readonly limit: number;
  },
  now: Date,
): Promise<PassHolder[]> {
  let query = store
    .selectFrom('company_holder as it')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('company_pass')
          .select(['id as pass', 'issued_at', 'expires_at'])
          .whereRef('holder', '=', 'it.id')
          .where('expires_at', '>', now)
          .where('revoked_at', 'is', null)
          .orderBy('issued_at', 'desc')
          .limit(1)
          .as('last'),
      (join) => join.onTrue(),
    )
    .select(['it.id', 'it.sheet', 'it.type', 'it.subject', 'it.masked_name', 'it.terms', 'it.withdrawn_because'])
    .select(['last.pass', 'last.issued_at', 'last.expires_at'])
    .where('it.company', '=', of.company)
    .orderBy('it.id')
    .limit(of.limit);
  query =
    of.sheet === null
      ? query.where((is) => is.or([is('it.withdrawn_at', 'is', null), is('it.withdrawn_because', '<>', 'replaced')]))
      : query.where('it.withdrawn_at', 'is', null).where('it.sheet', '=', of.sheet);
  if (of.after !== null) query = query.where('it.id', '>', of.after);
  const rows = await query.execute();
  return rows.map(({ pass, issued_at: issuedAt, expires_at: expiresAt, ...row }) => {
    const { id, sheet, type, subject, masked_name: maskedName, terms } = row;
    return {
      holder: { id, sheet, type, subject, maskedName, terms },
      last: pass === null || issuedAt === null || expiresAt === null ? null : { id: pass, issuedAt, expiresAt },
      barredBecause: row.withdrawn_because,
    };
  });
}

/** Notes passes that are about to be signed. */
export async function insertPasses(
  tx: Store,
  of: { readonly company: string; readonly venue: string },
  passes: readonly (Pass & { readonly holder: string })[],
): Promise<void> {
  if (passes.length === 0) return;
  const rows = JSON.stringify(
    passes.map(({ id, holder, issuedAt, expiresAt }) => ({ id, holder, issued_at: issuedAt, expires_at: expiresAt })),
  );
  const given = sql`
    jsonb_to_recordset(${rows}::jsonb) as given (id text, holder text, issued_at timestamptz, expires_at timestamptz)`;
  await sql`
    insert into company_pass (id, venue, company, holder, issued_at, expires_at)
    select id, ${of.venue}, ${of.company}, holder, issued_at, expires_at from ${given}`.execute(tx);
  await sql`
    update company_holder set pass_until = greatest(pass_until, given.expires_at) from ${given}
    where company_holder.id = given.holder`.execute(tx);
}

/** What ended so long ago is of no more use: no list of what was taken back needs it, and no figure counts it. */
const KEPT_DAYS = 31;

/** Forgets passes that ended long ago, and whom a newer file does not name and who has none left. @returns how many passes */
export async function forgetPasses(store: Store, now: Date): Promise<number> {
  const before = new Date(now.getTime() - KEPT_DAYS * 86_400_000);
  const { numDeletedRows } = await store.deleteFrom('company_pass').where('expires_at', '<', before).executeTakeFirst();
  await sql`
    delete from company_holder as it where withdrawn_at < ${before} and withdrawn_because = 'replaced'
      and not exists (select from company_pass where holder = it.id)`.execute(store);
  return Number(numDeletedRows);
}

/** By which a hub takes back what it has signed: passes by their own ids, all of a company by its. */
export interface TakenBack {
  /** Whatever of it could still hold. */
  readonly revoked: readonly string[];
  /** What was taken back and is not any more, or need not be: a suspension that was lifted, a pass that has ended since. */
  readonly restored: readonly string[];
}

/** Of all venues: kiosks take one list, and an id is nobody else's. */
export async function readTakenBack(store: Store, now: Date): Promise<TakenBack> {
  const passes = await store
    .selectFrom('company_pass')
    .select(['id', 'expires_at'])
    .where('revoked_at', 'is not', null)
    .orderBy('id')
    .execute();
  const { rows: companies } = await sql<{ id: string; is_revoked: boolean }>`
    select id, status = 'suspended' and exists (
      select from company_pass where company = company.id and expires_at > ${now}
    ) as is_revoked
    from company where suspended_at is not null order by id`.execute(store);
  const ids = [
    ...companies.map(({ id, is_revoked: isRevoked }) => ({ id, isRevoked })),
    ...passes.map(({ id, expires_at: end }) => ({ id, isRevoked: end > now })),
  ];
  const of = (isWanted: boolean): string[] => ids.flatMap(({ id, isRevoked }) => (isRevoked === isWanted ? [id] : []));
  return { revoked: of(true), restored: of(false) };
}

import { sql } from 'kysely';
import type { Account as Listed } from '../../shared/console/accounts.ts';
import type { Store } from './schema.ts';

/** An account as others see it, but for whether they may change it. */
export type KnownAccount = Omit<Listed, 'isMine'>;

/** By login. @param of one account alone, or of a venue; `venue` `null`: of all venues, and of the hub itself */
export async function listAccounts(
  store: Store,
  of: { readonly id: string } | { readonly venue: string | null },
): Promise<KnownAccount[]> {
  let query = store
    .selectFrom('account')
    .leftJoin('account_grant', (join) =>
      join.onRef('account_grant.account', '=', 'account.id').on('account_grant.did', '=', 'created'),
    )
    .leftJoin('account as maker', 'maker.id', 'account_grant.granted_by')
    .select(['account.id', 'account.login', 'account.name', 'account.role', 'account.venue', 'account.is_active'])
    .select(['account.created_at', 'account.last_signed_in_at', 'maker.login as made_by'])
    .select(sql<boolean>`account.codes_secret is not null`.as('has_codes'))
    .orderBy('account.login');
  if ('id' in of) query = query.where('account.id', '=', of.id);
  else if (of.venue !== null) query = query.where('account.venue', '=', of.venue);
  const rows = await query.execute();
  return rows.map(({ id, login, name, role, venue, ...row }) => ({
    ...{ id, login, name, role, venue },
    isActive: row.is_active,
    hasOneTimeCodes: row.has_codes,
    createdAt: row.created_at.toISOString(),
    createdBy: row.made_by,
    lastSignedInAt: row.last_signed_in_at?.toISOString() ?? null,
  }));
}

/** Venues that there is a kiosk, a ticket for one, or an account of, by name. */
export async function listVenues(store: Store): Promise<string[]> {
  const { rows } = await sql<{ venue: string }>`
    select venue from kiosk union select venue from enrolment_code
    union select venue from account where venue is not null order by venue`.execute(store);
  return rows.map(({ venue }) => venue);
}

/** Whom an account has made what they are, and who has made it so. */
export interface Kin {
  readonly makers: ReadonlySet<string>;
  readonly made: ReadonlySet<string>;
}

/**
 * Who has made an account what it is: created it, given it a role, given it back or reset its password, themselves or through
 * accounts that they have made so; and of whom it has done so.
 */
export async function findKin(store: Store, account: string): Promise<Kin> {
  const { rows } = await sql<{ id: string; is_maker: boolean }>`
    with recursive makers (id) as (
      select granted_by from account_grant where account = ${account} and granted_by is not null
      union
      select granted_by from account_grant join makers on account = makers.id where granted_by is not null
    ), made (id) as (
      select account from account_grant where granted_by = ${account}
      union
      select account from account_grant join made on granted_by = made.id
    )
    select id, true as is_maker from makers union all select id, false from made`.execute(store);
  const of = (isMaker: boolean): ReadonlySet<string> =>
    new Set(rows.filter(({ is_maker: is }) => is === isMaker).map(({ id }) => id));
  return { makers: of(true), made: of(false) };
}

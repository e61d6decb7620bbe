import { sql } from 'kysely';
import type { SheetKind } from '../../shared/company/columns.ts';
import type { HolderTerms, WrittenHolder } from '../../shared/company/read-sheet.ts';
import type { Store } from './schema.ts';

/** Whom or what a company has passes for: no name and no number of a document. */
export interface Holder {
  readonly id: string;
  readonly sheet: SheetKind;
  readonly type: WrittenHolder['type'];
  /** 8 bytes in hex. */
  readonly subject: string;
  readonly maskedName: string;
  readonly terms: HolderTerms;
}

/** What a new file has changed. */
export interface Replaced {
  readonly rows: number;
  readonly added: number;
  readonly kept: number;
  /** Whom it does not name any more, or for whom it says something else: their passes are taken back. */
  readonly withdrawn: number;
  /** Whom the venue has taken their pass from: no file gives it back. */
  readonly barred: number;
}

/** Why somebody is withdrawn whom a newer file does not name; anything else is what somebody of the venue said. */
const REPLACED = 'replaced';

/**
 * Puts a file in the place of the one before it. Who is named there as before keeps their passes; those of all others are taken
 * back.
 *
 * @param tx a transaction of the caller's, in which the company is held
 */
export async function replaceHolders(
  tx: Store,
  { id: company, venue }: { readonly id: string; readonly venue: string },
  sheet: SheetKind,
  holders: readonly Holder[],
  now: Date,
): Promise<Replaced> {
  const rows = JSON.stringify(
    holders.map(({ id, type, subject, maskedName, terms }) => ({ id, type, subject, masked_name: maskedName, terms })),
  );
  const given = sql`
    jsonb_to_recordset(${rows}::jsonb) as given (id text, type text, subject text, masked_name text, terms jsonb)`;
  const isSame = sql`
    it.type = given.type and it.subject = given.subject and it.masked_name = given.masked_name and it.terms = given.terms`;
  const { rows: gone } = await sql<{ id: string }>`
    update company_holder as it set withdrawn_at = ${now}, withdrawn_because = ${REPLACED}
    where company = ${company} and sheet = ${sheet} and withdrawn_at is null
      and not exists (select from ${given} where ${isSame})
    returning it.id`.execute(tx);
  await revokeOf(tx, company, now);
  const isBarred = sql`exists (
    select from company_holder as it
    where it.company = ${company} and it.subject = given.subject and it.withdrawn_because <> ${REPLACED}
  )`;
  const { rows: barred } = await sql`select from ${given} where ${isBarred}`.execute(tx);
  const { numAffectedRows: added = 0n } = await sql`
    insert into company_holder (id, venue, company, sheet, type, subject, masked_name, plate, terms, added_at)
    select given.id, ${venue}, ${company}, ${sheet}, given.type, given.subject, given.masked_name,
      given.terms ->> 'plate', given.terms, ${now}
    from ${given}
    where not ${isBarred} and not exists (
      select from company_holder as it
      where it.company = ${company} and it.sheet = ${sheet} and it.withdrawn_at is null and ${isSame}
    )`.execute(tx);
  return {
    rows: holders.length,
    added: Number(added),
    kept: holders.length - barred.length - Number(added),
    withdrawn: gone.length,
    barred: barred.length,
  };
}

/** Takes back whatever still holds of those of a company that were withdrawn. */
async function revokeOf(tx: Store, company: string, now: Date): Promise<void> {
  await sql`
    update company_pass set revoked_at = ${now}, revoked_because = ${REPLACED}
    from company_holder as it
    where company_pass.company = ${company} and expires_at > ${now} and revoked_at is null
      and it.id = company_pass.holder and it.withdrawn_at is not null`.execute(tx);
}

/** Whom a pass is taken back of, and why. */
export interface Withdrawal {
  /** `null`: of whatever venue. */
  readonly venue: string | null;
  /** A holder's, or that of a pass of theirs. */
  readonly id: string;
  readonly because: string;
}

/**
 * Ends somebody's passes, those to come too: no file gives them another before {@link allowHolder}.
 *
 * @returns of whom it was and how many held; `null`: there is nobody who has one
 */
export async function withdrawHolder(
  tx: Store,
  { venue, id, because }: Withdrawal,
  now: Date,
): Promise<{
  readonly company: string;
  readonly venue: string;
  readonly holder: string;
  readonly passes: number;
} | null> {
  let query = tx
    .updateTable('company_holder')
    .set({ withdrawn_at: now, withdrawn_because: because })
    .where('withdrawn_at', 'is', null)
    .where((is) =>
      is.or([is('id', '=', id), is('id', '=', is.selectFrom('company_pass').select('holder').where('id', '=', id))]),
    );
  if (venue !== null) query = query.where('venue', '=', venue);
  const holder = await query.returning(['id', 'company', 'venue']).executeTakeFirst();
  if (holder === undefined) return null;
  const { numUpdatedRows } = await tx
    .updateTable('company_pass')
    .set({ revoked_at: now, revoked_because: because })
    .where('holder', '=', holder.id)
    .where('expires_at', '>', now)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return { company: holder.company, venue: holder.venue, holder: holder.id, passes: Number(numUpdatedRows) };
}

/** Lets a company's next file name somebody again whom the venue had taken their pass from. @returns of which company it was */
export async function allowHolder(
  tx: Store,
  { venue, id }: Omit<Withdrawal, 'because'>,
): Promise<{ readonly company: string; readonly venue: string } | null> {
  let query = tx
    .updateTable('company_holder')
    .set({ withdrawn_because: REPLACED })
    .where('id', '=', id)
    .where('withdrawn_because', '<>', REPLACED);
  if (venue !== null) query = query.where('venue', '=', venue);
  return (await query.returning(['company', 'venue']).executeTakeFirst()) ?? null;
}

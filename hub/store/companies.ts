import { sql, type Selectable } from 'kysely';
import type { Company, CompanyStatus, Level } from '../../shared/company/company.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Store, Tables } from './schema.ts';

/** What a company says of itself when it applies. */
export interface NewCompany {
  readonly id: string;
  readonly venue: string;
  readonly name: string;
  readonly creditCode: string;
  readonly contact: Company['contact'];
  readonly headcount: number;
  readonly tokenHash: Buffer;
}

/** That may wait at one venue for somebody to decide, before no further ones are taken. */
const MAX_APPLIED = 2000;

/** "DShB" in ASCII: applications are counted one after another. */
const APPLYING_LOCK = 0x44536842;

/** Takes an application. @returns `too-many`: so many wait at that venue that nobody will look at another */
export async function insertCompany(tx: Store, company: NewCompany, now: Date): Promise<Result<null, 'too-many'>> {
  await sql`select pg_advisory_xact_lock(${APPLYING_LOCK})`.execute(tx);
  await forgetCompanies(tx, now);
  const { waiting } = await tx
    .selectFrom('company')
    .select((eb) => eb.fn.countAll().as('waiting'))
    .where('venue', '=', company.venue)
    .where('status', '=', 'applied')
    .executeTakeFirstOrThrow();
  if (Number(waiting) >= MAX_APPLIED) return fail('too-many');
  const { creditCode, tokenHash, ...rest } = company;
  await tx
    .insertInto('company')
    .values({ ...rest, credit_code: creditCode, token_hash: tokenHash, status: 'applied', applied_at: now })
    .execute();
  return ok(null);
}

/** Of an application that nobody has decided of, and of one that was refused. */
const KEPT_MS = 30 * 86_400_000;

/** Forgets who was never let in, and their lists: they have no passes. */
async function forgetCompanies(tx: Store, now: Date): Promise<void> {
  const before = new Date(now.getTime() - KEPT_MS);
  const isOver = sql`level is null and coalesce(decided_at, applied_at) < ${before}`;
  await sql`delete from company_holder where company in (select id from company where ${isOver})`.execute(tx);
  await sql`delete from company where ${isOver}`.execute(tx);
}

/** Who comes back with a token; `null`: nobody's. */
export async function findCompanyByToken(
  store: Store,
  tokenHash: Buffer,
): Promise<{ id: string; venue: string } | null> {
  const row = await store
    .selectFrom('company')
    .select(['id', 'venue'])
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst();
  return row ?? null;
}

/** Which companies are told of. */
export interface WhichCompanies {
  /** `null`: of all venues. */
  readonly venue: string | null;
  /** One alone; `null`: all. */
  readonly id: string | null;
  readonly status?: CompanyStatus | null;
  /** Stands in its name or is its credit code, whatever the case; empty: any. */
  readonly text?: string;
  /** Those after this one; `null`: from the first. */
  readonly after?: { readonly appliedAt: Date; readonly id: string } | null;
  readonly limit: number;
}

/** Newest application first. */
export async function listCompanies(
  store: Store,
  { venue, id, status = null, text = '', after = null, limit }: WhichCompanies,
): Promise<Company[]> {
  let query = store.selectFrom('company').selectAll().orderBy('applied_at', 'desc').orderBy('id').limit(limit);
  if (venue !== null) query = query.where('venue', '=', venue);
  if (id !== null) query = query.where('id', '=', id);
  if (status !== null) query = query.where('status', '=', status);
  if (text !== '') query = query.where(isCalled(text));
  if (after !== null) {
    const { appliedAt } = after;
    query = query.where((is) =>
      is.or([is('applied_at', '<', appliedAt), is.and([is('applied_at', '=', appliedAt), is('id', '>', after.id)])]),
    );
  }
  const rows = await query.execute();
  const held = await countHolders(
    store,
    rows.map((row) => row.id),
  );
  return rows.map((row) => companyOf(row, held.get(row.id) ?? { staff: 0, vehicles: 0 }));
}

function isCalled(text: string) {
  const like = `%${text.replaceAll(/[\\%_]/gu, (sign) => `\\${sign}`)}%`;
  return sql<boolean>`(name ilike ${like} or credit_code = ${text.toUpperCase()})`;
}

/** How many companies of a venue, or of all, there are of each status that are called so. */
export async function countCompanies(
  store: Store,
  { venue, text }: { readonly venue: string | null; readonly text: string },
): Promise<Record<CompanyStatus, number>> {
  let query = store
    .selectFrom('company')
    .select(['status', (eb) => eb.fn.countAll().as('count')])
    .groupBy('status');
  if (venue !== null) query = query.where('venue', '=', venue);
  if (text !== '') query = query.where(isCalled(text));
  const counts: Record<CompanyStatus, number> = { applied: 0, approved: 0, suspended: 0, refused: 0 };
  for (const { status, count } of await query.execute()) counts[status] = Number(count);
  return counts;
}

type Held = Company['holders'];

async function countHolders(store: Store, companies: readonly string[]): Promise<Map<string, Held>> {
  if (companies.length === 0) return new Map();
  const rows = await store
    .selectFrom('company_holder')
    .select(['company', 'sheet', (eb) => eb.fn.countAll().as('count')])
    .where('company', 'in', companies)
    .where('withdrawn_at', 'is', null)
    .groupBy(['company', 'sheet'])
    .execute();
  const held = new Map<string, Held>();
  for (const { company, sheet, count } of rows)
    held.set(company, { staff: 0, vehicles: 0, ...held.get(company), [sheet]: Number(count) });
  return held;
}

function companyOf(row: Selectable<Tables['company']>, holders: Held): Company {
  const { id, venue, name, contact, headcount, status, level, because } = row;
  return {
    ...{ id, venue, name, contact, headcount, status, because, holders },
    creditCode: row.credit_code,
    level: level as Level | null,
    validFrom: row.valid_from?.toISOString() ?? null,
    validUntil: row.valid_until?.toISOString() ?? null,
    appliedAt: row.applied_at.toISOString(),
    decidedAt: row.decided_at?.toISOString() ?? null,
  };
}

/** What somebody decides of a company. */
export type Decision =
  | { readonly act: 'approve'; readonly level: Level; readonly validFrom: Date; readonly validUntil: Date }
  | { readonly act: 'refuse' | 'suspend'; readonly because: string }
  | { readonly act: 'resume' };

/** From which statuses each comes, and to which it leads. A level or an end is changed by approving again. */
const ACTS: Readonly<Record<Decision['act'], readonly [from: readonly CompanyStatus[], to: CompanyStatus]>> = {
  approve: [['applied', 'approved'], 'approved'],
  refuse: [['applied'], 'refused'],
  suspend: [['approved'], 'suspended'],
  resume: [['suspended'], 'approved'],
};

/**
 * Decides of a company.
 *
 * @param tx a transaction of the caller's, which holds its row until it ends: passes that are taken meanwhile are of before or after
 * @returns `not-found`: there is none at that venue; `not-now`: it does not stand so that this can be decided; `listed`: another
 * of that credit code is on the venue's white list
 */
export async function decideCompany(
  tx: Store,
  { venue, id }: { readonly venue: string | null; readonly id: string },
  decision: Decision,
  by: { readonly login: string; readonly now: Date },
): Promise<Result<Company, 'not-found' | 'not-now' | 'listed'>> {
  const row = await tx.selectFrom('company').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined || (venue !== null && row.venue !== venue)) return fail('not-found');
  const [from, to] = ACTS[decision.act];
  if (!from.includes(row.status)) return fail('not-now');
  if (decision.act === 'approve') {
    // One after another: of two with the same code only one is let in.
    await sql`select pg_advisory_xact_lock(${APPLYING_LOCK})`.execute(tx);
    if (await isListed(tx, row)) return fail('listed');
  }
  const { now, login } = by;
  const granted =
    decision.act === 'approve'
      ? { level: decision.level, valid_from: decision.validFrom, valid_until: decision.validUntil }
      : {};
  // None outlives what was granted, should that be shorter now.
  if (decision.act === 'approve') {
    await tx
      .updateTable('company_pass')
      .set({ revoked_at: now, revoked_because: 'shortened' })
      .where('company', '=', id)
      .where('expires_at', '>', decision.validUntil)
      .where('revoked_at', 'is', null)
      .execute();
  }
  const because = 'because' in decision ? decision.because : null;
  const suspended = decision.act === 'suspend' ? { suspended_at: now } : {};
  await tx
    .updateTable('company')
    .set({ ...granted, ...suspended, status: to, decided_by: login, decided_at: now, because })
    .where('id', '=', id)
    .execute();
  const [company] = await listCompanies(tx, { venue: null, id, limit: 1 });
  if (company === undefined) throw new Error('a company that was just decided of is gone');
  return ok(company);
}

async function isListed(tx: Store, { id, venue, credit_code: code }: Selectable<Tables['company']>): Promise<boolean> {
  const other = await tx
    .selectFrom('company')
    .select('id')
    .where('venue', '=', venue)
    .where('credit_code', '=', code)
    .where('status', 'in', ['approved', 'suspended'])
    .where('id', '<>', id)
    .executeTakeFirst();
  return other !== undefined;
}

/** A company as it is until the transaction ends, for passes and lists that are made of it. */
export async function holdCompany(tx: Store, id: string): Promise<Company | null> {
  const row = await tx.selectFrom('company').select('id').where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) return null;
  const [company] = await listCompanies(tx, { venue: null, id, limit: 1 });
  return company ?? null;
}

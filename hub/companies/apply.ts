import type { Application } from '../../shared/company/calls.ts';
import type { Company } from '../../shared/company/company.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { sha256 } from '../crypto.ts';
import type { Hub } from '../hub.ts';
import { listVenues } from '../store/account-list.ts';
import { insertCompany, listCompanies } from '../store/companies.ts';

/** Of a token: nobody guesses one. */
const TOKEN_BYTES = 32;

/** base64url of {@link TOKEN_BYTES}. */
export const COMPANY_TOKEN = /^[\w-]{43}$/u;

/**
 * Takes an application. Its token is told once, and only its hash is kept; whether anybody has applied with this credit code before
 * is not told: that is for the venue to see.
 *
 * @returns `not-found`: the hub has no such venue; `too-many`: too many applications wait there
 */
export async function apply(
  { database, nowMs, randomBytes }: Pick<Hub, 'database' | 'nowMs' | 'randomBytes'>,
  application: Application,
): Promise<Result<{ readonly token: string; readonly company: Company }, 'not-found' | 'too-many'>> {
  const venues = await listVenues(database.store);
  if (!venues.includes(application.venue)) return fail('not-found');
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const id = randomBytes(8).toString('hex');
  return database.store.transaction().execute(async (tx) => {
    const taken = await insertCompany(tx, { ...application, id, tokenHash: sha256(token) }, new Date(nowMs()));
    if (!taken.ok) return taken;
    const [company] = await listCompanies(tx, { venue: null, id, limit: 1 });
    if (company === undefined) throw new Error('a company that has just applied is gone');
    return ok({ token, company });
  });
}

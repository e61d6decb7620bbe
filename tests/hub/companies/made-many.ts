import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Store } from '../../../hub/store/schema.ts';
import { madeCreditCode, madeName, madePlate } from '../../shared/company/made-companies.ts';
import { maskName } from '../../../shared/credential/mask.ts';
import { NOON } from '../database.ts';

/** What a city's district told of itself. */
export const SEED = { companies: 2316, staff: 113_000, vehicles: 1535 } as const;

/** How companies are spread over the levels, and what has become of them, the same each time. */
export function madeStand(nth: number): { level: 1 | 2 | 3; isSuspended: boolean; isWorking: boolean } {
  const level = nth % 10 < 2 ? 1 : nth % 10 < 5 ? 2 : 3;
  return { level, isSuspended: nth % 97 === 0, isWorking: nth % 7 !== 0 };
}

const hexOf = (what: string, nth: number): string =>
  createHash('sha256').update(`${what} ${nth}`).digest('hex').slice(0, 16);

/** Fills a venue with as many companies, people and vehicles; those of companies that work have a pass that holds. */
export async function fillCompanies(store: Store, venue: string): Promise<void> {
  const [now, until] = [new Date(NOON), new Date(NOON + 7 * 86_400_000)];
  const companies = Array.from({ length: SEED.companies }, (_, i) => ({
    ...{ id: hexOf('company', i), name: `演示企业${i}`, code: madeCreditCode(i), level: madeStand(i).level },
    status: madeStand(i).isSuspended ? 'suspended' : 'approved',
    token: hexOf('token', i),
  }));
  await sql`
    insert into company (
      id, venue, name, credit_code, contact, headcount, token_hash, status, level, valid_from, valid_until, applied_at
    )
    select id, ${venue}, name, code, 'safety', 50, decode(token, 'hex'), status, level, ${now}, ${now}::timestamptz + '30 days', ${now}
    from jsonb_to_recordset(${JSON.stringify(companies)}::jsonb)
      as it (id text, name text, code text, level int, status text, token text)`.execute(store);
  const total = SEED.staff + SEED.vehicles;
  for (let from = 0; from < total; from += 10_000) {
    const holders = Array.from({ length: Math.min(10_000, total - from) }, (_, i) => holderOf(from + i));
    await sql`
      insert into company_holder (
        id, venue, company, sheet, type, subject, masked_name, plate, terms, added_at, pass_until
      )
      select id, ${venue}, company, sheet, type, id, name, plate, '{}', ${now}, case when holds then ${until}::timestamptz end
      from jsonb_to_recordset(${JSON.stringify(holders)}::jsonb)
        as it (id text, company text, sheet text, type text, name text, plate text, holds boolean)`.execute(store);
  }
  await sql`analyze company`.execute(store);
  await sql`vacuum analyze company_holder`.execute(store);
}

function holderOf(nth: number): object {
  const isVehicle = nth >= SEED.staff;
  const company = nth % SEED.companies;
  return {
    ...{ id: hexOf('holder', nth), company: hexOf('company', company), name: maskName(madeName(nth)) },
    ...(isVehicle
      ? { sheet: 'vehicles', type: 'vehicle', plate: madePlate(nth) }
      : { sheet: 'staff', type: 'staff', plate: null }),
    holds: madeStand(company).isWorking,
  };
}

import { sql } from 'kysely';
import { LEVELS, type Level } from '../../shared/company/company.ts';
import type { CompanyFigures } from '../../shared/console/companies.ts';
import type { Store } from './schema.ts';

interface Row {
  readonly level: Level | null;
  readonly status: string;
  readonly companies: number;
  readonly active: number;
  readonly staff: number;
  readonly vehicles: number;
}

/**
 * Counts companies, people and vehicles: of people and vehicles those whose pass holds now, by an index that has all that is asked
 * for in it.
 *
 * @param venue `null`: of all venues
 */
export async function readFigures(store: Store, venue: string | null, now: Date): Promise<CompanyFigures> {
  const ofVenue = venue === null ? sql`true` : sql`venue = ${venue}`;
  const { rows } = await sql<Row>`
    with held as (
      select company,
        count(*) filter (where sheet = 'staff') as staff,
        count(*) filter (where sheet = 'vehicles') as vehicles
      from company_holder where ${ofVenue} and withdrawn_at is null and pass_until > ${now} group by company
    ), judged as (
      select company.*, held.staff, held.vehicles,
        status = 'approved' and valid_from <= ${now} and ${now} < valid_until as is_in_force
      from company left join held on held.company = company.id where ${ofVenue}
    )
    select level, status, count(*)::int as companies,
      (count(*) filter (where is_in_force and staff + vehicles > 0))::int as active,
      coalesce(sum(staff) filter (where is_in_force), 0)::int as staff,
      coalesce(sum(vehicles) filter (where is_in_force), 0)::int as vehicles
    from judged group by level, status`.execute(store);
  const sum = (of: (row: Row) => number, which: (row: Row) => boolean = () => true): number =>
    rows.filter(which).reduce((total, row) => total + of(row), 0);
  const companies = (row: Row): number => row.companies;
  const isListed = ({ status }: Row): boolean => status === 'approved' || status === 'suspended';
  return {
    applied: sum(companies, ({ status }) => status === 'applied'),
    refused: sum(companies, ({ status }) => status === 'refused'),
    suspended: sum(companies, ({ status }) => status === 'suspended'),
    registered: sum(companies, isListed),
    active: sum(({ active }) => active),
    staff: sum(({ staff }) => staff),
    vehicles: sum(({ vehicles }) => vehicles),
    levels: LEVELS.map((level) => ({
      level,
      registered: sum(companies, (row) => row.level === level && isListed(row)),
      active: sum(
        ({ active }) => active,
        (row) => row.level === level,
      ),
    })),
    atMs: now.getTime(),
  };
}

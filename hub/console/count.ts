import { sql, type RawBuilder } from 'kysely';
import type { LogCount, LogFilter } from '../../shared/console/log.ts';
import { QUARTER_MS } from '../../shared/console/overview.ts';
import type { Store } from '../store/schema.ts';
import { conditions, soughtOf, type Sought } from './page.ts';
import { readVenue, type Venue } from './venue.ts';

/** What the tally does not tell apart is counted one by one, up to here. */
export const MAX_COUNTED = 10_000;

export async function count(store: Store, name: string, filter: LogFilter): Promise<LogCount> {
  const venue = await readVenue(store, name);
  const sought = soughtOf(venue, filter);
  if (sought.guard !== null || sought.maskedName !== null) return countSome(store, sought);
  return { count: await countAll(store, sought), isAll: true };
}

async function countSome(store: Store, sought: Sought): Promise<LogCount> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count
    from (select from entry where ${allOf(conditions(sought))} limit ${MAX_COUNTED + 1}) as found`.execute(store);
  const counted = rows[0]?.count ?? 0;
  return { count: Math.min(counted, MAX_COUNTED), isAll: counted <= MAX_COUNTED };
}

/**
 * By the tally for quarters of an hour that lie whole within the time, and what is left at its ends by the entries. In one
 * statement, so that what is taken meanwhile is in both or in neither.
 *
 * @param sought neither a guard nor a name
 */
async function countAll(store: Store, sought: Sought): Promise<number> {
  const { whole, edges } = split(sought);
  const counts = [
    ...(whole === null ? [] : [tallied(whole)]),
    ...edges.map((edge) => sql`(select count(*) from entry where ${allOf(conditions(edge))})`),
  ];
  if (counts.length === 0) return 0;
  const { rows } = await sql<{ count: number }>`
    select (${sql.join(counts, sql` + `)})::float8 as count`.execute(store);
  return rows[0]?.count ?? 0;
}

/** Whether of all entries of the time, at the gate that is asked about, more than half are of the kinds that are looked for. */
export async function areKindsMost(store: Store, venue: Venue, filter: LogFilter): Promise<boolean> {
  const sought = soughtOf(venue, filter);
  if (sought.kinds === null) return true;
  const [some, all] = await Promise.all([countAll(store, sought), countAll(store, { ...sought, kinds: null })]);
  return some * 2 > all;
}

interface Split {
  /** Beginning and ending with a quarter; `null`: none lies whole within the time. */
  readonly whole: Sought | null;
  readonly edges: readonly Sought[];
}

function split(sought: Sought): Split {
  const { fromMs, untilMs } = sought;
  const first = fromMs === null ? null : Math.ceil(fromMs / QUARTER_MS) * QUARTER_MS;
  const end = untilMs === null ? null : Math.floor(untilMs / QUARTER_MS) * QUARTER_MS;
  if (first !== null && end !== null && first >= end) return { whole: null, edges: [sought] };
  return {
    whole: { ...sought, fromMs: first, untilMs: end },
    edges: [
      ...(fromMs === first ? [] : [{ ...sought, untilMs: first }]),
      ...(untilMs === end ? [] : [{ ...sought, fromMs: end }]),
    ],
  };
}

function tallied({ venue, fromMs, untilMs, kiosks, kinds }: Sought): RawBuilder<unknown> {
  return sql`(select coalesce(sum(entries), 0) from tally where ${allOf([
    sql`venue = ${venue}`,
    ...(fromMs === null ? [] : [sql`quarter_ms >= ${fromMs}`]),
    ...(untilMs === null ? [] : [sql`quarter_ms < ${untilMs}`]),
    ...(kiosks === null ? [] : [sql`kiosk = any(${kiosks}::uuid[])`]),
    ...(kinds === null ? [] : [sql`kind = any(${kinds}::int[])`]),
  ])})`;
}

function allOf(list: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return sql.join([...list], sql` and `);
}

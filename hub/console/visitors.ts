import { sql, type RawBuilder } from 'kysely';
import { QUARTER_MS, quarterOf } from '../../shared/console/overview.ts';
import { areOfVisitors, toldBy, toldInstead, type Told } from '../../shared/console/visitors.ts';
import type { Kind } from '../store/kind.ts';
import type { Store } from '../store/schema.ts';
import type { Span } from './data.ts';
import { conditions, inTime } from './page.ts';
import { kiosksAt, numbersOf, type Venue } from './venue.ts';

/**
 * So many visitors of whom the same was said in the same quarter of an hour, or at the same kiosk: what entries give, and
 * less than none for what was said first and does not stand, beside what does.
 */
export interface Visitors {
  readonly quarterMs: number;
  /** `null`: of any. */
  readonly kiosk: string | null;
  readonly told: Told;
  readonly lane: Kind['lane'];
  readonly count: number;
}

/** Whose entries: of a venue, at a gate; `null`: at any. */
export interface Where {
  readonly venue: Venue;
  readonly gate: string | null;
}

/** Of a span that begins and ends with a quarter of an hour, by its quarters: as soon over fifty million entries as over fifty. */
export async function readQuarters(tx: Store, where: Where, span: Span): Promise<Visitors[]> {
  const { rows } = await sql<{ quarter_ms: string; kind: number; entries: number }>`
    select quarter_ms, kind, sum(entries)::float8 as entries from tally
    where ${tallied(where)} and ${within(sql`quarter_ms`, span)}
    group by quarter_ms, kind`.execute(tx);
  const own = rows.flatMap(({ quarter_ms, kind, entries }) =>
    entered(where, { quarterMs: Number(quarter_ms), kiosk: null, kind, count: entries }),
  );
  return [...own, ...(await readOverruled(tx, where, span))];
}

/** How long a kiosk took with visitors. */
export interface Timed {
  readonly kiosk: string;
  /** Scans that say so. */
  readonly timed: number;
  /** Of them all. */
  readonly durationMs: number;
}

/** As {@link readQuarters}, by their kiosks, with the time that those took. */
export async function readByKiosk(
  tx: Store,
  where: Where,
  span: Span,
): Promise<{ readonly visitors: readonly Visitors[]; readonly times: readonly Timed[] }> {
  const { rows } = await sql<{ kiosk: string; kind: number; entries: number; timed: number; durationMs: number }>`
    select kiosk, kind, sum(entries)::float8 as entries, sum(timed)::float8 as timed,
      sum(duration_ms)::float8 as "durationMs"
    from tally
    where ${tallied(where)} and ${within(sql`quarter_ms`, span)}
    group by kiosk, kind`.execute(tx);
  const own = rows.flatMap(({ kiosk, kind, entries }) =>
    entered(where, { quarterMs: span.fromMs, kiosk, kind, count: entries }),
  );
  return {
    visitors: [...own, ...(await readOverruled(tx, where, span))],
    times: rows.filter(({ kind }) => where.venue.kinds.get(kind)?.type === 'scan'),
  };
}

/** Of any span, one by one. @param span within a quarter of an hour */
export async function readWithinQuarter(tx: Store, where: Where, span: Span): Promise<Visitors[]> {
  const { venue, gate } = where;
  const kinds = visitorKinds(venue);
  const sought = { ...inTime(venue.name, span), kiosks: kiosksAt(venue, gate), kinds };
  const { rows } = await sql<{ kind: number; entries: number }>`
    select kind, count(*)::float8 as entries from entry
    where ${sql.join(conditions(sought), sql` and `)} group by kind`.execute(tx);
  const own = rows.flatMap(({ kind, entries }) =>
    entered(where, { quarterMs: quarterOf(span.fromMs), kiosk: null, kind, count: entries }),
  );
  return [...own, ...(await readOverruled(tx, where, span))];
}

/** What does not stand of who came within a span, and what does. */
async function readOverruled(tx: Store, { venue, gate }: Where, span: Span): Promise<Visitors[]> {
  const { rows } = await sql<{
    quarter_ms: string;
    kiosk: string;
    kind: number;
    stands: number | null;
    visitors: number;
  }>`
    select floor(epoch_ms / ${QUARTER_MS}::numeric)::bigint * ${QUARTER_MS} as quarter_ms, kiosk, kind, stands,
      count(*)::float8 as visitors
    from overruled
    where venue = ${venue.name} and ${atKiosks(kiosksAt(venue, gate))} and ${within(sql`epoch_ms`, span)}
    group by 1, 2, 3, 4`.execute(tx);
  return rows.flatMap(({ quarter_ms, kiosk, kind, stands, visitors }) => {
    const first = venue.kinds.get(kind);
    const now = stands === null ? undefined : venue.kinds.get(stands);
    if (first === undefined) return [];
    const place = { quarterMs: Number(quarter_ms), kiosk, lane: first.lane };
    return [
      ...visitorsOf(toldBy(first), { ...place, count: -visitors }),
      ...(now === undefined ? [] : visitorsOf(toldInstead(first, now), { ...place, count: visitors })),
    ];
  });
}

/** Whether there is anything of a span, which begins and ends with a quarter of an hour. */
export async function isKnown(tx: Store, { venue, gate }: Where, span: Span): Promise<boolean> {
  const kiosks = kiosksAt(venue, gate);
  const is =
    kiosks === null
      ? // Its least, which an index has: of whether there is any the planner may think it as quick to walk through them all.
        sql`(select min(quarter_ms) from tally where venue = ${venue.name} and ${within(sql`quarter_ms`, span)}) is not null`
      : // By each kiosk's own index: the tally of a venue may go back far before a gate was opened.
        sql`exists (select from unnest(${kiosks}::uuid[]) as one (kiosk) cross join lateral (
          select from entry where kiosk = one.kiosk and kind is not null and ${within(sql`epoch_ms`, span)} limit 1
        ) as it)`;
  const { rows } = await sql<{ known: boolean }>`select ${is} as known`.execute(tx);
  return rows[0]?.known === true;
}

/** Whether anybody came to a lane out. @param span as {@link readQuarters} has it */
export async function hasGone(tx: Store, venue: Venue, span: Span): Promise<boolean> {
  const kinds = numbersOf(venue, (kind) => areOfVisitors(kind) && kind.lane === 'out');
  if (kinds.length === 0) return false;
  const { rows } = await sql<{ gone: boolean }>`
    select exists (
      select from tally
      where venue = ${venue.name} and kind = any(${kinds}::int[]) and ${within(sql`quarter_ms`, span)}
    ) as gone`.execute(tx);
  return rows[0]?.gone === true;
}

function visitorKinds(venue: Venue): number[] {
  return numbersOf(venue, areOfVisitors);
}

function tallied({ venue, gate }: Where): RawBuilder<unknown> {
  return sql`venue = ${venue.name} and kind = any(${visitorKinds(venue)}::int[]) and ${atKiosks(kiosksAt(venue, gate))}`;
}

function atKiosks(kiosks: readonly string[] | null): RawBuilder<unknown> {
  return kiosks === null ? sql`true` : sql`kiosk = any(${kiosks}::uuid[])`;
}

function within(column: RawBuilder<unknown>, { fromMs, untilMs }: Span): RawBuilder<unknown> {
  return sql`${column} >= ${fromMs} and ${column} < ${untilMs}`;
}

interface Entered extends Pick<Visitors, 'quarterMs' | 'kiosk' | 'count'> {
  readonly kind: number;
}

function entered({ venue }: Where, { kind: number, ...place }: Entered): Visitors[] {
  const kind = venue.kinds.get(number);
  return kind === undefined ? [] : visitorsOf(toldBy(kind), { ...place, lane: kind.lane });
}

function visitorsOf(told: Told | null, place: Omit<Visitors, 'told'>): Visitors[] {
  return told === null ? [] : [{ ...place, told }];
}

import { sql, type RawBuilder } from 'kysely';
import type { LogFilter, LogOrder, LogPlace } from '../../shared/console/log.ts';
import { kindsIn, kiosksAt, type Venue } from './venue.ts';

/** Which entries of a venue; what is `null` is not asked about. */
export interface Sought {
  readonly venue: string;
  /** Included, by the kiosks' clocks. */
  readonly fromMs: number | null;
  /** Excluded. */
  readonly untilMs: number | null;
  readonly kiosks: readonly string[] | null;
  /** Numbers of kinds. */
  readonly kinds: readonly number[] | null;
  readonly guard: string | null;
  readonly maskedName: string | null;
  readonly personKey: Uint8Array | null;
}

export interface Paging {
  readonly order: LogOrder;
  /** The last entry of the page before; `null`: the first page. */
  readonly after: LogPlace | null;
  readonly limit: number;
  /** Most entries of the time are of the kinds that are looked for: they are walked by time, and the others left out. */
  readonly areKindsMost: boolean;
}

/** An entry as it is here. */
export interface Found {
  readonly kiosk: string;
  readonly chain: string;
  /** As the database has them: decimal. */
  readonly sequence: string;
  readonly epoch_ms: string;
  readonly bytes: Buffer;
}

export function soughtOf(venue: Venue, filter: LogFilter): Sought {
  const { fromMs, untilMs, gate, guard, maskedName } = filter;
  return {
    venue: venue.name,
    kiosks: kiosksAt(venue, gate),
    kinds: kindsIn(venue, filter),
    ...{ fromMs, untilMs, guard, maskedName, personKey: null },
  };
}

/** All of a time. */
export function inTime(venue: string, { fromMs, untilMs }: Pick<Sought, 'fromMs' | 'untilMs'>): Sought {
  return { venue, fromMs, untilMs, kiosks: null, kinds: null, guard: null, maskedName: null, personKey: null };
}

/**
 * A page of entries. It begins at a place in an index, whichever filter there is, and so costs the same wherever it lies:
 * a name, a guard and a person have an index each; of a gate the first of each kiosk are merged, and of kinds, of which
 * there are few however many entries there are, the first of each kind.
 */
export function pageQuery(sought: Sought, paging: Paging): RawBuilder<Found> {
  const { kiosks, kinds } = sought;
  if (sought.personKey !== null) return sortFound(conditions(sought), paging);
  const isOfOne = sought.guard !== null || sought.maskedName !== null;
  if (isOfOne || (kiosks === null && (kinds === null || paging.areKindsMost))) {
    return select(conditions(sought), paging);
  }
  if (kiosks !== null) {
    const ofOne = [...conditions({ ...sought, kiosks: null }), sql`entry.kiosk = one.kiosk`];
    return merge(sql`unnest(${kiosks}::uuid[]) as one (kiosk)`, select(ofOne, paging), paging);
  }
  const ofOne = [...conditions({ ...sought, kinds: null }), sql`entry.kind = one.kind`];
  return merge(sql`unnest(${kinds}::int[]) as one (kind)`, select(ofOne, paging), paging);
}

/** What holds of all that is looked for. */
export function conditions(sought: Sought): RawBuilder<unknown>[] {
  const { venue, fromMs, untilMs, kiosks, kinds, guard, maskedName, personKey } = sought;
  return [
    sql`venue = ${venue}`,
    // Whatever has none is in quarantine, or is not sorted yet: the console shows neither.
    kinds === null ? sql`kind is not null` : sql`kind = any(${kinds}::int[])`,
    ...(fromMs === null ? [] : [sql`epoch_ms >= ${fromMs}`]),
    ...(untilMs === null ? [] : [sql`epoch_ms < ${untilMs}`]),
    ...(kiosks === null ? [] : [sql`kiosk = any(${kiosks}::uuid[])`]),
    ...(guard === null ? [] : [sql`guard = ${guard}`]),
    ...(maskedName === null ? [] : [sql`masked_name = ${maskedName}`]),
    ...(personKey === null ? [] : [sql`person_key = ${personKey}`]),
  ];
}

const COLUMNS = sql`kiosk, chain, sequence, epoch_ms, bytes`;

function select(which: readonly RawBuilder<unknown>[], paging: Paging): RawBuilder<Found> {
  const all = sql.join([...which, ...beyond(paging)], sql` and `);
  return sql`select ${COLUMNS} from entry where ${all} ${inOrder(paging)}`;
}

/** Found first, by an index that has no order: else a walk through all of the venue by time might seem quicker. */
function sortFound(which: readonly RawBuilder<unknown>[], paging: Paging): RawBuilder<Found> {
  const all = sql.join([...which, ...beyond(paging)], sql` and `);
  return sql`
    with found as materialized (select ${COLUMNS} from entry where ${all}) select * from found ${inOrder(paging)}`;
}

/** Visitors on whom somebody has decided at that moment or later, whenever they came; found by who was overruled: few are. */
export function decidedQuery(sought: Sought, decidedFromMs: number, paging: Paging): RawBuilder<Found> {
  // Who is overruled is of a time, a kiosk and a kind as entries are; of those that are looked for, each is.
  const which = [...conditions({ ...sought, kinds: null }), sql`stands_ms >= ${decidedFromMs}`];
  const all = sql.join([...which, ...beyond(paging)], sql` and `);
  return sql`
    with late as materialized (
      select chain, sequence, received_day, epoch_ms from overruled where ${all} ${inOrder(paging)}
    ), found as materialized (
      select it.* from late cross join lateral (
        select ${COLUMNS} from entry
        where venue = ${sought.venue} and chain = late.chain and sequence = late.sequence
          and received_day = late.received_day and kind is not null
      ) as it
    )
    select * from found ${inOrder(paging)}`;
}

function merge(each: RawBuilder<unknown>, page: RawBuilder<Found>, paging: Paging): RawBuilder<Found> {
  return sql`select found.* from ${each} cross join lateral (${page}) as found ${inOrder(paging)}`;
}

/** The time by itself too, which is what an index begins at. */
function beyond({ order, after }: Paging): RawBuilder<unknown>[] {
  if (after === null) return [];
  const { epochMs, chain, sequence } = after;
  const place = sql`(${epochMs}::bigint, ${chain}::uuid, ${sequence}::bigint)`;
  return order === 'newest-first'
    ? [sql`epoch_ms <= ${epochMs}`, sql`(epoch_ms, chain, sequence) < ${place}`]
    : [sql`epoch_ms >= ${epochMs}`, sql`(epoch_ms, chain, sequence) > ${place}`];
}

function inOrder({ order, limit }: Paging): RawBuilder<unknown> {
  const way = order === 'newest-first' ? sql`desc` : sql`asc`;
  return sql`order by epoch_ms ${way}, chain ${way}, sequence ${way} limit ${limit}`;
}

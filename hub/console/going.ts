import { sql, type RawBuilder } from 'kysely';
import { isMoment } from '../../shared/console/moment.ts';
import { DAY_MS, HOUR_MS } from '../../shared/console/overview.ts';
import { SEEN_STAY_HOURS } from '../../shared/console/person.ts';
import { areOfVisitors } from '../../shared/console/visitors.ts';
import type { Entry } from '../../shared/journal.ts';
import type { Kind } from '../store/kind.ts';
import { dayOf } from '../store/partition.ts';
import type { Store } from '../store/schema.ts';
import type { Span } from './data.ts';
import { standingOf, type Kept } from './standing.ts';
import { numbersOf, type Venue } from './venue.ts';

export const SEEN_STAY_MS = SEEN_STAY_HOURS * HOUR_MS;
/** Kiosks' clocks may run ahead so far: what they say has happened tomorrow is received today. */
const AHEAD_MS = 2 * DAY_MS;

/** Of visitors who came to a lane out, whatever was said to them. */
function isAtLaneOut(kind: Kind): boolean {
  return kind.lane === 'out' && areOfVisitors(kind);
}

/** Whether anybody ever came to a lane out. */
export function hasLaneOut(venue: Venue): boolean {
  return numbersOf(venue, isAtLaneOut).length > 0;
}

/** Whether anybody of the venue was seen going out then. */
export async function isAnyoneSeenOut(store: Store, venue: Venue, span: Span): Promise<boolean> {
  if (!hasLaneOut(venue)) return false;
  const { rows } = await outWithin(venue, span).execute(store);
  return rows[0]?.isSeen === true;
}

/** Let out by the kiosk, and nobody has decided otherwise; or let out by somebody. Exported, as below, to have it explained. */
export function outWithin(venue: Venue, { fromMs, untilMs }: Span): RawBuilder<{ isSeen: boolean }> {
  const atLaneOut = numbersOf(venue, isAtLaneOut);
  const letOut = numbersOf(venue, (kind) => isAtLaneOut(kind) && kind.verdict === 'admit');
  const admits = numbersOf(venue, ({ verdict }) => verdict === 'admit');
  return sql`
    select exists (
      select from unnest(${letOut}::int[]) as one (kind) cross join lateral (
        select from entry
        left join lateral (
          select true as is_kept from overruled
          where venue = entry.venue and chain = entry.chain and sequence = entry.sequence limit 1
        ) as overruled on true
        where venue = ${venue.name} and kind = one.kind and epoch_ms >= ${fromMs} and epoch_ms < ${untilMs}
          and received_day >= ${earliestDay(fromMs)}::date and overruled.is_kept is null
        limit 1
      ) as it
    ) or exists (
      select from overruled
      where venue = ${venue.name} and epoch_ms >= ${fromMs} and epoch_ms < ${untilMs}
        and kind = any(${atLaneOut}::int[]) and stands = any(${admits}::int[])
    ) as "isSeen"`;
}

/** The first day on which an entry of since then can have been received, `YYYY-MM-DD`: none is before it has happened. */
export function earliestDay(fromMs: number): string {
  const ms = fromMs - AHEAD_MS;
  return dayOf(new Date(isMoment(ms) && ms > 0 ? ms : 0));
}

/** When somebody went through a gate; in order. */
export interface Went {
  readonly ms: number;
  readonly way: 'in' | 'out';
}

/**
 * Where lanes lead out: when people went in and out since the first of these, until a day after the last, whoever the person
 * of an entry is. By what stands of them: who was turned back did neither.
 */
export async function readWent(
  store: Store,
  venue: Venue,
  entries: readonly Entry[],
): Promise<(entry: Entry) => readonly Went[]> {
  const keys = new Map(entries.flatMap(({ personKey: key }) => (key === null ? [] : [[hexOf(key), Buffer.from(key)]])));
  if (!hasLaneOut(venue) || keys.size === 0) return () => [];
  const span = entries.reduce(
    ({ fromMs, untilMs }, { epochMs }) => ({
      fromMs: Math.min(fromMs, epochMs),
      // They may have been let in as long after they came.
      untilMs: Math.max(untilMs, epochMs + 2 * SEEN_STAY_MS + 1),
    }),
    { fromMs: Infinity, untilMs: -Infinity },
  );
  const { rows } = await wentAmong(venue.name, [...keys.values()], numbersOf(venue, areOfVisitors), span).execute(
    store,
  );
  const byKey = new Map<string, Went[]>();
  for (const { key, epoch_ms: ms, kind: number, is_overruled: isOverruled, ...kept } of rows) {
    const kind = venue.kinds.get(number);
    if (kind === undefined) continue;
    const epochMs = Number(ms);
    const { verdict, saidMs } = standingOf(venue, { verdict: kind.verdict, epochMs }, isOverruled ? kept : null);
    if (verdict !== 'admit') continue;
    const went = byKey.get(hexOf(key)) ?? [];
    byKey.set(hexOf(key), went);
    went.push(kind.lane === 'out' ? { ms: saidMs, way: 'out' } : { ms: epochMs, way: 'in' });
  }
  for (const went of byKey.values()) went.sort((a, b) => a.ms - b.ms);
  return ({ personKey: key }) => (key === null ? [] : (byKey.get(hexOf(key)) ?? []));
}

type WentRow = Kept & {
  readonly key: Buffer;
  readonly epoch_ms: string;
  readonly kind: number;
  readonly is_overruled: boolean;
};

/** Each person's found first: a walk by time might seem the quicker way. */
export function wentAmong(
  venue: string,
  keys: readonly Buffer[],
  kinds: readonly number[],
  { fromMs, untilMs }: Span,
): RawBuilder<WentRow> {
  return sql`
    select one.key, went.* from unnest(${keys}::bytea[]) as one (key) cross join lateral (
      with found as materialized (
        select chain, sequence, epoch_ms, kind from entry
        where venue = ${venue} and person_key = one.key and kind = any(${kinds}::int[])
          and epoch_ms >= ${fromMs} and epoch_ms < ${untilMs} and received_day >= ${earliestDay(fromMs)}::date
      )
      select found.epoch_ms, found.kind, coalesce(kept.is_kept, false) as is_overruled, kept.stands, kept.stands_ms
      from found left join lateral (
        select true as is_kept, stands, stands_ms from overruled
        where venue = ${venue} and chain = found.chain and sequence = found.sequence limit 1
      ) as kept on true
    ) as went`;
}

function hexOf(key: Uint8Array): string {
  return Buffer.from(key).toString('hex');
}

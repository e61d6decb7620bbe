import { sql, type RawBuilder } from 'kysely';
import { MAX_UNSORTED, type TraceLacks } from '../../shared/console/person.ts';
import { dayOfPartition } from '../store/partition.ts';
import type { Store } from '../store/schema.ts';
import type { Span } from './data.ts';
import { earliestDay } from './going.ts';
import { SILENT_AFTER_MS } from './health.ts';
import { DECIDED_WITHIN_MS } from './standing.ts';
import type { Venue } from './venue.ts';

/**
 * What of a time is not here, or not to be read, wherever in the venue.
 *
 * @param before how long before the time whoever was inside within it was let in at the most, in milliseconds
 */
export async function readLacks(
  store: Store,
  { name }: Venue,
  { fromMs, untilMs }: Span,
  { before, nowMs }: { readonly before: number; readonly nowMs: number },
): Promise<TraceLacks> {
  const span = { fromMs: fromMs - before - DECIDED_WITHIN_MS, untilMs };
  const [kiosks, unsorted, unreadable, keptSince] = await Promise.all([
    kiosksBehind(name, span, nowMs).execute(store),
    unsortedWithin(name, span).execute(store),
    unreadableSince(name, span).execute(store),
    readKeptSince(store, name, fromMs - before),
  ]);
  return {
    kiosks: kiosks.rows[0]?.kiosks ?? 0,
    unsorted: unsorted.rows[0]?.unsorted ?? 0,
    hasUnreadable: unreadable.rows[0]?.isAny === true,
    keptSince,
  };
}

/**
 * Kiosks that have not said since the end of the time, or just now, that nothing is left to be sent; unless something of after
 * it is here, for entries come in order. One that was revoked before it has none of it; of one whose place another has taken
 * nothing more comes. Exported, as the next, to have it explained.
 */
export function kiosksBehind(venue: string, { fromMs, untilMs }: Span, nowMs: number): RawBuilder<{ kiosks: number }> {
  const heardMs = Math.min(untilMs, nowMs - SILENT_AFTER_MS);
  return sql`
    select count(*)::int as kiosks
    from kiosk left join kiosk_report on kiosk_report.venue = kiosk.venue and kiosk_report.kiosk = kiosk.id
    left join lateral (
      select true as is_here from entry
      where entry.kiosk = kiosk.id and kind is not null and epoch_ms >= ${untilMs}
        and received_day >= ${earliestDay(untilMs)}::date
      limit 1
    ) as later on true
    where kiosk.venue = ${venue} and succeeded_by is null and not is_phones and later.is_here is null
      and (revoked_at is null or extract(epoch from revoked_at) * 1000 >= ${fromMs}::float8)
      and (
        heard_at is null or extract(epoch from heard_at) * 1000 < ${heardMs}::float8
        or (report ->> 'unsent')::int > 0
      )`;
}

export function unsortedWithin(venue: string, { fromMs, untilMs }: Span): RawBuilder<{ unsorted: number }> {
  return sql`
    select count(*)::int as unsorted from (
      select from entry
      where venue = ${venue} and kind is null and not is_quarantined
        and epoch_ms >= ${fromMs} and epoch_ms < ${untilMs} and received_day >= ${earliestDay(fromMs)}::date
      limit ${MAX_UNSORTED}
    ) as found`;
}

/** By the alerts, of which there is one for each batch: what cannot be read is of no time, but of none after it was received. */
function unreadableSince(venue: string, { fromMs }: Span): RawBuilder<{ isAny: boolean }> {
  return sql`
    select exists (
      select from alert
      where venue = ${venue} and kind = 'quarantine' and raised_at >= ${earliestDay(fromMs)}::date
    ) as "isAny"`;
}

/** @returns the first day of receipt that is here, where older ones of the venue were dropped and the time reaches before it */
async function readKeptSince(store: Store, venue: string, fromMs: number): Promise<string | null> {
  const { rows } = await sql<{ name: string | null; isDropped: boolean }>`
    select
      (select min(relname::text) from pg_inherits join pg_class on pg_class.oid = inhrelid
        where inhparent = 'entry'::regclass) as name,
      exists (select from chain where venue = ${venue} and dropped_through >= 0) as "isDropped"`.execute(store);
  const { name, isDropped } = rows[0] ?? { name: null, isDropped: false };
  const day = name === null ? null : dayOfPartition(name);
  return isDropped && day !== null && fromMs < Date.parse(day) ? day : null;
}

import { sql } from 'kysely';
import { quarterOf } from '../../shared/console/overview.ts';
import { isTimed } from '../../shared/console/visitors.ts';
import type { Entry } from '../../shared/journal.ts';
import { BIGINT, encodeArray, INTEGER } from './array.ts';
import type { KindOf } from './kind.ts';
import type { Store } from './schema.ts';

/** Where entries are of, and when they came. */
interface Counting {
  readonly venue: string;
  readonly kiosk: string;
  /** Of receipt, `YYYY-MM-DD`. */
  readonly day: string;
  readonly kindOf: KindOf;
}

interface Count {
  readonly quarterMs: number;
  readonly kind: number;
  entries: number;
  timed: number;
  durationMs: number;
}

/**
 * Counts entries of a kiosk that are new, or are sorted for the first time, in the transaction that stores them. In one
 * order, so that of two that count the same quarters neither waits for the other for good; who counts for several kiosks
 * does so in the order of their ids.
 */
export async function addToTally(
  tx: Store,
  { venue, kiosk, day, kindOf }: Counting,
  entries: readonly Entry[],
): Promise<void> {
  const counts = sum(entries, kindOf);
  if (counts.length === 0) return;
  await sql`
    insert into tally as kept (venue, quarter_ms, kiosk, kind, received_day, entries, timed, duration_ms)
    select ${venue}::text, it.quarter_ms, ${kiosk}::uuid, it.kind, ${day}::date, it.entries, it.timed, it.duration_ms
    from unnest(
      ${encodeArray(BIGINT, column(counts, 'quarterMs'))}::bigint[],
      ${encodeArray(INTEGER, column(counts, 'kind'))}::int[],
      ${encodeArray(INTEGER, column(counts, 'entries'))}::int[],
      ${encodeArray(INTEGER, column(counts, 'timed'))}::int[],
      ${encodeArray(BIGINT, column(counts, 'durationMs'))}::bigint[]
    ) as it (quarter_ms, kind, entries, timed, duration_ms)
    on conflict (venue, quarter_ms, kiosk, kind, received_day) do update set
      entries = kept.entries + excluded.entries,
      timed = kept.timed + excluded.timed,
      duration_ms = kept.duration_ms + excluded.duration_ms`.execute(tx);
}

function sum(entries: readonly Entry[], kindOf: KindOf): Count[] {
  const counts = new Map<string, Count>();
  for (const entry of entries) {
    const place = { quarterMs: quarterOf(entry.epochMs), kind: kindOf(entry) };
    const key = `${place.quarterMs} ${place.kind}`;
    const count = counts.get(key) ?? { ...place, entries: 0, timed: 0, durationMs: 0 };
    counts.set(key, count);
    const { durationMs } = entry;
    count.entries += 1;
    if (!isTimed(durationMs)) continue;
    count.timed += 1;
    count.durationMs += durationMs;
  }
  return [...counts.values()].sort((a, b) => a.quarterMs - b.quarterMs || a.kind - b.kind);
}

function column<C extends keyof Count>(counts: readonly Count[], name: C): Count[C][] {
  return counts.map((count) => count[name]);
}

/** What was counted of days that were dropped goes with them. @param day the newest of them, `YYYY-MM-DD` */
export async function dropTally(tx: Store, day: string): Promise<void> {
  await sql`delete from tally where received_day <= ${day}::date`.execute(tx);
  await sql`delete from overruled where received_day <= ${day}::date`.execute(tx);
}

import {
  DAY_MS,
  HOUR_MS,
  knownBy,
  nowFromMs,
  QUARTER_MS,
  quarterOf,
  WEEK_MS,
  type Counts,
  type Overview,
  type OverviewAsk,
} from '../../shared/console/overview.ts';
import type { Store } from '../store/schema.ts';
import type { Span } from './data.ts';
import { ageOf, readHealth, unknownSince, unsentOf } from './health.ts';
import { readVenue, type Venue } from './venue.ts';
import {
  hasGone,
  isKnown,
  readByKiosk,
  readQuarters,
  readWithinQuarter,
  type Timed,
  type Visitors,
} from './visitors.ts';

/** All that a day's overview is made of. */
interface Read {
  readonly venue: Venue;
  readonly day: readonly Visitors[];
  /** Of the same day a week before; `null`: nothing is known of it. */
  readonly before: readonly Visitors[] | null;
  /** Of the quarter a week before that is under way, as much as had passed of it. */
  readonly underWay: readonly Visitors[];
  readonly now: readonly Visitors[];
  /** Whether all of the venue is asked about, and anybody came to a lane out on that day or the day before. */
  readonly hasGone: boolean;
  /** Of the day. */
  readonly byKiosk: Awaited<ReturnType<typeof readByKiosk>>;
}

interface Day extends OverviewAsk {
  readonly atMs: number;
}

/** How a day goes, by what is kept for each quarter of an hour: as soon over fifty million entries as over fifty. */
export async function overview(
  store: Store,
  name: string,
  ask: OverviewAsk,
  { atMs, seesKiosks }: { readonly atMs: number; readonly seesKiosks: boolean },
): Promise<Overview> {
  const { dayMs, gate } = ask;
  const [read, health] = await Promise.all([
    // Of one moment: who is taken away from one count is in another.
    store
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute((tx) => readDay(tx, name, { ...ask, atMs })),
    readHealth(store, name, gate, atMs),
  ]);
  const [day, before] = [read.day.filter(cameIn), read.before?.filter(cameIn) ?? null];
  const soFar = inSpan(before ?? [], { fromMs: dayMs - WEEK_MS, untilMs: quarterOf(atMs - WEEK_MS) });
  const hourFrom = (list: readonly Visitors[] | null, fromMs: number): Counts =>
    countsOf(inSpan(list ?? [], spanOf(fromMs, HOUR_MS)));
  return {
    atMs,
    now: countsOf(read.now.filter(cameIn)),
    today: countsOf(day),
    weekBefore: before && { soFar: countsOf([...soFar, ...read.underWay.filter(cameIn)]), whole: countsOf(before) },
    hours: Array.from({ length: DAY_MS / HOUR_MS }, (_, i) => ({
      fromMs: dayMs + i * HOUR_MS,
      counts: hourFrom(day, dayMs + i * HOUR_MS),
      weekBefore: total(hourFrom(before, dayMs - WEEK_MS + i * HOUR_MS)),
    })),
    reasons: reasonsOf(day),
    gates: gatesOf(read),
    meanMs: meanOf(read.byKiosk.times),
    occupancy: read.hasGone ? occupancyOf(read.day) : null,
    kiosks: seesKiosks ? health : null,
    policyAgeSeconds: ageOf(health),
    policyUnknownSince: unknownSince(health, atMs),
    unsent: unsentOf(health),
  };
}

/** Who goes out is no visitor: they were one when they came. */
function cameIn({ lane }: Visitors): boolean {
  return lane === null;
}

function spanOf(fromMs: number, lengthMs: number): Span {
  return { fromMs, untilMs: fromMs + lengthMs };
}

function inSpan(list: readonly Visitors[], { fromMs, untilMs }: Span): Visitors[] {
  return list.filter(({ quarterMs }) => fromMs <= quarterMs && quarterMs < untilMs);
}

async function readDay(tx: Store, name: string, { dayMs, gate, atMs }: Day): Promise<Read> {
  const venue = await readVenue(tx, name);
  const where = { venue, gate };
  const [day, before] = [spanOf(dayMs, DAY_MS), spanOf(dayMs - WEEK_MS, DAY_MS)];
  const soFarMs = atMs - WEEK_MS;
  const isUnderWay = before.fromMs <= soFarMs && soFarMs < before.untilMs;
  const underWay = { fromMs: quarterOf(soFarMs), untilMs: soFarMs };
  return {
    venue,
    day: await readQuarters(tx, where, day),
    before: (await isKnown(tx, where, knownBy({ dayMs }, atMs))) ? await readQuarters(tx, where, before) : null,
    underWay: isUnderWay ? await readWithinQuarter(tx, where, underWay) : [],
    now: await readQuarters(tx, where, spanOf(nowFromMs(atMs), 2 * QUARTER_MS)),
    // Who came by one gate may leave by another.
    hasGone: gate === null && (await hasGone(tx, venue, { fromMs: dayMs - DAY_MS, untilMs: day.untilMs })),
    byKiosk: await readByKiosk(tx, where, day),
  };
}

function countsOf(list: readonly Visitors[]): Counts {
  const counts = { admit: 0, refer: 0, refuse: 0 };
  for (const { told, count } of list) counts[told.verdict] += count;
  return counts;
}

function total({ admit, refer, refuse }: Counts): number {
  return admit + refer + refuse;
}

function reasonsOf(list: readonly Visitors[]): Overview['reasons'] {
  const counts = new Map<string, number>();
  for (const { told, count } of list) {
    for (const code of told.reasons) counts.set(code, (counts.get(code) ?? 0) + count);
  }
  return [...counts]
    .map(([code, count]) => ({ code, count }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
}

function gatesOf({ venue, byKiosk: { visitors: either, times } }: Read): Overview['gates'] {
  const visitors = either.filter(cameIn);
  const gateOf = ({ kiosk }: { readonly kiosk: string | null }): string => venue.gates.get(kiosk ?? '') ?? '';
  return [...new Set(visitors.map(gateOf))]
    .map((gate) => ({
      gate,
      counts: countsOf(visitors.filter((it) => gateOf(it) === gate)),
      meanMs: meanOf(times.filter((it) => gateOf(it) === gate)),
    }))
    .filter(({ counts }) => total(counts) > 0)
    .sort((a, b) => total(b.counts) - total(a.counts) || (a.gate < b.gate ? -1 : 1));
}

function meanOf(times: readonly Timed[]): number | null {
  const timed = times.reduce((sum, it) => sum + it.timed, 0);
  return timed === 0 ? null : times.reduce((sum, it) => sum + it.durationMs, 0) / timed;
}

/** Of those who were admitted: whoever is turned away goes back where they came from. */
function occupancyOf(either: readonly Visitors[]): Overview['occupancy'] {
  const admitted = (lane: Visitors['lane']): number => countsOf(either.filter((it) => it.lane === lane)).admit;
  return { in: admitted(null), out: admitted('out') };
}

import { sql } from 'kysely';
import { nowFromMs, QUARTER_MS, type Counts, type Overview, type OverviewAsk } from '../../shared/console/overview.ts';
import type { Kind } from '../store/kind.ts';
import type { Store } from '../store/schema.ts';
import { ageOf, readHealth, unsentOf } from './health.ts';
import { kiosksAt, readVenue, type Venue } from './venue.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;

/** How many entries of a kind there are in a quarter of an hour. */
interface Tallied {
  readonly quarterMs: number;
  readonly kind: Kind;
  readonly entries: number;
}

/** What there is of a kiosk's day. */
interface Worked {
  readonly gate: string;
  readonly kind: Kind;
  readonly entries: number;
  readonly timed: number;
  readonly durationMs: number;
}

/** How a day goes, by the tally alone: as soon over fifty million entries as over fifty. */
export async function overview(
  store: Store,
  name: string,
  { dayMs, gate }: OverviewAsk,
  { atMs, seesKiosks }: { readonly atMs: number; readonly seesKiosks: boolean },
): Promise<Overview> {
  const venue = await readVenue(store, name);
  const [quarters, worked, health] = await Promise.all([
    readQuarters(store, venue, { dayMs, gate, atMs }),
    readWorked(store, venue, { dayMs, gate }),
    readHealth(store, name, gate, atMs),
  ]);
  const within = (fromMs: number, lengthMs: number): Tallied[] =>
    quarters.filter(({ quarterMs }) => fromMs <= quarterMs && quarterMs < fromMs + lengthMs);
  const [today, before] = [within(dayMs, DAY_MS), within(dayMs - WEEK_MS, DAY_MS)];
  // With the quarter that is under way, as today has it.
  const soFar = before.filter(({ quarterMs }) => quarterMs <= atMs - WEEK_MS);
  return {
    atMs,
    now: countsOf(within(nowFromMs(atMs), 2 * QUARTER_MS)),
    today: countsOf(today),
    weekBefore: before.length === 0 ? null : { soFar: countsOf(soFar), whole: countsOf(before) },
    hours: Array.from({ length: DAY_MS / HOUR_MS }, (_, i) => ({
      fromMs: dayMs + i * HOUR_MS,
      counts: countsOf(within(dayMs + i * HOUR_MS, HOUR_MS)),
      weekBefore: total(countsOf(within(dayMs - WEEK_MS + i * HOUR_MS, HOUR_MS))),
    })),
    reasons: reasonsOf(today),
    gates: gatesOf(worked),
    meanMs: meanOf(worked),
    occupancy: occupancyOf(venue, today),
    kiosks: seesKiosks ? health : null,
    policyAgeSeconds: ageOf(health),
    unsent: unsentOf(health),
  };
}

interface Day extends OverviewAsk {
  readonly atMs: number;
}

/** Of the day, of the same one a week before, and of now. */
async function readQuarters(store: Store, venue: Venue, { dayMs, gate, atMs }: Day): Promise<Tallied[]> {
  const kiosks = kiosksAt(venue, gate);
  const spans = [
    { fromMs: dayMs, untilMs: dayMs + DAY_MS },
    { fromMs: dayMs - WEEK_MS, untilMs: dayMs - WEEK_MS + DAY_MS },
    { fromMs: nowFromMs(atMs), untilMs: nowFromMs(atMs) + 2 * QUARTER_MS },
  ].map(({ fromMs, untilMs }) => sql`quarter_ms >= ${fromMs} and quarter_ms < ${untilMs}`);
  const { rows } = await sql<{ quarter_ms: string; kind: number; entries: number }>`
    select quarter_ms, kind, sum(entries)::float8 as entries from tally
    where venue = ${venue.name} and (${sql.join(spans, sql` or `)})
      and (${kiosks}::uuid[] is null or kiosk = any(${kiosks}::uuid[]))
    group by quarter_ms, kind`.execute(store);
  return rows.flatMap(({ quarter_ms, kind: number, entries }) => {
    const kind = venue.kinds.get(number);
    return kind === undefined ? [] : [{ quarterMs: Number(quarter_ms), kind, entries }];
  });
}

async function readWorked(store: Store, venue: Venue, { dayMs, gate }: OverviewAsk): Promise<Worked[]> {
  const kiosks = kiosksAt(venue, gate);
  const { rows } = await sql<{ kiosk: string; kind: number; entries: number; timed: number; duration_ms: number }>`
    select kiosk, kind, sum(entries)::float8 as entries, sum(timed)::float8 as timed,
      sum(duration_ms)::float8 as duration_ms
    from tally
    where venue = ${venue.name} and quarter_ms >= ${dayMs} and quarter_ms < ${dayMs + DAY_MS}
      and (${kiosks}::uuid[] is null or kiosk = any(${kiosks}::uuid[]))
    group by kiosk, kind`.execute(store);
  return rows.flatMap(({ kiosk, kind: number, duration_ms: durationMs, ...sums }) => {
    const kind = venue.kinds.get(number);
    return kind === undefined ? [] : [{ gate: venue.gates.get(kiosk) ?? '', kind, durationMs, ...sums }];
  });
}

type OfKind = Pick<Tallied, 'kind' | 'entries'>;

/** Visitors: whatever says no verdict is of none. */
function countsOf(list: readonly OfKind[]): Counts {
  const counts = { admit: 0, refer: 0, refuse: 0 };
  for (const { kind, entries } of list) if (kind.verdict !== null) counts[kind.verdict] += entries;
  return counts;
}

function total({ admit, refer, refuse }: Counts): number {
  return admit + refer + refuse;
}

function reasonsOf(list: readonly OfKind[]): Overview['reasons'] {
  const counts = new Map<string, number>();
  for (const { kind, entries } of list) {
    if (kind.verdict === null || kind.verdict === 'admit') continue;
    for (const code of new Set(kind.reasons)) counts.set(code, (counts.get(code) ?? 0) + entries);
  }
  return [...counts]
    .map(([code, count]) => ({ code, count }))
    .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
}

function gatesOf(worked: readonly Worked[]): Overview['gates'] {
  return [...new Set(worked.map(({ gate }) => gate))]
    .map((gate) => worked.filter((it) => it.gate === gate))
    .map((own) => ({ gate: own[0]?.gate ?? '', counts: countsOf(own), meanMs: meanOf(own) }))
    .filter(({ counts }) => total(counts) > 0)
    .sort((a, b) => total(b.counts) - total(a.counts) || (a.gate < b.gate ? -1 : 1));
}

/** Of visitors, as they are counted. */
function meanOf(worked: readonly Worked[]): number | null {
  const visits = worked.filter(({ kind }) => kind.verdict !== null);
  const timed = visits.reduce((sum, it) => sum + it.timed, 0);
  return timed === 0 ? null : visits.reduce((sum, it) => sum + it.durationMs, 0) / timed;
}

/** Of those who were admitted: whoever is turned away goes back where they came from. */
function occupancyOf({ kinds }: Venue, today: readonly Tallied[]): Overview['occupancy'] {
  if (![...kinds.values()].some(({ lane }) => lane === 'out')) return null;
  const admitted = (lane: Kind['lane']): number => countsOf(today.filter(({ kind }) => kind.lane === lane)).admit;
  return { in: admitted(null), out: admitted('out') };
}

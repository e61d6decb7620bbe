import { z } from 'zod';
import {
  DAY_MS,
  HOUR_MS,
  knownBy,
  nowFromMs,
  QUARTER_MS,
  WEEK_MS,
  type Counts,
  type Overview,
  type OverviewAsk,
} from '../../shared/console/overview.ts';
import { CHECKED_IN, MAX_DURATION_MS, OF_A_VISITOR } from '../../shared/console/visitors.ts';
import { VERDICTS } from '../../shared/verdict.ts';
import type { Database, SqlValue } from '../store/sqlite.ts';
import { overruledIn, type Overruled, type Span } from './overruled.ts';

export interface DayAsk extends OverviewAsk {
  /** What the clock says. */
  readonly atMs: number;
  /** Whether some lane here leads out. */
  readonly leadsOut: boolean;
}

export type DayOverview = Omit<Overview, 'kiosks' | 'policyAgeSeconds' | 'policyUnknownSince' | 'unsent'>;

/** A day at this kiosk: its visitors, as {@link Counts} says. By what index they are counted is said in the SQL. */
export function overviewOf(
  database: Database,
  gate: string,
  { dayMs, gate: wanted, atMs, leadsOut }: DayAsk,
): DayOverview {
  const isHere = wanted === null || wanted === gate;
  const day = isHere ? dayFrom(dayMs) : NEVER;
  const before = isHere ? dayFrom(dayMs - WEEK_MS) : NEVER;
  const nowMs = nowFromMs(atMs);
  const now = isHere ? { fromMs: nowMs, untilMs: nowMs + 2 * QUARTER_MS } : NEVER;
  const changed = overruledIn(database, day);
  const [overruled, overruledBefore] = [changed.filter(cameIn), overruledIn(database, before).filter(cameIn)];
  const passed = passedOf(database, day);
  const either = [...passed, ...changed.map((one) => ({ ...one, timed: 0, took: 0 }))];
  const today = countsOf(either.filter(cameIn));
  const [hours, hoursBefore] = [hoursOf(database, day, overruled), hoursOf(database, before, overruledBefore)];
  const meanMs = meanOf(passed);
  return {
    atMs,
    now: countsOf([...countedOf(database, now), ...overruledIn(database, now).filter(cameIn)]),
    today,
    weekBefore:
      isHere && isKnown(database, knownBy({ dayMs }, atMs))
        ? weekBefore(database, before, atMs - WEEK_MS, overruledBefore)
        : null,
    hours: hours.map((counts, n) => ({
      fromMs: dayMs + n * HOUR_MS,
      counts,
      weekBefore: sum(hoursBefore[n] ?? NOBODY),
    })),
    reasons: reasonsOf(database, day, overruled),
    gates: sum(today) === 0 ? [] : [{ gate, counts: today, meanMs }],
    meanMs,
    occupancy: isHere && (leadsOut || hasGone(database, day)) ? occupancyOf(either) : null,
  };
}

const NEVER: Span = { fromMs: 0, untilMs: 0 };
const NOBODY: Counts = { admit: 0, refer: 0, refuse: 0 };

function cameIn({ lane }: Pick<Passed, 'lane'>): boolean {
  return lane === null;
}

function dayFrom(fromMs: number): Span {
  return { fromMs, untilMs: fromMs + DAY_MS };
}

function sum({ admit, refer, refuse }: Counts): number {
  return admit + refer + refuse;
}

function weekBefore(
  database: Database,
  day: Span,
  soFarMs: number,
  overruled: readonly Overruled[],
): NonNullable<Overview['weekBefore']> {
  const untilMs = Math.min(Math.max(soFarMs, day.fromMs), day.untilMs);
  const bySoFar = overruled.filter(({ epochMs }) => epochMs < untilMs);
  return {
    soFar: countsOf([...countedOf(database, { ...day, untilMs }), ...bySoFar]),
    whole: countsOf([...countedOf(database, day), ...overruled]),
  };
}

/** Whether the journal has anything of a span. */
function isKnown(database: Database, { fromMs, untilMs }: Span): boolean {
  return database.prepare(ANYTHING).get(fromMs, untilMs) !== undefined;
}

const verdict = z.enum(VERDICTS);
const countedRow = z.object({ verdict, entries: z.int() });
const hourRow = countedRow.extend({ hour: z.int().min(0).max(23) });
const passedRow = countedRow.extend({ lane: z.literal('out').nullable(), timed: z.int(), took: z.int() });
type Counted = z.infer<typeof countedRow>;
type Passed = z.infer<typeof passedRow>;

const TYPES = OF_A_VISITOR.map((type) => `'${type}'`).join(', ');
/** Who has checked in by phone counts at the hub. */
const PASSING = `type in (${TYPES}) and verdict is not null and not (type = 'scan' and refers_to is not null)`;
/** Who goes out is no visitor: they were one when they came. */
const VISITORS = `${PASSING} and lane is null`;

/** `epoch_ms` from and until, as every statement here has it. Ways stand in the entries themselves: a day's are looked at. */
export const COUNTED = `select verdict, count(*) as entries from entry indexed by entry_by_time
  where epoch_ms >= ?1 and epoch_ms < ?2 and ${VISITORS} group by verdict`;

/** Of a day. What is bound is a real number to SQLite: it would not cut the hour off. */
export const BY_HOUR = `select cast((epoch_ms - ?1) / ${HOUR_MS} as integer) as hour, verdict, count(*) as entries
  from entry indexed by entry_by_time
  where epoch_ms >= ?1 and epoch_ms < ?2 and ${VISITORS} group by 1, 2`;

const IS_TIMED = `type = 'scan' and duration_ms between 0 and ${MAX_DURATION_MS}`;

/** Either way. */
export const PASSED = `select verdict, lane, count(*) as entries, count(*) filter (where ${IS_TIMED}) as timed,
    coalesce(sum(duration_ms) filter (where ${IS_TIMED}), 0) as took
  from entry indexed by entry_by_time
  where epoch_ms >= ?1 and epoch_ms < ?2 and ${PASSING} group by verdict, lane`;

export const ANYTHING = `select 1 from entry indexed by entry_by_time
  where epoch_ms >= ?1 and epoch_ms < ?2 limit 1`;

export const WENT_OUT = `select 1 from entry indexed by entry_by_time
  where epoch_ms >= ?1 and epoch_ms < ?2 and ${PASSING} and lane = 'out' limit 1`;

/** Kinds are few, and each is counted in its index. */
export const BY_KIND = `select reasons, (
    select count(*) from entry indexed by entry_by_kind
    where entry.type = kind.type and entry.verdict = kind.verdict and entry.source is nullif(kind.source, '')
      and entry.reasons = kind.reasons and epoch_ms >= ?1 and epoch_ms < ?2 and entry.lane is null
  ) as entries
  from entry_kind as kind where type in (${TYPES}) and verdict in ('refer', 'refuse')
    and not (type = 'scan' and exists (select 1 from json_each(kind.reasons) where value = '${CHECKED_IN}'))`;

function rowsIn<T>(database: Database, sql: string, row: z.ZodType<T>, { fromMs, untilMs }: Span): T[] {
  const times: SqlValue[] = [fromMs, untilMs];
  return [...database.prepare(sql).iterate(...times)].map((it) => row.parse(it));
}

function countedOf(database: Database, span: Span): Counted[] {
  return rowsIn(database, COUNTED, countedRow, span);
}

function passedOf(database: Database, span: Span): Passed[] {
  return rowsIn(database, PASSED, passedRow, span);
}

function hoursOf(database: Database, day: Span, overruled: readonly Overruled[]): Counts[] {
  const rows = rowsIn(database, BY_HOUR, hourRow, day);
  const moved = overruled.map((one) => ({ ...one, hour: Math.floor((one.epochMs - day.fromMs) / HOUR_MS) }));
  return Array.from({ length: DAY_MS / HOUR_MS }, (_hour, n) =>
    countsOf([...rows, ...moved].filter(({ hour }) => hour === n)),
  );
}

function countsOf(rows: readonly Counted[]): Counts {
  const counts = { ...NOBODY };
  for (const row of rows) counts[row.verdict] += row.entries;
  return counts;
}

function meanOf(rows: readonly Passed[]): number | null {
  const timed = rows.reduce((total, row) => total + row.timed, 0);
  return timed === 0 ? null : rows.reduce((total, row) => total + row.took, 0) / timed;
}

/** An entry that leads out, of a day or the day before, proves a lane that does, whatever the kiosk is set to by now. */
function hasGone(database: Database, { fromMs, untilMs }: Span): boolean {
  return database.prepare(WENT_OUT).get(fromMs - DAY_MS, untilMs) !== undefined;
}

/** Who was let in either way. */
function occupancyOf(rows: readonly Passed[]): Overview['occupancy'] {
  const passed = { in: 0, out: 0 };
  for (const row of rows) if (row.verdict === 'admit') passed[row.lane ?? 'in'] += row.entries;
  return passed;
}

const kindRow = z.object({ reasons: z.string(), entries: z.int() });

function reasonsOf(database: Database, day: Span, overruled: readonly Overruled[]): Overview['reasons'] {
  const counts = new Map<string, number>();
  const count = (codes: readonly string[], entries: number): void => {
    for (const code of new Set(codes)) counts.set(code, (counts.get(code) ?? 0) + entries);
  };
  for (const { reasons, entries } of rowsIn(database, BY_KIND, kindRow, day)) {
    if (entries > 0) count(z.array(z.string()).parse(JSON.parse(reasons)), entries);
  }
  for (const { reasons, entries } of overruled) count(reasons, entries);
  return [...counts]
    .map(([code, count]) => ({ code, count }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
}

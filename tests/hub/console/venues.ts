import { createHash, randomUUID } from 'node:crypto';
import { openConsoleData } from '../../../hub/console/open.ts';
import type { ConsoleData } from '../../../hub/console/data.ts';
import type { Kiosk } from '../../../hub/store/kiosk.ts';
import type { Database } from '../../../hub/store/open.ts';
import type { LogFilter, LogRow } from '../../../shared/console/log.ts';
import { logRowOf } from '../../../shared/console/row.ts';
import type { Entry } from '../../../shared/journal.ts';
import { NOON } from '../database.ts';
import { makeChainOf, slice } from '../journal.ts';
import { deliver, insertKiosk } from '../store/delivering.ts';

export const QUARTER = 900_000;

/** Rows of a venue as it should see them, beside the kiosk that each is of. */
export interface Made {
  readonly kiosk: Kiosk;
  readonly entry: Entry;
  readonly row: LogRow;
}

/** Numbers that look random, and are the same each time (mulberry32). */
export function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

export function personKey(name: string): Buffer {
  return createHash('sha256').update(name).digest();
}

const NAMES = ['张*三', '李*', '王*'] as const;

/** What may happen at a door, each as often as it stands here. */
const EVENTS: readonly Partial<Entry>[] = [
  { verdict: 'admit', reasons: ['all-checks-passed'] },
  { verdict: 'admit', reasons: ['all-checks-passed'] },
  { verdict: 'admit', reasons: ['all-checks-passed', 'checked-online'], source: 'id-card', format: 'id-card' },
  { verdict: 'admit', reasons: ['staff-listed'], source: 'keyboard' },
  { verdict: 'admit', reasons: ['all-checks-passed'], lane: 'out' },
  { verdict: 'refer', reasons: ['test-too-old'] },
  { verdict: 'refer', reasons: ['test-too-old', 'colour-missing'], source: 'serial' },
  { verdict: 'refuse', reasons: ['colour-red'], colour: 'red' },
  { verdict: 'refuse', reasons: ['colour-red', 'test-too-old'], source: 'id-card', colour: 'red' },
  { type: 'manual', verdict: 'admit', reasons: ['child'], source: null, guard: 'G07', maskedName: null },
  { type: 'manual', verdict: null, reasons: ['shift-began'], source: null, guard: 'G08', maskedName: null },
  { type: 'overrule', verdict: 'admit', reasons: ['papers-seen'], source: null, guard: 'G08', maskedName: null },
  { type: 'gate', verdict: null, reasons: ['gate-held-open'], source: null, maskedName: null, durationMs: null },
];

/** So many entries within two hours, many of them in the same second. */
export function happenings(count: number, next: (below: number) => number): Partial<Entry>[] {
  return Array.from({ length: count }, () => {
    const event = EVENTS[next(EVENTS.length)] ?? {};
    const isVisitor = event.maskedName === undefined;
    return {
      epochMs: NOON + next(7200) * 1000,
      personKey: isVisitor ? personKey(String(next(40))) : null,
      maskedName: isVisitor ? (NAMES[next(NAMES.length)] ?? null) : null,
      durationMs: 3 + next(50),
      ...event,
    };
  });
}

/** Sends a kiosk's chain, in batches as kiosks do. */
export async function send(
  database: Database,
  kiosk: Kiosk,
  changes: readonly Partial<Entry>[],
  { receivedMs = NOON + 7_200_000, chain = randomUUID() }: { receivedMs?: number; chain?: string } = {},
): Promise<Made[]> {
  const { batch, entries } = makeChainOf(changes, chain);
  for (let from = 0; from < changes.length; from += 500) {
    await deliver(database, kiosk, slice(batch, from, from + 500), receivedMs);
  }
  return entries.map((entry) => ({ kiosk, entry, row: logRowOf(entry, kiosk.gate) }));
}

/** Two kiosks at one gate of the mall, one at another, received on two days; and as much again of another venue. */
export async function fillVenues(database: Database, each = 1000): Promise<{ mall: Made[]; office: Made[] }> {
  const next = numbers(7);
  const places = [
    ['mall', 'north', 0],
    ['mall', 'north', 1],
    ['mall', 'south', 0],
    ['office', 'north', 0],
    ['office', 'east', 0],
  ] as const;
  const made: Made[] = [];
  for (const [venue, gate, day] of places) {
    const kiosk = await insertKiosk(database, venue, gate);
    made.push(
      ...(await send(database, kiosk, happenings(each, next), { receivedMs: NOON + 7_200_000 + day * 86_400_000 })),
    );
  }
  const of = (venue: string): Made[] => made.filter(({ kiosk }) => kiosk.venue === venue);
  return { mall: of('mall'), office: of('office') };
}

export function openData(
  database: Database,
  nowMs = NOON + 7_200_000,
  policyFolder: string | null = null,
): ConsoleData {
  return openConsoleData({ database, published: { policyFolder }, nowMs: () => nowMs });
}

/** The plain way to look, for what the hub finds by its indexes. Newest first. */
export function plainly(made: readonly Made[], filter: LogFilter): LogRow[] {
  const isAsked = <T>(wanted: T | null, has: T | null): boolean => wanted === null || wanted === has;
  return made
    .map(({ row }) => row)
    .filter(
      (row) =>
        (filter.fromMs === null || row.epochMs >= filter.fromMs) &&
        (filter.untilMs === null || row.epochMs < filter.untilMs) &&
        isAsked(filter.gate, row.gate) &&
        isAsked(filter.verdict, row.verdict) &&
        isAsked(filter.type, row.type) &&
        isAsked(filter.source, row.source) &&
        isAsked(filter.guard, row.guard) &&
        isAsked(filter.maskedName, row.maskedName) &&
        (filter.reason === null || row.reasons.includes(filter.reason)),
    )
    .sort(newestFirst);
}

function newestFirst(a: LogRow, b: LogRow): number {
  return b.epochMs - a.epochMs || (a.chain < b.chain ? 1 : a.chain > b.chain ? -1 : 0) || b.sequence - a.sequence;
}

import type { RawBuilder } from 'kysely';
import type { Presence, Stay, TraceLacks } from '../../shared/console/person.ts';
import type { LogPlace } from '../../shared/console/log.ts';
import { isOfVisitor } from '../../shared/console/visitors.ts';
import type { Entry } from '../../shared/journal.ts';
import { placeOf } from '../../shared/console/row.ts';
import type { Store } from '../store/schema.ts';
import { TooMuch, type SealedRow, type Span, type Traced, type TracePaging } from './data.ts';
import { readLacks } from './lacks.ts';
import { longestStay, readStays, type Stayed } from './inside.ts';
import { readAll, readPageBy, type Read } from './list.ts';
import { decidedQuery, inTime, pageQuery, type Found, type Paging } from './page.ts';
import { DECIDED_WITHIN_MS } from './standing.ts';
import { kiosksAt, numbersOf, readVenue, type Venue } from './venue.ts';

/** Of one person in one trace: a member of staff who goes in and out all day for months. */
const MAX_TIMES = 10_000;
const MS_PER_MINUTE = 60_000;
/** Entries that are read at once at least: of those before a time few may have to do with it. */
const AT_ONCE = 500;

/** An entry that a trace is about, and what it says of whether somebody was there. */
interface TracedRead extends Read {
  readonly presence: Presence;
}

interface TracedPage {
  readonly read: readonly TracedRead[];
  readonly next: LogPlace | null;
}

/** A page of what a trace is about, oldest first: entries of visitors, whatever was said to them. */
export async function readTraced(
  store: Store,
  name: string,
  traced: Traced,
  { stay, after, limit }: TracePaging,
): Promise<TracedPage> {
  const venue = await readVenue(store, name);
  const spans = await spansOf(store, venue, traced, stay);
  const read: TracedRead[] = [];
  for (const { untilMs, query } of soughtFor(venue, traced, spans, stay)) {
    let place = after;
    if (place !== null && untilMs <= place.epochMs) continue;
    do {
      const page = await readPageBy(store, venue, query, {
        ...{ order: 'oldest-first', after: place, limit: Math.max(limit + 1, AT_ONCE), areKindsMost: true },
      });
      for (const it of await readStays(store, venue, page.read, stay)) {
        const presence = presenceOf(it, spans);
        if (presence !== null) read.push({ entry: it.entry, row: it.row, presence });
      }
      if (read.length > limit) return { read: read.slice(0, limit), next: placeOfLast(read.slice(0, limit)) };
      place = page.next;
    } while (place !== null);
  }
  return { read, next: null };
}

/** As {@link readTraced}, with what is sealed. */
export async function sealedRows(
  store: Store,
  name: string,
  traced: Traced,
  paging: TracePaging,
): Promise<SealedRow[]> {
  const { read } = await readTraced(store, name, traced, paging);
  return read.map(({ row, presence, entry }) => ({
    row,
    presence,
    sealed: entry.sealed,
    isWithoutIdentity: isWithoutIdentity(entry),
  }));
}

export function isWithoutIdentity(entry: Entry): boolean {
  return isOfVisitor(entry) && entry.sealed === null;
}

function placeOfLast(read: readonly Read[]): LogPlace | null {
  const last = read.at(-1)?.row;
  return last === undefined ? null : placeOf(last);
}

/** What of the time that a trace is about is not here. */
export async function tracedLacks(
  store: Store,
  name: string,
  traced: Traced,
  { stay, nowMs }: { readonly stay: Stay; readonly nowMs: number },
): Promise<TraceLacks> {
  const venue = await readVenue(store, name);
  return readLacks(store, venue, traced, { before: longestStay(venue, stay), nowMs });
}

/** Entries of a time, which end with it. */
interface SoughtTime {
  readonly untilMs: number;
  readonly query: (paging: Paging) => RawBuilder<Found>;
}

/**
 * Entries of the spans, and of before, by whom somebody may have been inside or have waited to be decided on; of times that do
 * not touch, oldest first.
 */
function soughtFor(venue: Venue, traced: Traced, spans: readonly Span[], stay: Stay): SoughtTime[] {
  // Gates, breaks and shifts are of nobody, nor is an undo.
  const kinds = numbersOf(venue, ({ verdict, type }) => verdict !== null || type === 'abnormal');
  const kiosks = traced.is === 'time' ? kiosksAt(venue, traced.gate) : null;
  const before = longestStay(venue, stay);
  const times = merged(spans.map(({ fromMs, untilMs }) => ({ fromMs: fromMs - before, untilMs })));
  return times.flatMap(({ fromMs, untilMs }, i) => {
    const earlier = Math.max(fromMs - DECIDED_WITHIN_MS, times[i - 1]?.untilMs ?? -Infinity);
    const waited = { ...inTime(venue.name, { fromMs: earlier, untilMs: fromMs }), kiosks };
    const sought = { ...inTime(venue.name, { fromMs, untilMs }), kinds, kiosks };
    return [
      { untilMs: fromMs, query: (paging: Paging) => decidedQuery(waited, fromMs, paging) },
      { untilMs, query: (paging: Paging) => pageQuery(sought, paging) },
    ];
  });
}

/**
 * Whoever was decided on within a span was at the gate within it, whenever they had come.
 *
 * @param spans by their beginnings
 * @returns `null`: the entry has to do with none of them
 */
function presenceOf(stayed: Stayed, spans: readonly Span[]): Presence | null {
  const { entry, standing, inside } = stayed;
  const isWithin = (ms: number): boolean => spans.some(({ fromMs, untilMs }) => fromMs <= ms && ms < untilMs);
  if (isWithin(standing.saidMs)) return entry.lane === 'out' && standing.verdict === 'admit' ? 'left' : 'came';
  if (isWithin(entry.epochMs)) return 'came';
  const next = spans.find(({ untilMs }) => entry.epochMs < untilMs);
  if (next === undefined || inside === null || inside.untilMs < next.fromMs) return null;
  return inside.isSeen ? 'before-seen' : 'before-assumed';
}

/** When whoever is asked about was there. Apart, oldest first. */
async function spansOf(store: Store, venue: Venue, traced: Traced, stay: Stay): Promise<Span[]> {
  return traced.is === 'time' ? [traced] : timesWith(store, venue, traced, stay);
}

/**
 * A person's stays within the time, and their other entries, each until somebody had decided on it; with the minutes before and after, both ends
 * of which are within.
 */
async function timesWith(
  store: Store,
  venue: Venue,
  { key, withinMinutes, fromMs, untilMs }: Extract<Traced, { is: 'person' }>,
  stay: Stay,
): Promise<Span[]> {
  const paging = { order: 'oldest-first', after: null, limit: MAX_TIMES + 1, areKindsMost: false } as const;
  const span = { fromMs: fromMs - longestStay(venue, stay) - DECIDED_WITHIN_MS, untilMs };
  const { rows } = await pageQuery({ ...inTime(venue.name, span), personKey: key }, paging).execute(store);
  if (rows.length > MAX_TIMES) throw new TooMuch('a person with more entries than a trace can be of');
  const around = withinMinutes * MS_PER_MINUTE;
  const stayed = await readStays(store, venue, readAll(venue, rows), stay);
  return merged(
    stayed
      .map(({ entry: { epochMs }, standing, inside }) => ({
        beganMs: epochMs,
        endedMs: inside?.untilMs ?? standing.saidMs,
      }))
      .filter(({ endedMs }) => fromMs <= endedMs)
      .map(({ beganMs, endedMs }) => ({
        fromMs: Math.max(beganMs, fromMs) - around,
        untilMs: Math.min(endedMs + 1, untilMs) + around,
      })),
  );
}

/** @param spans by their beginnings */
function merged(spans: readonly Span[]): Span[] {
  const apart: Span[] = [];
  for (const span of spans) {
    const last = apart.at(-1);
    if (last === undefined || span.fromMs > last.untilMs) apart.push(span);
    else apart[apart.length - 1] = { fromMs: last.fromMs, untilMs: Math.max(last.untilMs, span.untilMs) };
  }
  return apart;
}

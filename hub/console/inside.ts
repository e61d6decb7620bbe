import type { Stay } from '../../shared/console/person.ts';
import type { Entry } from '../../shared/journal.ts';
import type { Store } from '../store/schema.ts';
import type { Span } from './data.ts';
import { hasLaneOut, isAnyoneSeenOut, readWent, SEEN_STAY_MS, type Went } from './going.ts';
import type { Read } from './list.ts';
import { readStanding, readUndone, type Standing } from './standing.ts';
import { readVenue, type Venue } from './venue.ts';

const MS_PER_HOUR = 3_600_000;

/** How long somebody was inside, who was let in. */
export interface Inside {
  /** Included. */
  readonly untilMs: number;
  /** They were seen going out then; `false`: it is assumed. */
  readonly isSeen: boolean;
}

/** An entry that was not undone. */
export interface Stayed extends Read {
  readonly standing: Standing;
  /** From the entry on: also while they waited for somebody to decide. `null`: it has let nobody in. */
  readonly inside: Inside | null;
}

/**
 * What is assumed of whoever was not seen going out. A day, where anybody of the venue was, near enough to the span to be of
 * somebody who was there within it; else what whoever asks has taken for a stay.
 */
export async function readStay(store: Store, name: string, span: Span, stayHours: number): Promise<Stay> {
  const near = { fromMs: span.fromMs - SEEN_STAY_MS, untilMs: span.untilMs + SEEN_STAY_MS };
  const isSeen = await isAnyoneSeenOut(store, await readVenue(store, name), near);
  return { isSeen, hours: isSeen ? SEEN_STAY_MS / MS_PER_HOUR : stayHours };
}

/** How long before a moment whoever was inside then was let in at the most, in milliseconds. */
export function longestStay(venue: Venue, { hours }: Stay): number {
  return hasLaneOut(venue) ? SEEN_STAY_MS : hours * MS_PER_HOUR;
}

/**
 * Until when each was inside: until the same person was seen going out next, at whichever gate, where that was within a day of
 * when they were let in; else for as long as is assumed, and no longer than until they came in again, which is another stay.
 * What was undone is left out.
 */
export async function readStays(store: Store, venue: Venue, read: readonly Read[], stay: Stay): Promise<Stayed[]> {
  const entries = read.map(({ entry }) => entry);
  const [isUndone, standingOf] = await Promise.all([
    readUndone(store, venue, entries),
    readStanding(store, venue, entries),
  ]);
  // An overrule says another word of a visitor whose own entry is here.
  const isIn = (entry: Entry): boolean =>
    entry.lane === null && entry.type !== 'overrule' && standingOf(entry).verdict === 'admit';
  const wentOf = await readWent(store, venue, entries.filter(isIn));
  return read
    .filter(({ entry }) => !isUndone(entry))
    .map((it) => {
      const standing = standingOf(it.entry);
      return { ...it, standing, inside: isIn(it.entry) ? insideOf(standing, wentOf(it.entry), stay) : null };
    });
}

/** @param saidMs when they were let in */
function insideOf({ saidMs }: Standing, went: readonly Went[], { hours }: Stay): Inside {
  const next = went.find(({ ms }) => ms > saidMs);
  if (next?.way === 'out' && next.ms <= saidMs + SEEN_STAY_MS) return { untilMs: next.ms, isSeen: true };
  const assumedMs = saidMs + hours * MS_PER_HOUR;
  return { untilMs: next?.way === 'in' ? Math.min(assumedMs, next.ms) : assumedMs, isSeen: false };
}

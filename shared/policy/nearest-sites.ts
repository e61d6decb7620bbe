import { parseDateTime, SECONDS_PER_DAY, type EpochSeconds } from '../time.ts';
import type { Language } from '../verdict.ts';
import { sitesWithin, type Place, type SiteIndex } from './site-index.ts';
import type { ListedSite, SiteStates, SiteTest } from './sites.ts';

/** A sampling site that is open, as a visitor is shown it. */
export interface NearSite extends Place {
  readonly id: string;
  readonly name: Readonly<Record<Language, string>>;
  /** As the crow flies. */
  readonly metres: number;
  /** On foot by streets, from 1. */
  readonly walkMinutes: number;
  /** Whether it is no farther than {@link WALK_METRES}. */
  readonly isWithinWalk: boolean;
  /** Empty: nobody has said. */
  readonly tests: readonly SiteTest[];
  /** `HH:MM` by the place's clock; `null`: not today any more. */
  readonly closes: string | null;
  /** `null`: nobody has said. */
  readonly busy: {
    readonly state: 'idle' | 'busy';
    readonly waitMinutes: number | null;
    readonly ageSeconds: number;
  } | null;
}

/** What is known of sites. */
export interface KnownSites {
  readonly index: SiteIndex;
  readonly states: SiteStates | null;
  /** Of the place's calendar, by which their hours are. */
  readonly utcOffsetMinutes: number;
}

/** What people walk who look for a place they do not know. */
const METRES_A_MINUTE = 80;

/** Streets lead around blocks: on foot it is farther than straight by about this, in cities as they are built. */
const DETOUR = 1.3;

/** The walk that everybody is to have at most to a site. */
const WALK_MINUTES = 15;

/**
 * As far as one walks in 15 minutes, as the crow flies: 923 m. GB 50180-2018, table 3.0.4, plans what people are to have
 * within a walk of 15 minutes by 800 to 1,000 m.
 */
export const WALK_METRES = Math.floor((WALK_MINUTES * METRES_A_MINUTE) / DETOUR);

/** Beyond this nobody walks: by streets it is more than an hour. */
const FARTHEST_METRES = 4800;

/** Where there are many the nearest few are soon found; only where there are not is all of it looked through. */
const LOOKS_METRES = [WALK_METRES, 2400, FARTHEST_METRES] as const;

/** Half an hour's queue says nothing of now; that a site was closed for want of tubes says as little the next morning. */
const STATE_HOLDS_SECONDS = 2 * 3600;

/**
 * The open sites nearest to a place, nearest first.
 *
 * @param count at most
 */
export function nearestSites(known: KnownSites, place: Place, now: EpochSeconds, count: number): NearSite[] {
  let near: NearSite[] = [];
  for (const farthest of LOOKS_METRES) {
    near = openWithin(known, place, { farthest, now, count });
    if (near.length === count) break;
  }
  return near;
}

function openWithin(
  { index, states, utcOffsetMinutes }: KnownSites,
  place: Place,
  { farthest, now, count }: { readonly farthest: number; readonly now: EpochSeconds; readonly count: number },
): NearSite[] {
  const local = now + utcOffsetMinutes * 60;
  const near: NearSite[] = [];
  for (const { site, metres } of sitesWithin(index, place, farthest)) {
    const closes = closesAt(site, local);
    const busy = busyOf(states, site.id, now);
    if (closes === undefined || busy === 'closed') continue;
    const { id, name, latitude, longitude, tests = [] } = site;
    const walkMinutes = Math.max(1, Math.round((metres * DETOUR) / METRES_A_MINUTE));
    const how = { metres: Math.round(metres), walkMinutes, isWithinWalk: metres <= WALK_METRES };
    near.push({ id, name, latitude, longitude, ...how, tests, closes, busy });
    if (near.length === count) break;
  }
  return near;
}

/** Whether visitors would be shown a site, if they were near it. */
export function isOpenNow(
  site: ListedSite,
  { states, utcOffsetMinutes }: Pick<KnownSites, 'states' | 'utcOffsetMinutes'>,
  now: EpochSeconds,
): boolean {
  return closesAt(site, now + utcOffsetMinutes * 60) !== undefined && busyOf(states, site.id, now) !== 'closed';
}

/** As {@link closingTime}, of a site that may be closed until further notice. */
function closesAt({ isOpen, hours }: ListedSite, local: number): string | null | undefined {
  return isOpen ? closingTime(hours, local) : undefined;
}

function busyOf(states: SiteStates | null, id: string, now: EpochSeconds): NearSite['busy'] | 'closed' {
  if (states === null || states.asOf === null) return null;
  const said = Object.hasOwn(states.states, id) ? states.states[id] : undefined;
  const asOf = parseDateTime(said?.asOf ?? states.asOf);
  if (!asOf.ok || said === undefined) return null;
  const ageSeconds = Math.max(0, now - asOf.value);
  if (said.state === 'closed') return ageSeconds <= STATE_HOLDS_SECONDS ? 'closed' : null;
  return { state: said.state, waitMinutes: said.waitMinutes ?? null, ageSeconds };
}

/**
 * Until when a site is open.
 *
 * @param local seconds since 1970 by the place's clock
 * @returns `undefined`: it is closed; `null`: it does not close today
 */
function closingTime(hours: ListedSite['hours'], local: number): string | null | undefined {
  const minute = Math.floor((local % SECONDS_PER_DAY) / 60);
  const day = Math.floor(local / SECONDS_PER_DAY);
  const [today, yesterday] = [weekdayOf(day), weekdayOf(day - 1)];
  for (const { weekdays, opens, closes } of hours) {
    const [from, to] = [minuteOf(opens), minuteOf(closes)];
    // What closes no later than it opens is open over midnight.
    const isOverMidnight = to <= from;
    if (weekdays.includes(today) && minute >= from && (isOverMidnight || minute < to)) {
      return isOverMidnight && to !== 0 ? null : closes;
    }
    if (isOverMidnight && weekdays.includes(yesterday) && minute < to) return closes;
  }
  return undefined;
}

/** 1, Monday, to 7. 1 January 1970 was a Thursday. */
function weekdayOf(day: number): number {
  return ((day + 3) % 7) + 1;
}

function minuteOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * 60 + minute;
}

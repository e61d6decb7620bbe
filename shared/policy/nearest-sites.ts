import { parseDateTime, SECONDS_PER_DAY, type EpochSeconds } from '../time.ts';
import type { Language } from '../verdict.ts';
import type { Policy } from './policy.ts';
import type { SiteStates } from './sites.ts';

/** Degrees by WGS 84. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** A sampling site that is open, as a visitor is shown it. */
export interface NearSite extends Place {
  readonly id: string;
  readonly name: Readonly<Record<Language, string>>;
  /** As the crow flies. */
  readonly metres: number;
  /** `HH:MM` by the place's clock; `null`: not today any more. */
  readonly closes: string | null;
  /** `null`: nobody has said. */
  readonly busy: {
    readonly state: 'idle' | 'busy';
    readonly waitMinutes: number | null;
    readonly ageSeconds: number;
  } | null;
}

/** Beyond this nobody walks: an hour, at 80 m a minute (GB/T 51328-2018 plans by 15-minute circles of some 1,200 m). */
const FARTHEST_METRES = 4800;

/** Half an hour's queue says nothing of now; that a site was closed for want of tubes says as little the next morning. */
const STATE_HOLDS_SECONDS = 2 * 3600;

/** Mean radius (IUGG). */
const EARTH_METRES = 6_371_009;
const RADIANS = Math.PI / 180;

/**
 * The open sites nearest to a place, nearest first.
 *
 * Over some kilometres the earth is flat: a degree of longitude is shorter by the cosine of the latitude.
 *
 * @param count at most
 */
export function nearestSites(
  { samplingSites, parameters }: Pick<Policy, 'samplingSites' | 'parameters'>,
  states: SiteStates | null,
  place: Place,
  now: EpochSeconds,
  count: number,
): NearSite[] {
  const local = now + parameters.utcOffsetMinutes * 60;
  const narrowing = Math.cos(place.latitude * RADIANS);
  const found: { site: Site; metres: number }[] = [];
  for (const site of samplingSites) {
    const north = (site.latitude - place.latitude) * RADIANS * EARTH_METRES;
    if (Math.abs(north) > FARTHEST_METRES) continue;
    const east = eastward(site.longitude - place.longitude) * RADIANS * EARTH_METRES * narrowing;
    const metres = Math.hypot(north, east);
    if (metres <= FARTHEST_METRES) found.push({ site, metres });
  }
  found.sort((a, b) => a.metres - b.metres);
  const near: NearSite[] = [];
  for (const { site, metres } of found) {
    const closes = closingTime(site.hours, local);
    const busy = busyOf(states, site.id, now);
    if (closes === undefined || busy === 'closed') continue;
    const { id, name, latitude, longitude } = site;
    near.push({ id, name, latitude, longitude, metres: Math.round(metres), closes, busy });
    if (near.length === count) break;
  }
  return near;
}

type Site = Policy['samplingSites'][number];

/** The short way round. */
function eastward(degrees: number): number {
  return degrees > 180 ? degrees - 360 : degrees < -180 ? degrees + 360 : degrees;
}

function busyOf(states: SiteStates | null, id: string, now: EpochSeconds): NearSite['busy'] | 'closed' {
  if (states === null || states.asOf === null) return null;
  const asOf = parseDateTime(states.asOf);
  const said = Object.hasOwn(states.states, id) ? states.states[id] : undefined;
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
function closingTime(hours: Site['hours'], local: number): string | null | undefined {
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

import { nearestSites, type KnownSites } from '../../shared/policy/nearest-sites.ts';
import type { Place } from '../../shared/policy/site-index.ts';
import type { EpochSeconds } from '../../shared/time.ts';
import { listVenues } from '../store/account-list.ts';
import type { Store } from '../store/schema.ts';
import { readNewest } from '../store/setting-versions.ts';

/** Whether visitors of a venue who are sent away have somewhere to go on foot. */
export interface VenueReach {
  readonly venue: string;
  /** The open site nearest to any of its gates, up to 4.8 km; `null`: there is none. */
  readonly nearest: { readonly id: string; readonly metres: number; readonly walkMinutes: number } | null;
  /** Within 15 minutes on foot. */
  readonly isReached: boolean;
}

export interface Coverage {
  /** Those that somebody has set a place of. */
  readonly venues: readonly VenueReach[];
  /** Those that nobody has. */
  readonly withoutPlace: readonly string[];
}

/** @param venue `null`: all there are */
export async function coverageOf(
  store: Store,
  known: KnownSites,
  { venue, now }: { readonly venue: string | null; readonly now: EpochSeconds },
): Promise<Coverage> {
  const names = venue === null ? await listVenues(store) : [venue];
  const places = await placesOf(store, venue);
  const reached = names.flatMap((one) => {
    const at = places.get(one);
    return at === undefined ? [] : [reachOf(one, at, known, now)];
  });
  return { venues: reached, withoutPlace: names.filter((one) => !places.has(one)) };
}

/** What is set for the venue, and for its gates. */
async function placesOf(store: Store, venue: string | null): Promise<Map<string, Place[]>> {
  const places = new Map<string, Place[]>();
  for (const { venue: of, values } of await readNewest(store, venue)) {
    if (values.place !== undefined && values.place !== null) places.set(of, [...(places.get(of) ?? []), values.place]);
  }
  return places;
}

function reachOf(venue: string, places: readonly Place[], known: KnownSites, now: EpochSeconds): VenueReach {
  const found = places.flatMap((place) => nearestSites(known, place, now, 1));
  const [nearest] = found.toSorted((a, b) => a.metres - b.metres);
  if (nearest === undefined) return { venue, nearest: null, isReached: false };
  const { id, metres, walkMinutes, isWithinWalk } = nearest;
  return { venue, nearest: { id, metres, walkMinutes }, isReached: isWithinWalk };
}

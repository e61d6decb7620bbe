import type { Place, sitesWithin } from '../../../shared/policy/site-index.ts';
import type { ListedSite } from '../../../shared/policy/sites.ts';

const [EARTH_METRES, RADIANS] = [6_371_009, Math.PI / 180];

/** What `sitesWithin` finds, by looking at every site. */
export function nearestOfAll(
  sites: readonly ListedSite[],
  place: Place,
  farthest: number,
): ReturnType<typeof sitesWithin> {
  const narrowing = Math.cos(place.latitude * RADIANS);
  return sites
    .map((site, at) => {
      const apart = site.longitude - place.longitude;
      const east = apart > 180 ? apart - 360 : apart < -180 ? apart + 360 : apart;
      const north = (site.latitude - place.latitude) * RADIANS * EARTH_METRES;
      return { site, metres: Math.hypot(north, east * RADIANS * EARTH_METRES * narrowing), at };
    })
    .filter(({ metres }) => metres <= farthest)
    .sort((a, b) => a.metres - b.metres || a.at - b.at);
}

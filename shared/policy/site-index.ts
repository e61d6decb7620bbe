import { parseDateTime } from '../time.ts';
import type { Policy } from './policy.ts';
import type { ListedSite, SiteList } from './sites.ts';

/** Degrees by WGS 84. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** Sites by where they are, so that whoever asks for what is near need not look at them all. */
export interface SiteIndex {
  /** As they are listed. */
  readonly sites: readonly ListedSite[];
  /** Positions in that list by the square they lie in, as `cellOf` numbers them. */
  readonly cells: ReadonlyMap<number, readonly number[]>;
}

/** A square is some 1.1 km from south to north: within a walk of 15 minutes there are nine of them, and few sites in each. */
const CELLS_A_DEGREE = 100;
const COLUMNS = 360 * CELLS_A_DEGREE;

/** Mean radius (IUGG). */
const EARTH_METRES = 6_371_009;
const RADIANS = Math.PI / 180;

/** Which sites count: those of the list of their own, unless the rules name some themselves and are newer than it. */
export function sitesInForce(policy: Pick<Policy, 'samplingSites' | 'issuedAt'>, list: SiteList | null): ListedSite[] {
  const own = policy.samplingSites.map((site) => ({ ...site, isOpen: true }));
  if (list === null || list.asOf === null) return own;
  const [listed, issued] = [parseDateTime(list.asOf), parseDateTime(policy.issuedAt)];
  const areRulesNewer = listed.ok && issued.ok && issued.value > listed.value;
  return own.length > 0 && areRulesNewer ? own : list.sites;
}

/** Made once for each list, in the time that it takes to look at all of it. */
export function indexSites(sites: readonly ListedSite[]): SiteIndex {
  const cells = new Map<number, number[]>();
  sites.forEach(({ latitude, longitude }, at) => {
    const cell = cellOf(rowOf(latitude), columnOf(longitude));
    const there = cells.get(cell);
    if (there === undefined) cells.set(cell, [at]);
    else there.push(at);
  });
  return { sites, cells };
}

/** A site, and how far it is as the crow flies. */
interface Found {
  readonly site: ListedSite;
  readonly metres: number;
}

/**
 * The sites within a distance, nearest first; of those that are equally far the one that is listed first.
 *
 * Over some kilometres the earth is flat: a degree of longitude is shorter by the cosine of the latitude.
 *
 * @param farthest metres, inclusive
 */
export function sitesWithin({ sites, cells }: SiteIndex, place: Place, farthest: number): Found[] {
  const narrowing = Math.cos(place.latitude * RADIANS);
  const found: (Found & { readonly at: number })[] = [];
  const look = (at: number): void => {
    const site = sites[at];
    if (site === undefined) return;
    const metres = metresTo(place, site, narrowing);
    if (metres <= farthest) found.push({ site, metres, at });
  };
  for (const there of squaresWithin(cells, place, farthest / (EARTH_METRES * RADIANS), narrowing)) there.forEach(look);
  return found.sort((a, b) => a.metres - b.metres || a.at - b.at);
}

function metresTo(place: Place, site: Place, narrowing: number): number {
  const north = (site.latitude - place.latitude) * RADIANS * EARTH_METRES;
  const east = eastward(site.longitude - place.longitude) * RADIANS * EARTH_METRES * narrowing;
  return Math.hypot(north, east);
}

/** @param degrees of latitude, in each direction */
function* squaresWithin(
  cells: SiteIndex['cells'],
  { latitude, longitude }: Place,
  degrees: number,
  narrowing: number,
): Generator<readonly number[]> {
  const [south, north] = [rowOf(latitude - degrees), rowOf(latitude + degrees)];
  // One more on each side: what is on a square's edge is in one of the two, by how a sum was rounded.
  const across = Math.ceil((degrees / narrowing) * CELLS_A_DEGREE) + 1;
  // Close to a pole a few kilometres lead around the world: then all there are are fewer.
  if (!(across * 2 < COLUMNS) || (north - south + 3) * (across * 2 + 1) > cells.size) {
    yield* cells.values();
    return;
  }
  const middle = columnOf(longitude);
  for (let row = south - 1; row <= north + 1; row += 1) {
    for (let column = middle - across; column <= middle + across; column += 1) {
      const there = cells.get(cellOf(row, column));
      if (there !== undefined) yield there;
    }
  }
}

function rowOf(latitude: number): number {
  return Math.floor((latitude + 90) * CELLS_A_DEGREE);
}

function columnOf(longitude: number): number {
  return Math.floor((longitude + 180) * CELLS_A_DEGREE);
}

/** Columns go round the world. */
function cellOf(row: number, column: number): number {
  return row * COLUMNS + ((column + COLUMNS) % COLUMNS);
}

/** The short way round. */
function eastward(degrees: number): number {
  return degrees > 180 ? degrees - 360 : degrees < -180 ? degrees + 360 : degrees;
}

import { nearestSites, type KnownSites } from '../../shared/policy/nearest-sites.ts';
import { indexSites } from '../../shared/policy/site-index.ts';
import { siteListSchema, type SiteStates } from '../../shared/policy/sites.ts';
import { madeSites } from '../shared/policy/made-sites.ts';
import { nearestOfAll } from '../shared/policy/naive-sites.ts';
import { figures, percentile, type Row } from './rows.ts';

const SITES = 10_000;
const ASKED = 2000;
/** Noon in Shanghai on 2022-05-13. */
const NOON = Date.UTC(2022, 4, 13, 4) / 1000;

/** Ten thousand sampling sites: read, laid out by squares, and the nearest three found, from all over the city. */
export function bench(): Promise<Row[]> {
  const sites = madeSites(SITES);
  const text = JSON.stringify({ asOf: '2022-05-13T11:00:00+08:00', sites });
  const read = timed(() => siteListSchema.parse(JSON.parse(text)));
  const indexed = timed(() => indexSites(sites));
  const spread: KnownSites = { index: indexSites(sites), states: statesOf(sites), utcOffsetMinutes: 480 };
  const crowded = madeSites(SITES, 3, 0.03);
  const close: KnownSites = { ...spread, index: indexSites(crowded), states: statesOf(crowded) };
  const places = madeSites(ASKED, 2);
  const ask = (known: KnownSites, at: readonly (typeof places)[number][]): number[] =>
    at.map((place) => timed(() => nearestSites(known, place, NOON, 3)));
  // Once before it counts.
  ask(spread, places);
  const nearest = ask(spread, places);
  const scanned = places.map((place) => timed(() => nearestOfAll(sites, place, 4800)));
  const inCrowd = ask(close, madeSites(ASKED, 4, 0.03));
  const note = `${percentile(scanned, 0.5).toFixed(3)} ms (p99 ${percentile(scanned, 0.99).toFixed(3)} ms) to look at every site`;
  return Promise.resolve([
    {
      name: '10,000 sites read and checked',
      value: read,
      unit: 'ms',
      note: `${(text.length / 1e6).toFixed(1)} million characters`,
    },
    { name: '10,000 sites laid out by squares', value: indexed, unit: 'ms' },
    ...figures('the nearest three of 10,000', nearest, { target: { below: 1 }, note }),
    ...figures('the nearest three where all 10,000 are within 3 km', inCrowd, {}),
  ]);
}

function statesOf(sites: ReturnType<typeof madeSites>): SiteStates {
  const states = sites.map(({ id }, i) => [id, { state: i % 3 === 0 ? ('busy' as const) : ('idle' as const) }]);
  return { asOf: '2022-05-13T11:50:00+08:00', states: Object.fromEntries(states) as SiteStates['states'] };
}

function timed(run: () => unknown): number {
  const startedAt = performance.now();
  run();
  return performance.now() - startedAt;
}

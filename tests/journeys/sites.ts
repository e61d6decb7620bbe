import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from '../../shared/policy/site-index.ts';
import { NOW } from './now.ts';
import { openTestOffice, type TestOffice } from './office.ts';

const EVERY_DAY = [{ weekdays: [1, 2, 3, 4, 5, 6, 7], opens: '08:00', closes: '20:00' }];
const NIGHTS = [{ weekdays: [1, 2, 3, 4, 5, 6, 7], opens: '20:00', closes: '08:00' }];

/** Made-up sampling sites around a made-up mall, the nearest of which opens in the evening. */
const SITES = [
  { id: 'night', name: ['夜间采样亭', 'Night kiosk'], latitude: 31.2302, longitude: 121.4702, hours: NIGHTS },
  {
    id: 'park',
    name: ['公园北门采样点', 'Park, north gate'],
    latitude: 31.2325,
    longitude: 121.4718,
    hours: EVERY_DAY,
  },
  {
    id: 'school',
    name: ['第三小学采样点', 'Primary school No. 3'],
    latitude: 31.2261,
    longitude: 121.474,
    hours: EVERY_DAY,
  },
  { id: 'closed', name: ['广场采样点', 'Square'], latitude: 31.2311, longitude: 121.4709, hours: EVERY_DAY },
  { id: 'stadium', name: ['体育场采样点', 'Stadium'], latitude: 31.2401, longitude: 121.461, hours: EVERY_DAY },
  { id: 'far', name: ['郊区采样点', 'Suburb'], latitude: 31.4, longitude: 121.6, hours: EVERY_DAY },
];

const STATES = {
  asOf: new Date(Date.parse(NOW) - 10 * 60_000).toISOString().replace('.000', ''),
  states: {
    park: { state: 'busy', waitMinutes: 25 },
    school: { state: 'idle' },
    closed: { state: 'closed' },
    stadium: { state: 'busy', waitMinutes: 40 },
  },
};

/** In the middle of them. */
const HERE: Place = { latitude: 31.23, longitude: 121.47 };

/** A walk of 17 minutes from the nearest of them that is open. */
export const FAR: Place = { latitude: 31.2455, longitude: 121.47 };

/**
 * An office whose rules name sampling sites, and a kiosk's profile that says where it stands.
 *
 * @param rules of the cookbook, for malls beside their own
 */
export async function withSites(
  folder: string,
  { place = HERE, rules = [] }: { readonly place?: Place; readonly rules?: readonly string[] } = {},
): Promise<{ office: TestOffice; profile: string; args: string[] }> {
  const office = await openTestOffice(join(folder, 'office'));
  writeFileSync(join(folder, 'office', 'sites.json'), JSON.stringify(STATES));
  const samplingSites = SITES.map(({ name: [zh, en], ...site }) => ({ ...site, name: { 'zh-CN': zh, en } }));
  office.publish(1, { samplingSites, ...mallWith(rules) }, Date.parse(NOW) / 1000);
  const profile = join(folder, 'profile');
  mkdirSync(join(profile, 'demo'), { recursive: true });
  const settings = { place };
  writeFileSync(join(profile, 'demo', 'settings.json'), JSON.stringify(settings));
  return { office, profile, args: [`--policy=${office.url}`, `--policy-root=${office.rootPath}`] };
}

interface Written {
  readonly rules: Readonly<Record<string, unknown>>;
  readonly venueTypes: { readonly mall?: { readonly rules: readonly string[] } };
}

const readRules = (...path: readonly string[]): Written =>
  JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', ...path), 'utf8')) as Written;

/** The demo's rules, with more for malls. */
function mallWith(more: readonly string[]): Partial<Written> {
  if (more.length === 0) return {};
  const { rules, venueTypes } = readRules('resources', 'demo', 'policy-source.json');
  const cookbook = readRules('docs', 'cookbook.json').rules;
  const mall = { ...venueTypes.mall, rules: [...(venueTypes.mall?.rules ?? []), ...more] };
  const added = Object.fromEntries(more.map((name) => [name, cookbook[name]]));
  return { rules: { ...rules, ...added }, venueTypes: { ...venueTypes, mall } };
}

import { seeded } from '../../../electron/simulators/faults.ts';
import type { Place } from '../../../shared/policy/site-index.ts';
import type { ListedSite } from '../../../shared/policy/sites.ts';

/** The middle of a made-up city. */
export const CITY: Place = { latitude: 31.23, longitude: 121.47 };

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const PLACES = ['公园', '小学', '广场', '菜场', '体育场', '图书馆', '社区中心', '停车场'] as const;
const IN_ENGLISH = [
  'Park',
  'School',
  'Square',
  'Market',
  'Stadium',
  'Library',
  'Community centre',
  'Car park',
] as const;

/**
 * Made-up sites, closer together in the middle of the city, as they are.
 *
 * @param spread degrees to the farthest, in each direction
 */
export function madeSites(count: number, seed = 1, spread = 0.45): ListedSite[] {
  const random = seeded(seed);
  const offset = (): number => (random() + random() + random() - 1.5) * (spread / 1.5);
  return Array.from({ length: count }, (_, i): ListedSite => {
    const kind = Math.floor(random() * PLACES.length);
    const number = String(i + 1).padStart(5, '0');
    return {
      id: `site-${number}`,
      name: { 'zh-CN': `演示${PLACES[kind] ?? ''}${number}采样点`, en: `Demo ${IN_ENGLISH[kind] ?? ''} ${number}` },
      latitude: round(CITY.latitude + offset()),
      longitude: round(CITY.longitude + offset()),
      hours: [{ weekdays: EVERY_DAY, opens: '08:00', closes: random() < 0.8 ? '20:00' : '12:00' }],
      desks: 1 + Math.floor(random() * 2.25),
      tests: random() < 0.1 ? ['nucleic-acid', 'antigen'] : ['nucleic-acid'],
      isOpen: random() >= 0.03,
    };
  });
}

/** As a list writes them: some 10 cm. */
function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}

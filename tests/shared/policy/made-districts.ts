import { localDay } from '../../../shared/policy/district.ts';
import { formatDate } from '../../../shared/time.ts';

/** New cases of each day up to yesterday, the oldest first; `null`: nobody has reported them. */
type Counts = readonly (number | null)[];

const DISTRICTS: readonly (readonly [code: string, zh: string, en: string, population: number, counts: Counts])[] = [
  ['310115', '浦东新区', 'Pudong', 5_681_512, [96, 61, 40, 22, 9, 3, 1, 0, 0, 0]],
  ['310116', '金山区', 'Jinshan', 822_776, [12, 9, 7, 5, 5, 4, 2, 3, 1, 2]],
  ['310117', '松江区', 'Songjiang', 1_909_713, [150, 122, 97, 80, 61, 44, 40, 31, 24, 20]],
  ['310118', '青浦区', 'Qingpu', 1_271_424, [20, 14, 9, 8, 5, 4, 3, 2, null, 0]],
];

/** Four districts as rules have them, one of each status; the figures are made up. @param atMs the last ones are of the day before, in Beijing */
export function madeDistricts(atMs: number): object[] {
  const today = localDay(Math.floor(atMs / 1000), 480);
  return DISTRICTS.map(([code, zh, en, population, counts]) => ({
    ...{ code, name: { 'zh-CN': zh, en }, population },
    cases: counts.flatMap((count, i) =>
      count === null ? [] : [{ date: formatDate(today - counts.length + i), new: count }],
    ),
  }));
}

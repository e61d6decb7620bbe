import { formatHours } from '../../../hub/sites/hours.ts';
import type { ListedSite } from '../../../shared/policy/sites.ts';

/** As `sentinel hub sites import` takes them. */
export function csvOf(sites: readonly ListedSite[]): string {
  const rows = sites.map(({ id, name, latitude, longitude, hours, desks = '', tests = [], isOpen }) =>
    [id, name['zh-CN'], name.en, latitude, longitude, formatHours(hours), desks, tests.join(' '), isOpen].join(','),
  );
  return `id,name,nameEn,latitude,longitude,hours,desks,tests,isOpen\n${rows.join('\n')}\n`;
}

import type { LogRow } from '../../../shared/console/log.ts';
import { isOfAClock, unreadableTime, wallMsOf, writeWall } from '../../../shared/console/moment.ts';
import type { Language } from '../../../shared/verdict.ts';

type Shown = Pick<LogRow, 'epochMs' | 'offsetMinutes'>;

/** When it was by the clock on the wall where it was: `YYYY-MM-DD HH:MM:SS`, or that no clock shows it. */
export function wallTime(row: Shown, language: Language): string {
  return isOfAClock(row) ? writeWall(wallMsOf(row)) : unreadableTime(language);
}

/** With its zone: `2027-01-01 08:00:00 UTC+08:00` */
export function wallTimeInZone(row: Shown, language: Language): string {
  return isOfAClock(row) ? `${wallTime(row, language)} ${zoneOf(row)}` : unreadableTime(language);
}

function zoneOf({ offsetMinutes }: Shown): string {
  const minutes = Math.abs(offsetMinutes);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `UTC${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

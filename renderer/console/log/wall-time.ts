import type { LogRow } from '../../../shared/console/log.ts';

const MS_PER_MINUTE = 60_000;

/** When it was by the clock on the wall where it was: `YYYY-MM-DD HH:MM:SS`, which both languages read. */
export function wallTime({ epochMs, offsetMinutes }: Pick<LogRow, 'epochMs' | 'offsetMinutes'>): string {
  return new Date(epochMs + offsetMinutes * MS_PER_MINUTE).toISOString().slice(0, 19).replace('T', ' ');
}

/** `UTC+08:00` */
export function zoneOf({ offsetMinutes }: Pick<LogRow, 'offsetMinutes'>): string {
  const minutes = Math.abs(offsetMinutes);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `UTC${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

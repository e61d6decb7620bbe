import type { Language } from '../../shared/verdict.ts';

/** The hours of a day are counted to 24 in both languages: guards compare them with one clock at one door. */
const HOURS = { hourCycle: 'h23' } as const;

/** A moment of today, with its seconds, by the kiosk's zone. */
export function formatClockTime(language: Language, epochMs: number): string {
  return new Intl.DateTimeFormat(language, { timeStyle: 'medium', ...HOURS }).format(epochMs);
}

/** A moment that has passed, with its day unless that is today. @param now epoch milliseconds */
export function formatPast(language: Language, epochMs: number, now: number): string {
  const isToday = new Date(epochMs).toDateString() === new Date(now).toDateString();
  return isToday ? formatClockTime(language, epochMs) : formatMoment(language, new Date(epochMs).toISOString());
}

/** A moment of any day, by the kiosk's zone. @param rfc3339 a moment */
export function formatMoment(language: Language, rfc3339: string): string {
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', ...HOURS });
  return format.format(new Date(rfc3339));
}

/** The day of a moment, by the kiosk's zone. @param rfc3339 a moment */
export function formatDay(language: Language, rfc3339: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(rfc3339));
}

/** A day of this year, which has no zone. @param date `YYYY-MM-DD` */
export function formatDate(language: Language, date: string): string {
  return new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(new Date(date));
}

/** @param digits how many follow the decimal mark */
export function formatNumber(language: Language, number: number, digits = 0): string {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(language, options).format(number);
}

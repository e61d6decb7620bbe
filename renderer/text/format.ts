import { isMoment, unreadableTime } from '../../shared/console/moment.ts';
import type { Language } from '../../shared/verdict.ts';

/** The hours of a day are counted to 24 in both languages: guards compare them with one clock at one door. */
const HOURS = { hourCycle: 'h23' } as const;

/** Epoch milliseconds, or RFC 3339. */
type When = number | string;

/** Never throws: in the place of a moment that cannot be written are words that say so. */
function write(language: Language, when: When, options: Intl.DateTimeFormatOptions): string {
  const epochMs = typeof when === 'number' ? when : Date.parse(when);
  return isMoment(epochMs) ? new Intl.DateTimeFormat(language, options).format(epochMs) : unreadableTime(language);
}

/** A moment of today, with its seconds, by the kiosk's zone. */
export function formatClockTime(language: Language, epochMs: number): string {
  return write(language, epochMs, { timeStyle: 'medium', ...HOURS });
}

/** A moment that has passed, with its day unless that is today. @param now epoch milliseconds */
export function formatPast(language: Language, epochMs: number, now: number): string {
  const isToday = new Date(epochMs).toDateString() === new Date(now).toDateString();
  return isToday ? formatClockTime(language, epochMs) : formatMoment(language, epochMs);
}

/** A moment of any day, by the kiosk's zone. */
export function formatMoment(language: Language, when: When): string {
  return write(language, when, { dateStyle: 'medium', timeStyle: 'short', ...HOURS });
}

/** The same with its seconds. */
export function formatSecond(language: Language, when: When): string {
  return write(language, when, { dateStyle: 'medium', timeStyle: 'medium', ...HOURS });
}

/** The day of a moment, by the kiosk's zone. */
export function formatDay(language: Language, when: When): string {
  return write(language, when, { dateStyle: 'medium' });
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

/** An hour of a day, by the window's zone: `09:00`. */
export function formatHour(language: Language, epochMs: number): string {
  return write(language, epochMs, { hour: '2-digit', minute: '2-digit', ...HOURS });
}

/** As each language says them in a sentence. */
const DURATIONS = {
  'zh-CN': { unitDisplay: 'short', joint: '' },
  en: { unitDisplay: 'long', joint: ' ' },
} as const satisfies Record<Language, unknown>;

/** A time to wait, in minutes and seconds. @param seconds whole ones, from 0 */
export function formatDuration(language: Language, seconds: number): string {
  const { unitDisplay, joint } = DURATIONS[language];
  const told = (['minute', 'second'] as const)
    .map((unit) => ({ unit, count: unit === 'minute' ? Math.floor(seconds / 60) : seconds % 60 }))
    .filter(({ unit, count }) => count > 0 || (unit === 'second' && seconds === 0));
  return told
    .map(({ unit, count }) => new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay }).format(count))
    .join(joint);
}

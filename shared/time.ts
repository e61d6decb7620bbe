import { fail, ok, type Result } from './result.ts';

/** Whole seconds since 1970-01-01T00:00:00Z, leap seconds not counted (RFC 8392 §2 NumericDate without a fraction). */
export type EpochSeconds = number;

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMilliseconds = number;

/** A moment as a clock on the wall shows it, with what is known of that clock. */
export interface Moment {
  readonly epochMs: EpochMilliseconds;
  /** Minutes east of UTC, e.g. 480 for Shanghai. */
  readonly offsetMinutes: number;
  /** Whether a signed or authenticated source has confirmed the clock since it was last set. */
  readonly isConfirmed: boolean;
}

export const SECONDS_PER_HOUR = 3600;
export const SECONDS_PER_DAY = 86_400;

/** `Z` or a numeric offset is required: a time without one means another moment on every machine. */
const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(Z|([+-])(\d\d):(\d\d))$/;
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;

/**
 * Parses an RFC 3339 §5.6 `date-time`; a fraction of a second is cut off, not rounded.
 *
 * Leap second `:60` is refused, as is a day that the calendar lacks (30 February). `T` and `Z` are
 * capitals, as the standard's note lets a reader ask.
 */
export function parseDateTime(text: string): Result<EpochSeconds, 'not-a-date-time'> {
  const match = DATE_TIME.exec(text);
  if (match === null) return fail('not-a-date-time');
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [offsetHour, offsetMinute] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
  if (!isTimeOfDay(hour, minute, second) || !isTimeOfDay(offsetHour, offsetMinute, 0)) return fail('not-a-date-time');
  if (!isCalendarDay(year, month, day)) return fail('not-a-date-time');
  const offset = offsetHour * 60 + offsetMinute;
  const local = Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
  return ok(local - (match[8] === '-' ? -offset : offset) * 60);
}

/** Parses an ISO 8601 calendar date `YYYY-MM-DD` into days since 1970-01-01. */
export function parseDate(text: string): Result<number, 'not-a-date'> {
  const match = DATE.exec(text);
  if (match === null) return fail('not-a-date');
  const [year, month, day] = match.slice(1, 4).map(Number) as [number, number, number];
  if (!isCalendarDay(year, month, day)) return fail('not-a-date');
  return ok(Date.UTC(year, month - 1, day) / (SECONDS_PER_DAY * 1000));
}

/** Days since 1970-01-01 as `YYYY-MM-DD`. */
export function formatDate(epochDay: number): string {
  return new Date(epochDay * SECONDS_PER_DAY * 1000).toISOString().slice(0, 10);
}

/**
 * Whole months of the calendar from one day to another, both since 1970-01-01. A month that lacks the day ends with its last
 * one: from 31 August to 28 February are six.
 *
 * @returns negative where `to` comes before
 */
export function monthsBetween(from: number, to: number): number {
  const [first, last, next] = [from, to, to + 1].map((day) => new Date(day * SECONDS_PER_DAY * 1000)) as [
    Date,
    Date,
    Date,
  ];
  const months = (last.getUTCFullYear() - first.getUTCFullYear()) * 12 + last.getUTCMonth() - first.getUTCMonth();
  const isWhole = last.getUTCDate() >= first.getUTCDate() || next.getUTCDate() === 1;
  return isWhole ? months : months - 1;
}

/** A moment as RFC 3339 UTC text in whole seconds, `2022-05-13T01:00:00Z`. */
export function formatDateTime(seconds: EpochSeconds): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/** The second a moment falls in: fractions are cut, so 48:00:00.9 after a test is still 48:00:00. */
export function toSeconds(moment: Moment): EpochSeconds {
  return Math.floor(moment.epochMs / 1000);
}

function isTimeOfDay(hour: number, minute: number, second: number): boolean {
  return hour <= 23 && minute <= 59 && second <= 59;
}

function isCalendarDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

import { parseDate, parseDateTime, SECONDS_PER_DAY, type EpochSeconds } from '../time.ts';
import type { Reader } from './shape.ts';

/** Date, then time and zone as far as they are given. Issuers leave out seconds, colons and zones. */
const WRITTEN = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(:\d\d)?(?:[.,]\d+)?([Zz]|[+-]\d\d(?::?\d\d)?)?)?$/u;

/** No place on earth is further ahead of UTC, so no moment that a date without a zone may mean is earlier. */
const EARLIEST_ZONE = '+14:00';

/**
 * Reads a moment as issuers write it: RFC 3339, looser forms of ISO 8601, or seconds since 1970 (CBOR tag 1).
 *
 * What is left out is taken as the earliest moment it may mean, so that a test is never younger than it is: no time is
 * midnight, no zone is 14 hours ahead of UTC.
 */
export const moment: Reader<EpochSeconds> = (value) => {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.floor(value) : undefined;
  const match = typeof value === 'string' ? WRITTEN.exec(value) : null;
  if (match === null) return undefined;
  const [, date = '', time = '00:00', second = ':00', zone = EARLIEST_ZONE] = match;
  const parsed = parseDateTime(`${date}T${time}${second}${zoneOf(zone)}`);
  return parsed.ok ? parsed.value : undefined;
};

/** Reads a moment written with its zone; `undefined` where the zone, or anything but the seconds, is left out. */
export function parseZoned(text: string): EpochSeconds | undefined {
  return WRITTEN.exec(text)?.[4] === undefined ? undefined : moment(text);
}

/** Reads a calendar day, in days since 1970-01-01; of a longer text, the day it names. */
export const day: Reader<number> = (value) => {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.floor(value / SECONDS_PER_DAY) : undefined;
  const match = typeof value === 'string' ? WRITTEN.exec(value) : null;
  const parsed = parseDate(match?.[1] ?? '');
  return parsed.ok ? parsed.value : undefined;
};

/** A NumericDate (RFC 8392 §2, RFC 7519 §2) at which something begins: the second that a fraction lies in. */
export const numericDate: Reader<EpochSeconds> = (value) =>
  typeof value === 'number' && value >= 0 && value <= MAX_NUMERIC_DATE ? Math.floor(value) : undefined;

/** A NumericDate at which something ends: the first whole second that is not before it. */
export const numericEnd: Reader<EpochSeconds> = (value) =>
  typeof value === 'number' && value >= 0 && value <= MAX_NUMERIC_DATE ? Math.ceil(value) : undefined;

/** Last second of the year 9999, which RFC 3339 can still write; milliseconds given for seconds are beyond it. */
const MAX_NUMERIC_DATE = 253_402_300_799;

function zoneOf(written: string): string {
  if (written.toUpperCase() === 'Z') return 'Z';
  const digits = written.slice(1).replace(':', '').padEnd(4, '0');
  return `${written.slice(0, 1)}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

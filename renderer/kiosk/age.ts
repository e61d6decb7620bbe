import { SECONDS_PER_HOUR } from '../../shared/time.ts';

export type AgeUnit = 'minutes' | 'hours' | 'days';

/** A test's age as it is said: a counted unit, or one of two cases without a number. */
export type Age = { readonly unit: AgeUnit; readonly count: number } | 'justNow' | 'future';

/** Up to here hours are said, since rules speak of 48 and 72 hours; from here on days. */
const DAYS_FROM_HOURS = 100;

/**
 * Turns seconds since sampling into the largest fitting unit, cut and never rounded up: 47 h 59 min is "47 hours",
 * so that the words never say 48 while a 48-hour rule still holds.
 *
 * Under 1 h minutes, under 100 h hours, else days.
 */
export function ageOf(seconds: number): Age {
  if (seconds < 0) return 'future';
  if (seconds < 60) return 'justNow';
  if (seconds < SECONDS_PER_HOUR) return { unit: 'minutes', count: Math.floor(seconds / 60) };
  const hours = Math.floor(seconds / SECONDS_PER_HOUR);
  if (hours < DAYS_FROM_HOURS) return { unit: 'hours', count: hours };
  return { unit: 'days', count: Math.floor(hours / 24) };
}

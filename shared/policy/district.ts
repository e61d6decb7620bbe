import { SECONDS_PER_DAY, type EpochSeconds } from '../time.ts';

/** New cases of a district, as they were reported, in days since 1970-01-01. */
export interface District {
  /** GB/T 2260 area code, six digits. */
  readonly code: string;
  readonly population: number;
  readonly cases: readonly { readonly day: number; readonly new: number }[];
}

/** 社会面清零: `zero`; 社会面基本清零: `basically-zero`; `unknown` counts as `neither`. */
export type DistrictStatus = 'zero' | 'basically-zero' | 'neither' | 'unknown';

/** How a district stands, and by which figures. */
export interface DistrictStanding {
  readonly status: DistrictStatus;
  /** How old the newest figures are, in days; `null`: there are none that count. */
  readonly daysAgo: number | null;
  /** The three days that were looked at, the oldest first; `new` is `null` where nobody has reported it. */
  readonly days: readonly { readonly day: number; readonly new: number | null }[];
}

/** Days running that must all be so. */
const DAYS = 3;
/** Figures of a day come on the next one, sometimes on the one after that. */
const MAX_LAG_DAYS = 2;
/** Rates are of so many residents. */
export const PER_RESIDENTS = 100_000;

/**
 * Tells how far a district is free of community spread: *zero* after three days running without a new case, *basically
 * zero* after three days of each fewer than 1 per 100,000 residents.
 *
 * The three days end with the newest reported one. That must be today, yesterday or the day before; where it is older,
 * or one of the three is missing, nothing is known.
 *
 * @param today days since 1970-01-01, by the calendar of the place
 */
export function districtStatus({ population, cases }: District, today: number): DistrictStanding {
  const past = cases.filter(({ day }) => day <= today);
  const newest = Math.max(...past.map(({ day }) => day));
  if (past.length === 0 || newest < today - MAX_LAG_DAYS) return { status: 'unknown', daysAgo: null, days: [] };
  const days = Array.from({ length: DAYS }, (_, i) => {
    const day = newest - (DAYS - 1 - i);
    return { day, new: past.find((one) => one.day === day)?.new ?? null };
  });
  const daysAgo = today - newest;
  if (days.some((one) => one.new === null)) return { status: 'unknown', daysAgo, days };
  const isAll = (holds: (count: number) => boolean): boolean => days.every((one) => holds(one.new ?? Infinity));
  if (isAll((count) => count === 0)) return { status: 'zero', daysAgo, days };
  // In whole numbers, so that exactly 1 per 100,000 is not below it by a rounding.
  const isLow = isAll((count) => count * PER_RESIDENTS < population);
  return { status: isLow ? 'basically-zero' : 'neither', daysAgo, days };
}

/** Area codes nest: 310000 is the province of 310115, 310100 its city level (GB/T 2260). */
export function isWithin(area: string, wider: string): boolean {
  return area.startsWith(wider.replace(/(?:00){1,2}$/u, ''));
}

/** Days since 1970-01-01 by the calendar of a place. */
export function localDay(now: EpochSeconds, utcOffsetMinutes: number): number {
  return Math.floor((now + utcOffsetMinutes * 60) / SECONDS_PER_DAY);
}

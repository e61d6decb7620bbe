import type { PassFact, PassWindow } from '../credential/facts.ts';
import { SECONDS_PER_DAY, type EpochSeconds } from '../time.ts';
import { isWithin, localDay } from './district.ts';

/** A door by the names its hub knows it by; neither has a `/` in it. */
export interface Door {
  readonly venue: string;
  readonly gate: string;
}

const AREA = /^[1-9]\d{5}$/u;

/**
 * Tells whether a pass holds at a door: one of its places is the venue's name, `VENUE/GATE`, or an area code (GB/T 2260)
 * that the door's district is within. A pass that names no place holds at all doors; of a door that nobody has named only the
 * district is known.
 */
export function isHere({ places }: Pick<PassFact, 'places'>, door: Door | null, district: string | null): boolean {
  if (places.length === 0) return true;
  const names = door === null ? [] : [door.venue, `${door.venue}/${door.gate}`];
  return places.some(
    (place) => names.includes(place) || (AREA.test(place) && district !== null && isWithin(district, place)),
  );
}

/**
 * Tells whether `now` lies in one of a pass's windows, by the clock of the place; always, where it has none.
 *
 * Half-open: a window holds from the first second of its first minute, and no more at the first second after its last. One
 * that goes past midnight is of the day on which it began.
 */
export function isNow({ windows }: Pick<PassFact, 'windows'>, now: EpochSeconds, utcOffsetMinutes: number): boolean {
  if (windows.length === 0) return true;
  const today = localDay(now, utcOffsetMinutes);
  const second = now + utcOffsetMinutes * 60 - today * SECONDS_PER_DAY;
  return windows.some(
    (window) => isWithinOf(window, today, second) || isWithinOf(window, today - 1, second + SECONDS_PER_DAY),
  );
}

/** @param day on which it would have begun, since 1970-01-01 @param second since that day's midnight */
function isWithinOf({ days, fromMinute, minutes }: PassWindow, day: number, second: number): boolean {
  const isDay = (days & (1 << weekdayOf(day))) !== 0;
  return isDay && second >= fromMinute * 60 && second < (fromMinute + minutes) * 60;
}

/** 0 Monday to 6 Sunday; 1970-01-01 was a Thursday. */
function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

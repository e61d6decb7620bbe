import { z } from 'zod';
import type { EpochMilliseconds } from '../time.ts';
import type { Language } from '../verdict.ts';
import { inWords } from './words.ts';

/** 0000-01-01T00:00:00Z: years have four digits wherever moments are written (RFC 3339 §1). */
const FIRST_MS = -62_167_219_200_000;
/** 9999-12-31T23:59:59.999Z. */
const LAST_MS = 253_402_300_799_999;

const MS_PER_MINUTE = 60_000;
const MINUTES_PER_DAY = 1440;

/** A time that is asked about. What is beyond could be written nowhere, and would stand in the audit log for ever. */
export const askedMs = z.int().min(FIRST_MS).max(LAST_MS);

/** Whether a moment can be written. Entries have come by clocks of which it cannot. */
export function isMoment(epochMs: number): boolean {
  return epochMs >= FIRST_MS && epochMs <= LAST_MS;
}

/** A clock, by the moment that it shows and its minutes east of UTC. */
interface Shown {
  readonly epochMs: EpochMilliseconds;
  readonly offsetMinutes: number;
}

/** Whether a clock can show this: a zone is less than a day from UTC (RFC 3339 §5.6). */
export function isOfAClock({ epochMs, offsetMinutes }: Shown): boolean {
  return (
    isMoment(epochMs) && isMoment(wallMsOf({ epochMs, offsetMinutes })) && Math.abs(offsetMinutes) < MINUTES_PER_DAY
  );
}

/** By the clock on the wall, in milliseconds as if that were UTC. */
export function wallMsOf({ epochMs, offsetMinutes }: Shown): number {
  return epochMs + offsetMinutes * MS_PER_MINUTE;
}

/** `YYYY-MM-DD HH:MM:SS`, which both languages and their spreadsheets read. @param wallMs one that {@link isMoment} */
export function writeWall(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, 19).replace('T', ' ');
}

/** In the place of a moment that cannot be written. */
export function unreadableTime(language: Language): string {
  return inWords('unreadable-time', language);
}

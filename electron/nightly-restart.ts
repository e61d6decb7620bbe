import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Settings } from '../shared/contract.ts';
import type { Moment } from '../shared/time.ts';

const MINUTES_PER_DAY = 1440;
const MS_PER_MINUTE = 60_000;

/**
 * So long nobody must have come, be it a visitor or a guard. A visitor who has presented too little is waited for 30 s, so
 * that no entry is under way then.
 */
const QUIET_MS = 10 * MS_PER_MINUTE;

/** Who started since has no need to, and the hour that comes twice in autumn sees one restart. */
const LONG_MS = 12 * 60 * MS_PER_MINUTE;

/** Of the window, the part over which a venue's kiosks spread: the rest is for those that somebody was at. */
const SPREAD = 2 / 3;

type Window = NonNullable<Settings['nightlyRestart']>;

const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u);

/** A window that ends when it begins is none. */
export const nightlyRestartSchema = z
  .object({ from: timeOfDay, to: timeOfDay })
  .refine(({ from, to }) => from !== to) satisfies z.ZodType<Window>;

/** Where nobody has set another. */
export const NIGHTLY_RESTART: Window = { from: '03:00', to: '04:00' };

/** What the kiosk knows of itself when it asks. */
export interface Quiet {
  readonly now: Pick<Moment, 'epochMs' | 'offsetMinutes'>;
  /** Since the app has started, monotonic. */
  readonly upMs: number;
  /** Since somebody last did something here, monotonic. */
  readonly quietMs: number;
  /** The gate is held open, a file is being written, or the kiosk is open to a guard. */
  readonly isHeldUp: boolean;
}

/**
 * Tells whether the app may start anew now.
 *
 * The window is half-open, by the clock on the wall: in the night in which its hour is left out it does not come.
 *
 * @param share from 0, exclusive of 1: where in the window's spread this kiosk is
 */
export function isTimeToRestart(window: Window, share: number, quiet: Quiet): boolean {
  const { now, upMs, quietMs, isHeldUp } = quiet;
  const minute = Math.floor(now.epochMs / MS_PER_MINUTE) + now.offsetMinutes;
  const into = modulo(minute - minuteOf(window.from));
  const length = modulo(minuteOf(window.to) - minuteOf(window.from));
  if (into >= length || into < Math.floor(share * length * SPREAD)) return false;
  return upMs >= LONG_MS && quietMs >= QUIET_MS && !isHeldUp;
}

/** The same for a kiosk every night, and for two of them hardly ever. @returns from 0, exclusive of 1 */
export function shareOf(kiosk: string): number {
  return createHash('sha256').update(kiosk).digest().readUInt32BE(0) / 2 ** 32;
}

/** @param time `HH:MM` */
function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function modulo(minutes: number): number {
  return ((minutes % MINUTES_PER_DAY) + MINUTES_PER_DAY) % MINUTES_PER_DAY;
}

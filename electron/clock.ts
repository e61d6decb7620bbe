import { toSeconds, type Moment } from '../shared/time.ts';
import { watchClock, type ClockWatch } from './clock-watch.ts';

/** The two clocks of the kiosk. */
export interface Clock {
  /** The moment to judge by. */
  now(): Moment;
  /** Milliseconds that only ever grow, for durations and timers. */
  monotonicMs(): number;
  /** What else is known of the former. */
  readonly watch: ClockWatch;
}

const monotonicMs = (): number => performance.now();

/** The machine's clock. What confirms it are signed times that its watch hears of. */
export function systemClock(): Clock {
  const moment = (): Moment => localMoment(Date.now());
  const watch = watchClock(() => toSeconds(moment()), monotonicMs);
  return { now: () => ({ ...moment(), isConfirmed: watch.isConfirmed() }), monotonicMs, watch };
}

/** A clock that stands still at one moment, for demonstrations of boundaries. Demo mode only; nothing confirms it. */
export function frozenClock(epochMs: number): Clock {
  const moment = localMoment(epochMs);
  const watch = watchClock(
    () => toSeconds(moment),
    () => 0,
  );
  return { now: () => moment, monotonicMs, watch };
}

/** Midnight, by the clock on the wall, of the day a moment lies in, as epoch milliseconds. */
export function localMidnight({ epochMs }: Moment): number {
  return new Date(epochMs).setHours(0, 0, 0, 0);
}

function localMoment(epochMs: number): Moment {
  return { epochMs, offsetMinutes: -new Date(epochMs).getTimezoneOffset(), isConfirmed: false };
}

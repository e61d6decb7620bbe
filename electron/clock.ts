import type { Moment } from '../shared/time.ts';

/** The two clocks of the kiosk. */
export interface Clock {
  /** The moment to judge by. */
  now(): Moment;
  /** Milliseconds that only ever grow, for durations and timers. */
  monotonicMs(): number;
}

/** The machine's clock. Nothing confirms it until a hub's authenticated time does. */
export function systemClock(): Clock {
  return {
    now: () => ({ ...localMoment(Date.now()), isConfirmed: false }),
    monotonicMs: () => performance.now(),
  };
}

/** A clock that stands still at one moment, for demonstrations of boundaries. Demo mode only. */
export function frozenClock(epochMs: number): Clock {
  return { now: () => ({ ...localMoment(epochMs), isConfirmed: false }), monotonicMs: () => performance.now() };
}

/** Midnight, by the clock on the wall, of the day a moment lies in, as epoch milliseconds. */
export function localMidnight({ epochMs }: Moment): number {
  return new Date(epochMs).setHours(0, 0, 0, 0);
}

function localMoment(epochMs: number): { epochMs: number; offsetMinutes: number } {
  return { epochMs, offsetMinutes: -new Date(epochMs).getTimezoneOffset() };
}

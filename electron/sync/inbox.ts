import type { SyncEvent } from './machine-types.ts';

/** Events from outside, which wait until a command is carried out. */
export interface Inbox {
  readonly add: (event: SyncEvent) => void;
  readonly take: () => SyncEvent | undefined;
  /** Waits for an event, or for a monotonic moment, which is `woke`. */
  readonly next: (until: number | null) => Promise<SyncEvent>;
}

/** A clock that nobody sets, and a timer by it; both are handed in. */
export interface Timing {
  readonly monotonicMs: () => number;
  /** @returns what cancels it */
  readonly later: (ms: number, run: () => void) => () => void;
}

/** The longest a timer takes in one piece. */
const LONGEST_MS = 2 ** 31 - 1;

export function inbox({ monotonicMs, later }: Timing): Inbox {
  const events: SyncEvent[] = [];
  let wake: (() => void) | null = null;
  return {
    add: (event) => {
      // One nudge says as much as a hundred.
      if (event.is !== 'nudged' || events.at(-1)?.is !== 'nudged') events.push(event);
      wake?.();
    },
    take: () => events.shift(),
    next: async (until) => {
      if (events.length === 0) {
        await new Promise<void>((resolve) => {
          const cancel = until === null ? null : later(leftUntil(until - monotonicMs()), resolve);
          wake = () => {
            cancel?.();
            resolve();
          };
        });
        wake = null;
      }
      return events.shift() ?? { is: 'woke' };
    },
  };
}

function leftUntil(ms: number): number {
  return Math.min(Math.max(Math.ceil(ms), 0), LONGEST_MS);
}

export interface WatchdogParts {
  readonly monotonicMs: () => number;
  /** Has the window answer. */
  readonly ask: () => void;
  /** It has not answered for so long. */
  readonly hung: (silentMs: number) => void;
}

/** Tells a window that hangs from one that is busy. */
export interface Watchdog {
  /** Called every {@link TICK_MS}. */
  readonly tick: () => void;
  /** The window has answered. */
  readonly answered: () => void;
  /** A page is loading. */
  readonly began: () => void;
}

export const TICK_MS = 2000;

/** Ten questions without an answer. Drawing a report of a day keeps the window busy for a few seconds, on a slow machine too. */
export const SILENT_MS = 20_000;

/** A page that loads has this long until its first answer, the rest after a crash included. */
export const LOADING_MS = 60_000;

/**
 * A machine that slept, or an app that stood still, was silent itself: between two ticks no more counts than a late tick takes.
 */
const MOST_MS = 2 * TICK_MS;

export function openWatchdog({ monotonicMs, ask, hung }: WatchdogParts): Watchdog {
  let silentMs = 0;
  let isLoading = true;
  let lastMs = monotonicMs();
  const begin = (loading: boolean): void => {
    silentMs = 0;
    isLoading = loading;
  };
  return {
    tick() {
      const nowMs = monotonicMs();
      silentMs += Math.min(nowMs - lastMs, MOST_MS);
      lastMs = nowMs;
      if (silentMs >= (isLoading ? LOADING_MS : SILENT_MS)) {
        hung(silentMs);
        begin(true);
      } else {
        ask();
      }
    },
    answered() {
      begin(false);
    },
    began() {
      begin(true);
    },
  };
}

import type { BaudRate } from '../../shared/device/device.ts';
import type { Action, Driver, Step, Timing } from './driver.ts';

/** A driver at work: its state, and its timer. */
export interface Talk {
  readonly begin: (rate: BaudRate) => void;
  readonly hear: (bytes: Uint8Array) => void;
  /** The port is closed: nothing more is done until it begins anew. */
  readonly pause: () => void;
}

/** A timer later than this was held up with all else: what came meanwhile is still to be read. */
const HELD_UP_MS = 5;
/** For reading it. */
const CATCH_UP_MS = 25;

/** @param act does what the driver wants; it may pause us, and what the driver wanted after it is then not done */
export function makeTalk<S>(driver: Driver<S>, act: (action: Action) => void, timing: Timing): Talk {
  let state: S | null = null;
  let isOpen = false;
  let cancelWake = (): void => undefined;
  const take = (step: Step<S>): void => {
    cancelWake();
    ({ state } = step);
    if (step.wakeAtMs !== null) wakeAt(step.wakeAtMs);
    for (const action of step.actions) if (isOpen) act(action);
  };
  const wake = (): void => {
    if (isOpen && state !== null) take(driver.wake(state, timing.nowMs()));
  };
  const wakeAt = (atMs: number): void => {
    cancelWake = timing.after(Math.max(0, atMs - timing.nowMs()), () => {
      const isHeldUp = timing.nowMs() - atMs > HELD_UP_MS;
      if (isHeldUp) cancelWake = timing.after(CATCH_UP_MS, wake);
      else wake();
    });
  };
  return {
    begin(rate) {
      isOpen = true;
      take(driver.begin(rate, timing.nowMs(), state));
    },
    hear(bytes) {
      if (isOpen && state !== null) take(driver.hear(state, bytes, timing.nowMs()));
    },
    pause() {
      isOpen = false;
      cancelWake();
    },
  };
}

import type { GateSetting } from '../../shared/device/device.ts';
import type { Timing } from '../readers/driver.ts';

/** The passages of people who were admitted, one after the other. */
export interface Passages {
  /** One person, one opening: it begins at once, or when those before are through. */
  readonly admit: () => void;
  /** Whether the relay is to say "open" at this moment. */
  readonly isOpen: () => boolean;
  /** All are over: the gate stands open, or is not there. */
  readonly drop: () => void;
}

/** A gate that counts openings must see one end before the next begins. */
const REST_MS = 200;

/** More than this many who wait are no queue at a door; for them the guard opens. */
const MAX_WAITING = 8;

/** @param put called at each change of what {@link Passages.isOpen} says, but for `drop` */
export function makePassages(
  { pulseMs, openMs }: Pick<GateSetting, 'pulseMs' | 'openMs'>,
  put: () => void,
  timing: Timing,
): Passages {
  const restMs = Math.max(REST_MS, (openMs ?? 0) - pulseMs);
  let isOpen = false;
  let waiting = 0;
  let cancel: (() => void) | null = null;
  const begin = (): void => {
    isOpen = true;
    put();
    cancel = timing.after(pulseMs, end);
  };
  const end = (): void => {
    isOpen = false;
    put();
    cancel = timing.after(restMs, next);
  };
  const next = (): void => {
    cancel = null;
    if (waiting === 0) return;
    waiting -= 1;
    begin();
  };
  return {
    isOpen: () => isOpen,
    admit() {
      if (cancel === null) begin();
      else waiting = Math.min(waiting + 1, MAX_WAITING);
    },
    drop() {
      cancel?.();
      cancel = null;
      isOpen = false;
      waiting = 0;
    },
  };
}

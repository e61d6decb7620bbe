import type { DeviceState } from '../../shared/device/device.ts';
import type { Timing } from '../readers/driver.ts';

/** What moves the gate: a relay on a serial line, or a controller that is told by HTTP. */
export interface Board {
  /** Puts it at once into the position that is wanted now; where it is not there, once it is. */
  readonly put: () => void;
  readonly state: () => DeviceState;
  /** Settles when the last position was sent, as well as can be, and nothing more is. */
  readonly close: () => Promise<void>;
}

/** What a board asks of whoever decides, and tells. */
export interface BoardParts {
  /** Whether the passage is to be open at this moment. */
  readonly isOpenWanted: () => boolean;
  /** Whether it is to be open when we are gone. */
  readonly isOpenAtEnd: () => boolean;
  /** It was unplugged: what was begun is over. */
  readonly gone: () => void;
  readonly changed: (state: DeviceState) => void;
  /** A bug of ours, or the system's trouble: for the log. */
  readonly failed: (error: unknown) => void;
  readonly timing: Timing;
}

/**
 * How often a position is said again that nothing has changed: a board whose power was gone, and not its port, has let its
 * relays fall; one that has died is found out before a visitor stands before it.
 */
export const REPEAT_MS = 10_000;

/** The last position is waited for no longer than this before the app ends. */
export const LAST_WORD_MS = 500;

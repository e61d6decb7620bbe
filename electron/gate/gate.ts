import type { DeviceState, GateSetting } from '../../shared/device/device.ts';
import { SYSTEM_TIMING, type Timing } from '../readers/driver.ts';
import type { Board, BoardParts } from './board.ts';
import { openHook } from './hook.ts';
import { makePassages } from './passages.ts';
import { openRelay } from './relay.ts';

/** The turnstile, or the door's lock. */
export interface Gate {
  /** Lets one person through, whose entry is on disk. Where the gate is not there, nobody is let through later. */
  readonly admit: () => void;
  /** The kiosk is at work: from now on the gate opens for whom it admits. Before, it stands as it fails. */
  readonly serve: () => void;
  /** Holds it open for all, or no longer. At once; where it is not there, as soon as it is. */
  readonly hold: (isHeld: boolean) => void;
  readonly state: () => DeviceState;
  /** Puts it as it fails, or leaves it open where it is held so. Settles when that was sent, or could not be in time. */
  readonly close: () => Promise<void>;
}

export interface GateParts {
  /** Whether it was held open when the app ended last. */
  readonly isHeld: boolean;
  readonly changed: (state: DeviceState) => void;
  readonly failed: (error: unknown) => void;
  readonly timing?: Timing;
}

export function openGate(setting: GateSetting, { isHeld: wasHeld, changed, failed, timing }: GateParts): Gate {
  let isServing = false;
  let isHeld = wasHeld;
  const isOpenAtEnd = (): boolean => isHeld || setting.failsTo === 'open';
  const put = (): void => {
    board.put();
  };
  const passages = makePassages(setting, put, timing ?? SYSTEM_TIMING);
  const board = openBoard(setting.board, {
    isOpenWanted: () => (isServing && !isHeld ? passages.isOpen() : isOpenAtEnd()),
    isOpenAtEnd,
    gone: passages.drop,
    changed,
    failed,
    timing: timing ?? SYSTEM_TIMING,
  });
  return {
    admit() {
      if (isServing && !isHeld && TAKES_ORDERS.has(board.state())) passages.admit();
    },
    serve() {
      if (isServing) return;
      isServing = true;
      if (setting.failsTo === 'open') put();
    },
    hold(held) {
      isHeld = held;
      passages.drop();
      put();
    },
    state: board.state,
    close() {
      isServing = false;
      passages.drop();
      return board.close();
    },
  };
}

/** A board that has said nothing to the last order, or that it failed, is still given the next: it may have done it. */
const TAKES_ORDERS: ReadonlySet<DeviceState> = new Set(['ready', 'no-answer', 'faulty']);

function openBoard(setting: GateSetting['board'], parts: BoardParts): Board {
  return setting.driver === 'http' ? openHook(setting, parts) : openRelay(setting, parts);
}

import { seeded, spoil, type Fault } from './faults.ts';
import { play, type Pace } from './pace.ts';

/** How a line is. */
export interface LineConditions extends Pace {
  /** What may go wrong. */
  readonly faults: readonly Fault[];
  /** How often each of them happens, 0 to 1. */
  readonly faultRate: number;
  readonly seed: number;
}

/** The way from a device to the host. */
export interface Line {
  /**
   * Writes a message, faults and all, after those before it.
   *
   * @param sent called when its last byte has left
   */
  readonly send: (message: Uint8Array, sent: () => void) => void;
  /** Whether this fault happens now; tells if it does. */
  readonly strikes: (fault: Fault) => boolean;
  /** Drops what has not left. */
  readonly cut: () => void;
  /** From now on. */
  readonly suffer: (faults: readonly Fault[], faultRate: number | undefined) => void;
  /** Settles when all has left. */
  readonly sent: () => Promise<void>;
}

/** What happens to bytes; the rest is the device's own business. */
const TO_BYTES: readonly Fault[] = ['extra-zero', 'drop', 'garble', 'noise', 'split', 'slow'];

interface LineEvents {
  readonly fault: (fault: Fault) => void;
  /** Nobody took the bytes. */
  readonly unheard: () => void;
  /** The port does not take bytes, for no reason that we know. */
  readonly failed: (error: unknown) => void;
}

export function makeLine(
  conditions: LineConditions,
  write: (bytes: Uint8Array) => Promise<number>,
  events: LineEvents,
): Line {
  const random = seeded(conditions.seed);
  let { faults, faultRate } = conditions;
  let cable = new AbortController();
  let tail = Promise.resolve();
  const strikes = (fault: Fault): boolean => {
    if (!faults.includes(fault) || random() >= faultRate) return false;
    events.fault(fault);
    return true;
  };
  const leave = async (message: Uint8Array, sent: () => void, { signal }: AbortController): Promise<void> => {
    const isCut = (): boolean => signal.aborted;
    if (isCut()) return;
    try {
      if (await play(spoil(message, TO_BYTES.filter(strikes), random), conditions, write, signal)) sent();
      else if (!isCut()) events.unheard();
    } catch (error) {
      if (!isCut()) events.failed(error);
    }
  };
  return {
    strikes,
    send(message, sent) {
      const at = cable;
      tail = tail.then(() => leave(message, sent, at));
    },
    cut() {
      cable.abort();
      cable = new AbortController();
    },
    suffer(those, rate) {
      faults = those;
      faultRate = rate ?? faultRate;
    },
    sent: () => tail,
  };
}

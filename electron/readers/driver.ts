import type { BaudRate, DeviceRole, DeviceState, Presented, ThermometerDriver } from '../../shared/device/device.ts';
import type { ThermometerFault } from '../../shared/device/thermometer.ts';

/**
 * How one kind of device is talked to, as pure steps: what happened on its port goes in, what is to be done comes out. The
 * port, its coming and going and all timers are keep-open.ts's.
 */
export interface Driver<S> {
  /**
   * The port was opened. What was half-read `before` it was closed is never gone on with; `null`: it was not open before.
   */
  readonly begin: (rate: BaudRate, nowMs: number, before: S | null) => Step<S>;
  readonly hear: (state: S, bytes: Uint8Array, nowMs: number) => Step<S>;
  /** It is as late as {@link Step.wakeAtMs} said; all that had come before was heard. */
  readonly wake: (state: S, nowMs: number) => Step<S>;
}

export interface Step<S> {
  readonly state: S;
  readonly actions: readonly Action[];
  /** When to wake it, by monotonic milliseconds, if nothing is heard before; `null`: not at all. */
  readonly wakeAtMs: number | null;
}

export type Action =
  | { readonly kind: 'write'; readonly bytes: Uint8Array }
  /** What is written afterwards goes at this rate; it is also the one to open the port with next time. */
  | { readonly kind: 'set-rate'; readonly rate: BaudRate }
  | { readonly kind: 'tell'; readonly state: DeviceState }
  | { readonly kind: 'present'; readonly what: Presented }
  | { readonly kind: 'trouble'; readonly fault: ReaderTrouble }
  /** It is known now what the device is ({@link Found}). */
  | { readonly kind: 'found'; readonly found: Found };

/** What came from a device and was not taken, without any of it. */
export type ReaderTrouble = 'code-too-long' | 'code-garbled' | 'code-cut-short' | ThermometerFault;

/** What answers on a port, and how it is to be set. */
export interface Found {
  readonly role: Exclude<DeviceRole, 'gate'>;
  readonly baudRate: BaudRate;
  /** Of a thermometer. */
  readonly driver: ThermometerDriver | null;
}

/** The clock and timers that all here go by; handed in, so that tests need not wait. */
export interface Timing {
  /** Monotonic. */
  readonly nowMs: () => number;
  /** @returns takes it back */
  readonly after: (ms: number, run: () => void) => () => void;
}

export const SYSTEM_TIMING: Timing = {
  nowMs: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};

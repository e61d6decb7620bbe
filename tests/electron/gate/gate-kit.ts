import { onTestFinished } from 'vitest';
import { openGate, type Gate } from '../../../electron/gate/gate.ts';
import type { DeviceState, GateSetting, RelayBoard } from '../../../shared/device/device.ts';

export const SETTING: Omit<GateSetting, 'board'> = {
  lane: 'in',
  pulseMs: 300,
  openMs: null,
  failsTo: 'closed',
  antiPassbackSeconds: 0,
};

export function relayAt(path: string, more: Partial<RelayBoard> = {}): RelayBoard {
  const port = { path, vendorId: null, productId: null, serialNumber: null, usbPort: null };
  return { driver: 'lc-relay', port, baudRate: 9600, channel: 1, unit: 1, opensWhen: 'on', ...more };
}

export interface Watched {
  readonly gate: Gate;
  /** All states since the start. */
  readonly states: readonly DeviceState[];
  /** Settles when it is in this state. */
  readonly until: (state: DeviceState) => Promise<void>;
}

/** A gate that is closed with the test; it serves at once unless told otherwise. */
export function watchedGate(setting: GateSetting, { isHeld = false, serves = true } = {}): Watched {
  const states: DeviceState[] = [];
  let wake = (): void => undefined;
  const gate = openGate(setting, {
    isHeld,
    changed(state) {
      states.push(state);
      wake();
    },
    failed(error) {
      throw error;
    },
  });
  if (serves) gate.serve();
  onTestFinished(() => gate.close());
  return {
    gate,
    states,
    async until(state) {
      while (gate.state() !== state) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
}

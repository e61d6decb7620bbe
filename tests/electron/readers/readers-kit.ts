import type { DeviceSetting, DeviceStatus, Presented } from '../../../shared/device/device.ts';
import type { LogEvents } from '../../../electron/log.ts';
import { openReaders, type Readers } from '../../../electron/readers/readers.ts';

export interface Watched {
  readonly readers: Readers;
  readonly presented: { readonly device: string; readonly what: Presented }[];
  /** All states each device was ever in, by its id. */
  readonly states: Map<string, string[]>;
  readonly logged: { readonly event: keyof LogEvents; readonly fields: unknown }[];
  readonly failures: unknown[];
  /** Settles when it holds; asked whenever something has happened. */
  readonly until: (holds: () => boolean) => Promise<void>;
}

/** Readers on real ports, and all that is heard of them. */
export function watch(settings: readonly DeviceSetting[]): Watched {
  const presented: Watched['presented'] = [];
  const states: Watched['states'] = new Map();
  const logged: Watched['logged'] = [];
  const failures: unknown[] = [];
  let wake = (): void => undefined;
  const note = (statuses: readonly DeviceStatus[]): void => {
    for (const { id, state } of statuses) {
      const were = states.get(id) ?? [];
      if (were.at(-1) !== state) states.set(id, [...were, state]);
    }
    wake();
  };
  const readers = openReaders(settings, {
    present(device, what) {
      presented.push({ device: device.id, what });
      wake();
    },
    changed: note,
    failed(error) {
      failures.push(error);
      wake();
    },
    log: {
      write: (event, fields) => {
        logged.push({ event, fields });
      },
    },
  });
  const until: Watched['until'] = async (holds) => {
    while (!holds()) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { readers, presented, states, logged, failures, until };
}

/** A device at a path, as IT would set it up. */
export function setting(path: string, its: Partial<DeviceSetting>): DeviceSetting {
  const port = { path, vendorId: null, productId: null, serialNumber: null, usbPort: null };
  return { id: its.role ?? 'scanner', role: 'scanner', port, baudRate: 115_200, lane: 'in', driver: null, ...its };
}

import type { DeviceSetting, DeviceStatus, Lane } from '../shared/device/device.ts';
import type { ReaderMeter } from '../shared/diagnostics.ts';
import { describeError } from '../shared/error-place.ts';
import type { Log } from './log.ts';
import { openReaders, type Readers } from './readers/readers.ts';
import type { Sentinel } from './sentinel.ts';

export interface Devices {
  /** What is presented before it began to listen was presented to nobody. */
  start(): void;
  /** Others from now on. Settles when the ports of those that are there no more are closed. */
  change(settings: readonly DeviceSetting[]): Promise<void>;
  /** Settles when the ports are closed. */
  stop(): Promise<void>;
  statuses(): readonly DeviceStatus[];
  /** What has come from each since the app began. */
  meters(): readonly ReaderMeter[];
  /** Whether there is one before a lane that can read now: a visitor is not left waiting for one that cannot. */
  canRead(role: DeviceStatus['role'], lane: Lane): boolean;
}

interface DevicesParts {
  readonly settings: readonly DeviceSetting[];
  readonly present: Sentinel['present'];
  readonly changed: () => void;
  readonly log: Log;
}

/** The readers beside the kiosk. */
export function keepDevices({ settings, present, changed, log }: DevicesParts): Devices {
  let readers: Readers | null = null;
  /** The modules that have read a card since the start. */
  const modules = new Set<string>();
  const statuses = (): readonly DeviceStatus[] => readers?.statuses() ?? [];
  return {
    start() {
      readers = openReaders(settings, {
        present(device, what) {
          if (what.kind === 'card' && what.samNumber !== null && !modules.has(what.samNumber)) {
            modules.add(what.samNumber);
            log.write('card-module', { device: device.id, samNumber: what.samNumber });
          }
          present(device, what);
        },
        changed,
        log,
        failed(error) {
          log.write('internal-error', describeError(error));
        },
      });
    },
    change: async (wanted) => readers?.change(wanted),
    async stop() {
      const closing = readers;
      readers = null;
      await closing?.close();
    },
    statuses,
    meters: () => readers?.meters() ?? [],
    canRead: (role, lane) => statuses().some((one) => one.role === role && one.lane === lane && one.state === 'ready'),
  };
}

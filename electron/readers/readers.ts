import type { DeviceSetting, DeviceStatus, Presented } from '../../shared/device/device.ts';
import type { ReaderMeter } from '../../shared/diagnostics.ts';
import type { Log } from '../log.ts';
import { SYSTEM_TIMING, type Timing } from './driver.ts';
import { keepDeviceOpen } from './drivers.ts';
import type { KeptOpen, OutwardAction } from './keep-open.ts';

export interface Readers {
  /** As they are now, in the order of the settings. */
  readonly statuses: () => readonly DeviceStatus[];
  /** What has come from each, in the same order. */
  readonly meters: () => readonly ReaderMeter[];
  /** Devices whose settings stay the same stay open. Settles when the ports of the others are closed. */
  readonly change: (settings: readonly DeviceSetting[]) => Promise<void>;
  /** Settles when all ports are closed; nothing is told from its call on. */
  readonly close: () => Promise<void>;
}

export interface ReadersParts {
  /** What came from a device, whole. */
  readonly present: (device: DeviceSetting, what: Presented) => void;
  /** Some device is in another state, or there are others. */
  readonly changed: (statuses: readonly DeviceStatus[]) => void;
  readonly log: Log;
  /** A bug in a driver, or trouble of the system's: for the log. */
  readonly failed: (error: unknown) => void;
  readonly timing?: Timing;
}

interface Reader {
  readonly setting: DeviceSetting;
  readonly kept: KeptOpen;
  readonly heard: Tally;
}

/** What has come from a device; `atMs` by monotonic milliseconds, `null`: nothing. */
interface Tally {
  bytes: number;
  atMs: number | null;
}

/** The readers beside a kiosk, all at once, each by itself: one that is gone or slow holds up no other. */
export function openReaders(settings: readonly DeviceSetting[], parts: ReadersParts): Readers {
  let readers: readonly Reader[] = [];
  let isOver = false;
  let changing = Promise.resolve();
  const statuses = (): readonly DeviceStatus[] => readers.map(statusOf);
  const told = (): void => {
    parts.changed(statuses());
  };
  const apply = async (wanted: readonly DeviceSetting[]): Promise<void> => {
    const kept = readers.filter(({ setting }) => wanted.some((one) => isSame(one, setting)));
    const left = readers.filter((reader) => !kept.includes(reader));
    readers = kept;
    // A device that is set up otherwise is on the port that its former self has.
    await Promise.all(left.map(async (reader) => reader.kept.close()));
    if (isOver) return;
    readers = wanted.map((setting) => kept.find((one) => isSame(one.setting, setting)) ?? opened(setting, parts, told));
    told();
  };
  readers = settings.map((setting) => opened(setting, parts, told));
  return {
    statuses,
    meters: () => readers.map((reader) => meterOf(reader, parts.timing ?? SYSTEM_TIMING)),
    // One change after the other.
    change: (wanted) => (changing = changing.then(() => apply(wanted))),
    async close() {
      isOver = true;
      const left = readers;
      readers = [];
      await Promise.all([changing, ...left.map(async ({ kept }) => kept.close())]);
    },
  };
}

function opened(setting: DeviceSetting, parts: ReadersParts, told: () => void): Reader {
  const { log, failed, timing = SYSTEM_TIMING } = parts;
  const act = outward(setting, parts);
  const heard: Tally = { bytes: 0, atMs: null };
  const kept = keepDeviceOpen(
    setting,
    {
      act,
      failed,
      bytes(count) {
        heard.bytes += count;
        heard.atMs = timing.nowMs();
      },
      tell(state) {
        log.write('reader-state', { device: setting.id, state });
        told();
      },
    },
    timing,
  );
  return { setting, kept, heard };
}

/** Trouble is logged once, until something came whole: a device that is set wrongly would fill the log. */
function outward(setting: DeviceSetting, { present, log }: ReadersParts): (action: OutwardAction) => void {
  let logged: string | null = null;
  return (action) => {
    if (action.kind === 'present') {
      logged = null;
      present(setting, action.what);
    } else if (action.kind === 'trouble' && action.fault !== logged) {
      logged = action.fault;
      log.write('reader-trouble', { device: setting.id, fault: action.fault });
    }
  };
}

function statusOf({ setting: { id, role, lane }, kept }: Reader): DeviceStatus {
  return { id, role, lane, state: kept.state() };
}

function meterOf(reader: Reader, timing: Timing): ReaderMeter {
  const { bytes, atMs } = reader.heard;
  return { ...statusOf(reader), bytes, quietMs: atMs === null ? null : timing.nowMs() - atMs };
}

/** Settings are plain data, parsed from one schema: their JSON is the same where they are. */
function isSame(a: DeviceSetting, b: DeviceSetting): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

import type { Calls, ChangeableSettings, Handlers, KioskStatus } from '../../shared/contract.ts';
import type { DeviceSetting } from '../../shared/device/device.ts';
import { describeError } from '../../shared/error-place.ts';
import type { ReaderChange } from '../../shared/setup.ts';
import type { Config } from '../config.ts';
import { devicesSchema, freeDeviceId } from '../device-settings.ts';
import { Locked } from '../guards/session.ts';
import { identityAt } from '../readers/ports.ts';
import { anotherGateCalls, type AnotherGateParts } from './another-gate.ts';
import { findReaders, type Looks } from './ports.ts';
import type { Progress } from './progress.ts';

export type SetUpCall = Extract<keyof Calls, `setup:${string}`>;

export interface SetUpParts extends AnotherGateParts {
  readonly progress: Progress;
  readonly config: Pick<Config, 'read' | 'change'>;
  readonly status: () => KioskStatus;
  /** Takes settings, whoever asks. @throws where the rules know no such venue type */
  readonly changeSettings: (change: Partial<ChangeableSettings>) => void;
  /** Other readers are listened to from now on. Settles when the ports of the others are closed. */
  readonly changeReaders: (devices: readonly DeviceSetting[]) => Promise<void>;
  /** The kiosk is set up: its own screen comes. */
  readonly finished: () => void;
  readonly looks?: Looks;
}

/** Set-up of a kiosk that has enrolled, until IT has finished it; all of it is refused from then on. */
export function setUpCalls(parts: SetUpParts): { [C in SetUpCall]: Handlers[C]['run'] } {
  const { progress, config, log } = parts;
  const pass = (): void => {
    if (!progress.isUnderWay()) throw new Locked('it is set up');
  };
  const tickets = anotherGateCalls(parts);
  /** One at a time: a port that is asked twice at once answers neither. */
  let looking: ReturnType<typeof findReaders> | null = null;
  return {
    'setup:read': async () => {
      pass();
      return Promise.resolve({
        progress: progress.read(),
        language: config.read().language,
        kiosk: parts.status(),
      });
    },
    'setup:note': async (change) => {
      pass();
      progress.note(change);
      return Promise.resolve(null);
    },
    'setup:settings': async (change) => {
      pass();
      parts.changeSettings(change);
      return Promise.resolve(null);
    },
    'setup:ports': async () => {
      pass();
      const { devices, gate } = config.read();
      const failed = (error: unknown): void => {
        log.write('internal-error', describeError(error));
      };
      looking ??= findReaders(devices, gate, failed, parts.looks).finally(() => (looking = null));
      return looking;
    },
    'setup:reader': async (change) => {
      pass();
      const wanted = devicesSchema.safeParse(await changed(config.read().devices, change));
      if (!wanted.success) throw new Error('no such devices');
      if (!config.change({ devices: wanted.data }).isSaved) log.write('settings-not-saved', { code: 'write-failed' });
      await parts.changeReaders(wanted.data);
      return null;
    },
    'setup:finish': async () => {
      pass();
      progress.finish();
      log.write('set-up-finished', {});
      parts.finished();
      return Promise.resolve(null);
    },
    'setup:enrol': async (ask) => {
      pass();
      return tickets['setup:enrol'](ask);
    },
    'setup:typed': async (ask) => {
      pass();
      return tickets['setup:typed'](ask);
    },
    'setup:stick': async () => {
      pass();
      return tickets['setup:stick'](null);
    },
    'setup:leave': async () => Promise.reject(new Locked('it has enrolled')),
  };
}

async function changed(now: readonly DeviceSetting[], change: ReaderChange): Promise<readonly DeviceSetting[]> {
  if (change.is === 'removed') return now.filter(({ id }) => id !== change.id);
  const { role, baudRate, driver, lane, path } = change;
  const id = freeDeviceId(role, now);
  return [...now, { id, role, baudRate, lane, driver, port: await identityAt(path) }];
}

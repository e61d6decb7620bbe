import { join } from 'node:path';
import type { CameraState } from '../../shared/contract.ts';
import type { DeviceStatus } from '../../shared/device/device.ts';
import { CHECKS, finding, type Finding } from '../../shared/doctor.ts';
import type { EpochMilliseconds } from '../../shared/time.ts';
import { DISK } from '../store/room.ts';
import { readHubFile, type HubFile } from '../sync/enrolment.ts';
import { checkCamera, checkReaders, checkSound } from './beside.ts';
import { checkHub } from './hub.ts';
import { checkJournal, checkSetAside } from './journal.ts';
import { checkKeys } from './keys.ts';
import {
  checkAutostart,
  checkDisk,
  checkEncryption,
  checkSandbox,
  checkSwap,
  checkTimeSync,
  checkUser,
} from './machine.ts';
import { readCameras, readReaders, readSound } from './read-beside.ts';
import {
  directoryOf,
  readGuardsOf,
  readRules,
  readSettingsOf,
  startedVersion,
  trustsDemo,
  type Place,
  type RulesOfFiles,
} from './read-kiosk.ts';
import { readMachine, type Running, type System } from './read-machine.ts';
import { checkClock, checkRules } from './rules.ts';
import { checkGuards, checkSettings, checkVersion } from './set-up.ts';

/** How the running app has it, which knows more than its files. Plain data. */
export interface Live extends RulesOfFiles, Running {
  readonly camera: CameraState;
  readonly devices: readonly DeviceStatus[];
}

export interface Kiosk extends Place {
  /** Of the app that is installed. */
  readonly version: string;
  /** `null`: no app was asked. */
  readonly live: Live | null;
}

/** Looks at a kiosk's files, its machine and what is beside it, and says how each is; nothing is changed, nobody is asked. */
export async function examine(kiosk: Kiosk, system: System, nowMs: EpochMilliseconds): Promise<Finding[]> {
  const { isDemo, live } = kiosk;
  const now = Math.floor(nowMs / 1000);
  const directory = directoryOf(kiosk);
  const { rules, clock, venueTypes } = live ?? readRules(kiosk, now);
  const settings = readSettingsOf(directory, venueTypes);
  const { devices = [], gate = null } = settings.settings ?? {};
  const machine = await readMachine(directory, system, live);
  const readers = await readReaders(devices, gate, live?.devices ?? null, system);
  const hasScanner = readers.some(({ role, port }) => role === 'scanner' && port !== null);
  const camera = { files: await readCameras(system), state: live?.camera ?? null, hasScanner };
  const found = [
    ...checkFiles(directory, isDemo, nowMs),
    checkVersion({ installed: kiosk.version, started: live === null ? startedVersion(directory) : kiosk.version }),
    checkRules(rules.fault !== null && trustsDemo(kiosk) ? { ...rules, fault: 'policy-of-demo' } : rules, clock.at),
    checkClock(clock),
    checkSettings(settings),
    checkGuards(readGuardsOf(kiosk)),
    checkReaders(readers, system.user),
    checkCamera(camera, system.user),
    checkSound(await readSound(system, settings.isMuted), system.user),
    checkDisk(machine, DISK),
    checkEncryption(machine),
    checkSwap(machine),
    checkUser(machine, isDemo),
    checkAutostart(machine, isDemo),
    checkSandbox(machine, isDemo),
    checkTimeSync(machine),
  ];
  return found.toSorted((a, b) => CHECKS.indexOf(a.check) - CHECKS.indexOf(b.check));
}

function checkFiles(directory: string, isDemo: boolean, nowMs: EpochMilliseconds): Finding[] {
  const journal = join(directory, 'journal.db');
  const hub = hubIn(directory);
  return [
    checkKeys(directory, hub !== null),
    checkJournal(journal, DISK),
    checkSetAside(journal),
    hub === 'damaged'
      ? finding('hub', 'red', 'hub.json 已损坏，请重新登记本机。', 'hub.json is damaged: enrol this kiosk anew.')
      : checkHub({ directory, journal, isDemo, hub }, nowMs),
  ];
}

function hubIn(directory: string): HubFile | 'damaged' | null {
  try {
    return readHubFile(directory);
  } catch {
    // Its words are for the app, which does not start with such a file; what to do is said by the check.
    return 'damaged';
  }
}

import { execFile } from 'node:child_process';
import { existsSync, lstatSync, readlinkSync, realpathSync, statfsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { userName } from '../readers/permission.ts';
import type { MachineReading, SandboxReading } from './machine.ts';
import { encryptionOf, names, read, readSwap } from './read-disk.ts';

/** The machine as it shows itself; another one in tests. */
export interface System {
  readonly isLinux: boolean;
  /** Where its files are. */
  readonly root: string;
  /** `null`: it has no such numbers. */
  readonly uid: number | null;
  readonly ownerOf: (path: string) => number | null;
  readonly user: string;
  readonly home: string;
  /** The folder of the app's program. */
  readonly program: string;
  /** What systemd calls this run of whatever unit we are of; `null`: of none. */
  readonly invocation: string | null;
  /** Whether its time is synchronised, in the system's word; `null`: it does not say. */
  readonly timeSync: () => Promise<string | null>;
}

const UNIT = 'digital-sentinel.service';
const ASK_MS = 3000;

export function thisSystem(): System {
  return {
    isLinux: process.platform === 'linux',
    root: '/',
    uid: process.getuid?.() ?? null,
    ownerOf: (path) => (process.platform === 'win32' ? null : statSync(path).uid),
    user: userName(),
    home: homedir(),
    program: dirname(process.execPath),
    invocation: process.env['INVOCATION_ID'] ?? null,
    timeSync: () =>
      new Promise((resolve) => {
        execFile(
          'timedatectl',
          ['show', '--property=NTPSynchronized', '--value'],
          { timeout: ASK_MS },
          (error, stdout) => {
            // There is none, or it cannot ask the system.
            resolve(error === null ? stdout.trim() : null);
          },
        );
      }),
  };
}

/** How the app runs, as only it can say. */
export interface Running {
  readonly isSandboxOff: boolean;
}

/** @param running `null`: no app was asked */
export async function readMachine(directory: string, system: System, running: Running | null): Promise<MachineReading> {
  const { isLinux, root, uid } = system;
  const place = realpathSync(directory);
  return {
    freeBytes: freeBytes(place),
    disk: isLinux ? encryptionOf(place, root) : 'unknown',
    swap: isLinux ? readSwap(root) : 'unknown',
    uid,
    ownerUid: system.ownerOf(place),
    autostart: isLinux ? readAutostart(system) : 'unknown',
    isUnitsOwn: running === null || !isLinux ? null : isUnitsOwn(system),
    sandbox: readSandbox(system, running),
    timeSync: isLinux ? await readTimeSync(system) : 'unknown',
  };
}

function freeBytes(path: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    // A disk that does not answer is told of by the journal.
    return null;
  }
}

function readAutostart({ root, home }: System): MachineReading['autostart'] {
  const units = join(root, 'etc/systemd/system');
  const isWanted = names(units).some((name) => name.endsWith('.wants') && isLink(join(units, name, UNIT)));
  if (isWanted) return 'unit';
  const sessions = [join(root, 'etc/xdg/autostart'), join(root, home, '.config/autostart')];
  if (sessions.some((folder) => names(folder).some((name) => /^digital-sentinel.*\.desktop$/u.test(name))))
    return 'session';
  const isThere = ['etc', 'lib', 'usr/lib'].some((folder) => existsSync(join(root, folder, 'systemd/system', UNIT)));
  return isThere ? 'off' : 'none';
}

/** By the name that systemd gives each run of a unit: its processes may have been moved to a session's group. */
function isUnitsOwn({ root, invocation }: System): boolean | null {
  const units = join(root, 'run/systemd/units');
  if (!existsSync(units)) return null;
  return invocation !== null && linkAt(join(units, `invocation:${UNIT}`)) === invocation;
}

/** Also one that leads nowhere from here. */
function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function readSandbox({ isLinux, root, program }: System, running: Running | null): SandboxReading {
  const isOff = running?.isSandboxOff ?? false;
  if (!isLinux) return { isOff, hasNamespaces: null, hasHelper: false };
  const sysctl = (name: string): string | null => read(root, `proc/sys/${name}`);
  const isDenied =
    sysctl('kernel/unprivileged_userns_clone') === '0' ||
    sysctl('user/max_user_namespaces') === '0' ||
    (sysctl('kernel/apparmor_restrict_unprivileged_userns') === '1' && !hasProfile(root));
  const helpers = [join(root, 'opt/digital-sentinel'), program].map((folder) => join(folder, 'chrome-sandbox'));
  return { isOff, hasNamespaces: !isDenied, hasHelper: helpers.some(isSetuid) };
}

function hasProfile(root: string): boolean {
  return names(join(root, 'etc/apparmor.d')).some((name) => name.includes('digital-sentinel'));
}

const SETUID = 0o4000;

function isSetuid(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && found.uid === 0 && (found.mode & SETUID) !== 0;
}

async function readTimeSync({ root, timeSync }: System): Promise<MachineReading['timeSync']> {
  const said = await timeSync();
  if (said === 'yes' || said === 'no') return said;
  // systemd-timesyncd leaves it at each synchronisation.
  return existsSync(join(root, 'run/systemd/timesync/synchronized')) ? 'yes' : 'unknown';
}

function linkAt(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    // The unit does not run.
    return null;
  }
}

import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/**
 * Whether the app runs with this profile, by the lock that Chromium keeps there on Linux and macOS: a symbolic link that
 * points to HOST-PID. One that a power cut has left behind names a process that is gone; another machine's says nothing.
 */
export function isAppRunning(profile: string): boolean {
  const [, host, pid] = /^(.+)-(\d+)$/u.exec(lockOf(profile) ?? '') ?? [];
  return host === hostname() && isAlive(Number(pid));
}

/** @returns `null` where there is no lock */
function lockOf(profile: string): string | null {
  try {
    return readlinkSync(join(profile, 'SingletonLock'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // EINVAL: something that is no link, and no lock of the app's.
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EINVAL') return null;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

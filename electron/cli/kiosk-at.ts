import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isKiosksOwn } from '../decommission/kiosk-in.ts';
import { profileOf, UsageError, type World } from './command.ts';

/** Where a kiosk is. */
interface KioskAt {
  /** The app's folder. */
  readonly profile: string;
  /** Its own within: the venue's kiosk, or the demo's. */
  readonly directory: string;
}

/**
 * The kiosk that a command line names.
 *
 * @param use what is to be done: `read` wants one that is there, `write` may be before its first start
 * @throws UsageError where there is none to read, or the folder is a kiosk's own and not the app's
 */
export function kioskAt(
  { profile: given, demo = false }: { readonly profile?: string | undefined; readonly demo?: boolean | undefined },
  use: 'read' | 'write',
  world: World,
): KioskAt {
  const profile = profileOf(given, world);
  const directory = join(profile, demo ? 'demo' : 'venue');
  if (use === 'read' && !existsSync(directory)) throw new UsageError(`there is no kiosk in ${directory}`);
  const around = kioskAround(existsSync(profile) ? realpathSync(profile) : resolve(profile));
  if (around !== null) {
    throw new UsageError(`${profile} is within a kiosk’s own folder; --profile is the app’s: ${dirname(around)}`);
  }
  return { profile, directory };
}

/** @returns the kiosk's own folder that a path is, or is in */
function kioskAround(path: string): string | null {
  const isNamed = ['venue', 'demo'].includes(basename(path));
  // Before the first start there may be settings alone.
  if (isNamed && (isKiosksOwn(path) || existsSync(join(path, 'settings.json')))) return path;
  const parent = dirname(path);
  return parent === path ? null : kioskAround(parent);
}

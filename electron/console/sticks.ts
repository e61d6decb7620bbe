import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The stick that a file can be put on. Nobody at the kiosk is shown a folder to choose: the public could look around.
 *
 * @param roots folders in which the system shows what is plugged in, see `mountRoots`
 * @returns `null`: none is plugged in, or it cannot be written
 */
export function stickIn(roots: readonly string[], isStick: (path: string) => boolean = isMounted): string | null {
  const mounts = roots.flatMap((root) => [root, ...foldersIn(root)]);
  // Some systems have a folder for each user between.
  const places = mounts.flatMap((mount) => [mount, ...foldersIn(mount)]);
  return places.find((place) => isStick(place) && isWritable(place)) ?? null;
}

/** Not a folder of the kiosk's own disk in which nothing is plugged in. */
function isMounted(path: string): boolean {
  if (process.platform === 'win32') return existsSync(path) && dirname(path) === path;
  try {
    return statSync(path).dev !== statSync(dirname(path)).dev;
  } catch {
    // Pulled while it is looked at, or not ours to look at.
    return false;
  }
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function foldersIn(path: string): string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(path, name));
  } catch {
    // Not there, or not ours to read.
    return [];
  }
}

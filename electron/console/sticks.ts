import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { stickPlaces } from '../policy/stick.ts';

/**
 * The stick that a file can be put on. Nobody at the kiosk is shown a folder to choose: the public could look around.
 *
 * @param roots folders in which the system shows what is plugged in, see `mountRoots`
 * @returns `null`: none is plugged in, or it cannot be written
 */
export function stickIn(roots: readonly string[], isStick: (path: string) => boolean = isMounted): string | null {
  return stickPlaces(roots).find((place) => isStick(place) && isWritable(place)) ?? null;
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

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Under which names a repository is looked for on a stick, the stick itself last. */
const FOLDERS = ['digital-sentinel', 'repository', ''];

/**
 * Repositories on whatever is plugged in. Nobody at the kiosk is shown a file to choose: the public could look around.
 *
 * @param roots folders in which the system shows what is plugged in, see {@link mountRoots}
 */
export function repositoriesOnSticks(roots: readonly string[]): string[] {
  const places = stickPlaces(roots).flatMap((mount) => FOLDERS.map((folder) => join(mount, folder)));
  return [...new Set(places)].filter((place) => existsSync(join(place, 'timestamp.json')));
}

/** Folders in which a stick may be, those of `roots` before themselves. */
export function stickPlaces(roots: readonly string[]): string[] {
  const mounts = roots.flatMap((root) => [...foldersIn(root), root]);
  // Some systems have a folder for each user between.
  return [...new Set(mounts.flatMap((mount) => [mount, ...foldersIn(mount)]))];
}

/** Where the system shows what is plugged in. */
export function mountRoots(platform: NodeJS.Platform): string[] {
  if (platform === 'win32') return 'DEFGHIJKLMNOPQRSTUVWXYZ'.split('').map((letter) => `${letter}:\\`);
  return platform === 'darwin' ? ['/Volumes'] : ['/media', '/run/media', '/mnt'];
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

import { unwatchFile, watchFile } from 'node:fs';
import { join } from 'node:path';
import { GUARDS_FILE } from './list.ts';

const LOOK_EVERY_MS = 2000;

/**
 * Tells that the list on the disk is another, or gone, or there: it may come from the hub, the command line or a failing disk.
 *
 * @returns a function that stops it
 */
export function watchGuards(directory: string, changed: () => void, everyMs = LOOK_EVERY_MS): () => void {
  const path = join(directory, GUARDS_FILE);
  const told = (): void => {
    changed();
  };
  watchFile(path, { interval: everyMs, persistent: false }, told);
  return () => {
    unwatchFile(path, told);
  };
}

import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { syncFolder } from './store/files.ts';

/**
 * Replaces a file as a whole, readable by its owner only: whenever the power fails, the old one is there or the new one,
 * each complete.
 *
 * @throws what the disk says; the old file is untouched then
 */
export function writeDurably(path: string, content: string | Uint8Array): void {
  const beside = `${path}.new`;
  // One that an earlier attempt left may have another mode.
  rmSync(beside, { force: true });
  writeFileSync(beside, content, { mode: 0o600, flush: true, flag: 'wx' });
  renameSync(beside, path);
  syncFolder(path);
}

/** Removes a file, if it is there, so that it stays gone. */
export function removeDurably(path: string): void {
  rmSync(path, { force: true });
  syncFolder(path);
}

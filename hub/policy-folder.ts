import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from './crypto.ts';

/**
 * A root of a TUF repository. One without a number, as in the demo's own rules, counts as the oldest.
 * @see https://theupdateframework.github.io/specification/latest/#file-formats-root
 */
const ROOT = /^(?:(\d{1,9})\.)?root\.json$/u;

/** Every root of the folder, newest first; empty where it has none, or is none. */
async function rootsOf(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    // It is being put there, or was taken away: no root, which is told.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const numbered = names.flatMap((name) => {
    const match = ROOT.exec(name);
    return match === null ? [] : [{ name, version: Number(match[1] ?? 0) }];
  });
  return numbered.sort((a, b) => b.version - a.version).map(({ name }) => name);
}

/**
 * Reads a root, as it is signed.
 *
 * @param digest SHA-256, base64url, of the one that is wanted; `null`: the newest
 * @returns `null`: there is no such root
 */
export async function readRoot(folder: string, digest: string | null): Promise<Buffer | null> {
  for (const name of await rootsOf(folder)) {
    const bytes = await readFile(join(folder, name));
    if (digest === null || sha256(bytes).toString('base64url') === digest) return bytes;
  }
  return null;
}

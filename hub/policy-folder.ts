import { constants } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { sha256 } from './crypto.ts';

/**
 * A root of a TUF repository. One without a number, as in the demo's own rules, counts as the oldest.
 * @see https://theupdateframework.github.io/specification/latest/#file-formats-root
 */
const ROOT = /^(?:(\d{1,9})\.)?root\.json$/u;

/** Kiosks take no longer one. */
const MAX_ROOT_BYTES = 65_536;
/** Of the longest that kiosks take, a list of revocations. */
const MAX_FILE_BYTES = 128 * 1024 * 1024;

/**
 * Finds a file of the folder. Links may lead about within it, and nowhere else; what cannot be followed, a folder, a pipe
 * and a device are no files of it, nor is what is longer than 128 MiB.
 *
 * @param name relative, `/` between its parts, none of them `..`
 * @returns where it lies, without any link; `null`: there is no such file
 */
export async function findFile(folder: string, name: string): Promise<string | null> {
  const [root, path] = await Promise.all([folder, join(folder, name)].map((it) => realpath(it).catch(() => null)));
  if (typeof root !== 'string' || typeof path !== 'string' || !path.startsWith(root + sep)) return null;
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true && found.size <= MAX_FILE_BYTES ? path : null;
}

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
    const bytes = await readRootFile(folder, name);
    if (bytes === null) continue;
    if (digest === null || sha256(bytes).toString('base64url') === digest) return bytes;
  }
  return null;
}

/** Looked at once it is open, without waiting for a pipe's other end: what was found there may be something else by now. */
async function readRootFile(folder: string, name: string): Promise<Buffer | null> {
  const path = await findFile(folder, name);
  if (path === null) return null;
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const found = await file.stat();
    return found.isFile() && found.size <= MAX_ROOT_BYTES ? await file.readFile() : null;
  } finally {
    await file.close();
  }
}

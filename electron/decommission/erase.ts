import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  fsyncSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFolder } from '../store/files.ts';

/** Overwritten in pieces of this size. */
const PIECE_BYTES = 1024 * 1024;

/** What a file is called before it is deleted: random bytes in hex, so that its name says nothing any more. */
const MEANINGLESS = /^[0-9a-f]{32}$/u;

/** Whether an interrupted erasure has left this: its content and its name are gone already. */
export function isRemains(path: string): boolean {
  return MEANINGLESS.test(path.slice(-32)) && path.at(-33) === '/';
}

/** A file as it was found. */
export interface FoundFile {
  /** Below the folder, with `/` between its parts. */
  readonly path: string;
  readonly bytes: number;
  /** `link`: where it leads is left alone. `other`: a socket or the like, which holds nothing. */
  readonly kind: 'file' | 'link' | 'other';
}

/** All that lies in a folder, links not followed, in the order of names; folders that cannot be listed are `unlisted`. */
export function listFiles(folder: string): { readonly files: FoundFile[]; readonly unlisted: string[] } {
  const files: FoundFile[] = [];
  const unlisted: string[] = [];
  const walk = (below: string): void => {
    let names: string[];
    try {
      names = readdirSync(join(folder, below)).toSorted();
    } catch {
      unlisted.push(below);
      return;
    }
    for (const name of names) {
      const path = below === '' ? name : `${below}/${name}`;
      const found = lstatSync(join(folder, path), { throwIfNoEntry: false });
      if (found === undefined) continue;
      if (found.isDirectory()) walk(path);
      else files.push({ path, bytes: found.size, kind: kindOf(found) });
    }
  };
  walk('');
  return { files, unlisted };
}

function kindOf(found: { isFile(): boolean; isSymbolicLink(): boolean }): FoundFile['kind'] {
  if (found.isFile()) return 'file';
  return found.isSymbolicLink() ? 'link' : 'other';
}

/** What became of one file. */
export type Erased =
  | { readonly is: 'erased' }
  /** `isOverwritten`: its content is gone, and the file is there. */
  | { readonly is: 'left'; readonly why: string; readonly isOverwritten: boolean };

/**
 * Overwrites a file with random bytes of its length and has them written to the disk, cuts it to nothing, gives it a name
 * that says nothing, and deletes it. Interrupted anywhere, it is done again by the same call; a file whose name is gone was
 * overwritten before.
 *
 * @param at called at each point at which an interruption may come, with its name
 */
export function eraseFile(folder: string, { path, kind }: FoundFile, at: (point: string) => void): Erased {
  const full = join(folder, path);
  let isOverwritten = kind !== 'file';
  try {
    if (kind === 'file') overwrite(full, at);
    isOverwritten = true;
    at('overwritten');
    const nameless = join(dirname(full), randomBytes(16).toString('hex'));
    renameSync(full, nameless);
    syncFolder(nameless);
    at('renamed');
    unlinkSync(nameless);
    syncFolder(nameless);
    at('deleted');
    return { is: 'erased' };
  } catch (error) {
    if (!isOfDisk(error)) throw error;
    return { is: 'left', why: error.code ?? 'unknown', isOverwritten };
  }
}

function overwrite(path: string, at: (point: string) => void): void {
  const file = openToWrite(path);
  try {
    const { size } = fstatSync(file);
    for (let written = 0; written < size;) {
      const piece = randomBytes(Math.min(PIECE_BYTES, size - written));
      written += writeSync(file, piece, 0, piece.length, written);
      at('writing');
    }
    fsyncSync(file);
    at('written');
    ftruncateSync(file, 0);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A link that somebody has put in its place meanwhile is not followed. */
function openToWrite(path: string): number {
  const flags = constants.O_RDWR | constants.O_NOFOLLOW;
  try {
    return openSync(path, flags);
  } catch (error) {
    if (!isOfDisk(error) || error.code !== 'EACCES') throw error;
    // Its owner may be kept from writing it by its mode.
    chmodSync(path, 0o600);
    return openSync(path, flags);
  }
}

/** Deletes the folders in a folder, and that itself, as far as they are empty. @returns those that are left */
export function removeFolders(folder: string): string[] {
  const left: string[] = [];
  const walk = (below: string): void => {
    const full = join(folder, below);
    for (const entry of entriesOf(full))
      if (entry.isDirectory()) walk(below === '' ? entry.name : `${below}/${entry.name}`);
    try {
      rmdirSync(full);
      syncFolder(full);
    } catch (error) {
      if (!isOfDisk(error)) throw error;
      if (error.code !== 'ENOENT') left.push(below);
    }
  };
  walk('');
  return left;
}

function entriesOf(folder: string): { name: string; isDirectory(): boolean }[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // That it is there still, deleting it finds.
    return [];
  }
}

function isOfDisk(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

import {
  chmodSync,
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';

/** Only the kiosk's own user may read or write the journal. SQLite gives its side files the same mode. */
const OWNER_ONLY = 0o600;
/** What lies beside a database while it is used, and after a power cut. */
export const SIDE_FILES = ['-wal', '-shm'] as const;

/** What lies where the journal should be, judged without SQLite. */
export type FilesFound = 'nothing' | 'database' | 'remains';

/**
 * Looks for files that SQLite would take for an empty or complete database although entries are missing from them:
 * it deletes a log without its database, and it cannot know of a log that was taken away.
 *
 * @see https://sqlite.org/fileformat2.html §1.3
 */
export function lookAt(path: string): FilesFound {
  const database = statSync(path, { throwIfNoEntry: false });
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
  if (database === undefined) return log === undefined ? 'nothing' : 'remains';
  if (!database.isFile() || database.size === 0) return 'remains';
  if (log?.isFile() === false) return 'remains';
  const header = readHeader(path);
  if (header.formats.some((format) => format > NEWEST_FORMAT)) return 'remains';
  if (log !== undefined) return 'database';
  // At a clean close the index of the log goes first, then the log: an index alone means somebody took the log.
  return existsSync(`${path}-shm`) || database.size < header.size ? 'remains' : 'database';
}

/** File format of databases with a write-ahead log. SQLite opens one with a higher write format, but for reading only. */
const NEWEST_FORMAT = 2;

/** What the header says: the size of the whole file, and the formats needed to write and to read it. */
function readHeader(path: string): { size: number; formats: number[] } {
  const header = Buffer.alloc(32);
  const file = openSync(path, 'r');
  try {
    readSync(file, header, 0, header.length, 0);
  } finally {
    closeSync(file);
  }
  const pageSize = header.readUInt16BE(16);
  return {
    // 65,536 does not fit two bytes and is written as 1.
    size: header.readUInt32BE(28) * (pageSize === 1 ? 65_536 : pageSize),
    formats: [header.readUInt8(18), header.readUInt8(19)],
  };
}

/** Writes a small file all at once: after a power cut it is the old one or the new one. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const site = `${path}.new`;
  const file = openSync(site, 'w', OWNER_ONLY);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  moveIn(site, path);
}

/** As {@link writeWhole}; a key that was there is overwritten where it lay, so that it is not found in free space. */
export function writeSecret(path: string, content: string | Uint8Array): void {
  const old = hold(path);
  try {
    writeWhole(path, content);
  } finally {
    old?.overwrite();
  }
}

/** As {@link removeWhole}, likewise. */
export function removeSecret(path: string): void {
  const old = hold(path);
  try {
    removeWhole(path);
  } finally {
    old?.overwrite();
  }
}

/** A file whose content can be overwritten once it has no name any more. */
export interface HeldFile {
  /** Where it has lost its name, and closes it in any case. What the disk does not take stays as it was. */
  readonly overwrite: () => void;
}

/** @returns `null`: there is none that may be written, or the system lets nobody replace a file that is open (Windows) */
export function hold(path: string): HeldFile | null {
  const file = process.platform === 'win32' ? null : openIfWritable(path);
  if (file === null) return null;
  return {
    overwrite: () => {
      try {
        const { nlink, size } = fstatSync(file);
        if (nlink > 0) return;
        for (let at = 0; at < size; at += PIECE_BYTES) {
          writeSync(file, randomBytes(Math.min(PIECE_BYTES, size - at)), 0, null, at);
        }
        fsyncSync(file);
      } catch {
        // The new file is in its place, which is what counts; of the old one nobody has said that it is gone.
      } finally {
        closeSync(file);
      }
    },
  };
}

function openIfWritable(path: string): number | null {
  try {
    return openSync(path, 'r+');
  } catch {
    // Not there, or not to be written: whoever replaces it finds whether that matters.
    return null;
  }
}

const PIECE_BYTES = 1024 * 1024;

/** Another one for another file, since {@link writeWhole} writes each under a new name first. */
export function stampOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? 'none' : [found.ino, found.mtimeNs, found.size].join(' ');
}

/** Removes a small file, if it is there, so that it stays gone. */
export function removeWhole(path: string): void {
  rmSync(path, { force: true });
  syncFolder(path);
}

/** Makes the empty file a new journal is built in, readable by nobody else from its first moment. */
export function makeBuildSite(path: string): string {
  const site = `${path}.new`;
  for (const suffix of ['', ...SIDE_FILES, '-journal']) rmSync(site + suffix, { force: true });
  closeSync(openSync(site, 'wx', OWNER_ONLY));
  return site;
}

/** Puts a journal that was built completely where it will be found, all at once. */
export function moveIn(site: string, path: string): void {
  renameSync(site, path);
  syncFolder(path);
}

export function keepToOwner(path: string): void {
  if ((statSync(path).mode & 0o777) !== OWNER_ONLY) chmodSync(path, OWNER_ONLY);
}

/** A renamed file is found again after a power cut only once its folder is on disk. */
export function syncFolder(path: string): void {
  // Windows cannot open folders, and needs no such sync.
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** @returns -1 where there is no such file */
export function inodeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.ino ?? -1;
}

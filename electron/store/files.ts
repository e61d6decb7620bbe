import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';

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

/** As {@link writeWhole}; what was there is overwritten where it lay, so that no key or PIN's proof is found in free space. */
export function writeSecret(path: string, content: string | Uint8Array): void {
  // Of a write that was interrupted.
  if (existsSync(`${path}.new`)) removeSecret(`${path}.new`);
  endHold(path);
  hold(path);
  try {
    writeWhole(path, content);
  } finally {
    endHold(path);
  }
}

/** As {@link removeWhole}, likewise. */
export function removeSecret(path: string): void {
  endHold(path);
  hold(path);
  try {
    removeWhole(path);
  } finally {
    endHold(path);
  }
}

/** The second name of a file: what loses its own keeps its place on the disk by this until it was overwritten there. */
const HELD = '.held';

/**
 * Gives a file its second name.
 *
 * @returns whether it has it now; not where there is no file, the file system knows no second names, or another file's of
 * before is in the way
 */
function hold(path: string): boolean {
  try {
    if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === true) linkSync(path, path + HELD);
  } catch {
    // It has it already, or cannot have it: that is looked at.
  }
  return isHeld(path);
}

function isHeld(path: string): boolean {
  try {
    const inode = inodeOf(path);
    return inode !== -1 && inode === inodeOf(path + HELD);
  } catch {
    return false;
  }
}

/** Takes the second name away: of a file that has no other any more, after it was overwritten. A name that it was moved to is one. */
function endHold(path: string): void {
  let file: number;
  try {
    file = openSync(path + HELD, constants.O_RDWR | constants.O_NOFOLLOW);
  } catch {
    // None is held, or it may not be written: whoever replaces it finds whether that matters.
    return;
  }
  try {
    const { ino, nlink, size } = fstatSync(file);
    if (nlink === 1 && ino !== inodeOf(path)) overwrite(file, size);
    if (ino === inodeOf(path + HELD)) unlinkSync(path + HELD);
  } catch {
    // What the disk does not take lies under this name still: the next start tries again.
  } finally {
    closeSync(file);
  }
}

const PIECE_BYTES = 1024 * 1024;

/** An entry that is written meanwhile waits for one piece, and not for the whole. */
function overwrite(file: number, bytes: number): void {
  for (let at = 0; at < bytes; at += PIECE_BYTES) {
    writeSync(file, randomBytes(Math.min(PIECE_BYTES, bytes - at)), 0, null, at);
    fsyncSync(file);
  }
}

/**
 * Holds the write-ahead log of a database: SQLite deletes it when its last connection ends, and that may be one that a thread
 * leaves open.
 *
 * @returns as {@link hold}
 */
export function holdLog(path: string): boolean {
  return hold(path + LOG);
}

/** Overwrites the log that was held, unless it is in use. */
export function endLog(path: string): void {
  // An index alone means that somebody took the log, see lookAt: a connection may have it open still.
  const isTaken = existsSync(`${path}-shm`) && !existsSync(path + LOG);
  if (!isTaken && !isHeld(path + LOG)) endHold(path + LOG);
}

const LOG = '-wal';

/** Overwrites in a folder what an interruption has left under a second name. */
export function endHolds(folder: string): void {
  for (const name of namesIn(folder)) {
    if (!name.endsWith(HELD)) continue;
    const path = join(folder, name.slice(0, -HELD.length));
    if (path.endsWith(LOG)) endLog(path.slice(0, -LOG.length));
    else endHold(path);
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Whoever opens something in it finds what is wrong with it.
    return [];
  }
}

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

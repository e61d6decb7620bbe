import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { isOutOfRange, sqliteCode } from './sqlite.ts';

/** What is wrong with the store: no room, out of reach for now, or reachable and not what was written. */
export type StoreFault = 'full' | 'unreachable' | 'unreadable';

/** @see https://sqlite.org/rescode.html */
const SQLITE = {
  error: 1,
  ioerr: 10,
  corrupt: 11,
  full: 13,
  cantopen: 14,
  constraint: 19,
  mismatch: 20,
  misuse: 21,
  range: 25,
  notadb: 26,
};
const UNREADABLE = new Set([SQLITE.error, SQLITE.corrupt, SQLITE.notadb]);
const OUR_BUGS = new Set([SQLITE.constraint, SQLITE.mismatch, SQLITE.misuse, SQLITE.range]);

/** With less than this left, SQLite's shared-memory file (32 KiB at a time) may not grow, and it says only "I/O error". */
const ROOM_NEEDED_BYTES = 64 * 1024;

/**
 * Tells which fault of the disk or the file an error is.
 *
 * @param path the database file
 * @throws the error itself when it is a bug of ours
 */
export function storeFaultOf(error: unknown, path: string): StoreFault {
  const code = sqliteCode(error);
  if (isOutOfRange(error)) return 'unreadable';
  if (code === null) return fileFaultOf(error);
  if (OUR_BUGS.has(code)) throw error;
  if (code === SQLITE.full) return 'full';
  if (UNREADABLE.has(code)) return 'unreadable';
  return (code === SQLITE.ioerr || code === SQLITE.cantopen) && isOutOfRoom(path) ? 'full' : 'unreachable';
}

/** Whether an error says that the file's content is not what SQLite wrote, whoever may read it and however often. */
export function isUnreadable(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === null ? isOutOfRange(error) : UNREADABLE.has(code);
}

/** Whether an error says that something on the disk cannot be read: for what it is, or since the disk does not give it. */
export function cannotBeRead(error: unknown): boolean {
  if (isUnreadable(error) || sqliteCode(error) === SQLITE.ioerr) return true;
  return error instanceof Error && 'syscall' in error && error.syscall === 'read';
}

/** Whether an error is of the disk or the file, full and read-only ones among them, and no bug of ours. */
export function isOfStore(error: unknown): boolean {
  const code = sqliteCode(error);
  if (code !== null) return !OUR_BUGS.has(code);
  return error instanceof Error && 'syscall' in error;
}

function fileFaultOf(error: unknown): StoreFault {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) throw error;
  return error.code === 'ENOSPC' || error.code === 'EDQUOT' ? 'full' : 'unreachable';
}

function isOutOfRoom(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize < ROOM_NEEDED_BYTES;
  } catch {
    // A folder that cannot be asked is out of reach, whatever room it has.
    return false;
  }
}

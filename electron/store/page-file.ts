import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { cannotBeRead } from './faults.ts';

/** The journal's pages are of the size that SQLite takes by itself. */
export const PAGE_BYTES = 4096;

/** The pages of a database as they lie on the disk, those of its write-ahead log before those of the file, without SQLite. */
export interface PageFile {
  /** Pages are counted from 1. */
  readonly count: number;
  /** @returns `undefined` for one that is not there whole, or that the disk does not give */
  page(number: number): Buffer | undefined;
  close(): void;
}

type Read = (at: number, size: number) => Buffer | undefined;

/** @throws where the files are out of reach */
export function openPages(path: string): PageFile {
  const [database, log] = [openFile(path), openFile(`${path}-wal`)];
  const inLog = log === null ? new Map<number, number>() : framesOf(log.read, log.size);
  return {
    count: Math.max(Math.floor((database?.size ?? 0) / PAGE_BYTES), ...inLog.keys()),
    page(number) {
      const at = inLog.get(number);
      const newest = at === undefined ? undefined : log?.read(at, PAGE_BYTES);
      // An older copy has fewer entries, none of them less true.
      return newest ?? database?.read((number - 1) * PAGE_BYTES, PAGE_BYTES);
    },
    close() {
      database?.close();
      log?.close();
    },
  };
}

function openFile(path: string): { read: Read; size: number; close(): void } | null {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return null;
  const file = openSync(path, 'r');
  return {
    size: fstatSync(file).size,
    read(at, size) {
      const bytes = Buffer.alloc(size);
      return readOrNone(file, bytes, at) === size ? bytes : undefined;
    },
    close: () => {
      closeSync(file);
    },
  };
}

/** A sector that the disk does not give is like a page that is torn: those around it count. */
function readOrNone(file: number, bytes: Buffer, at: number): number {
  try {
    return readSync(file, bytes, 0, bytes.length, at);
  } catch (error) {
    if (cannotBeRead(error)) return 0;
    throw error;
  }
}

const LOG_HEADER = 32;
const FRAME_HEADER = 24;

/**
 * Where in the log the newest committed copy of each page lies. Checksums are not looked at: whoever reads a row knows by its
 * hash whether it is what was written.
 *
 * @see https://sqlite.org/fileformat2.html §4.1, §4.2
 */
function framesOf(read: Read, size: number): Map<number, number> {
  const [committed, pending] = [new Map<number, number>(), new Map<number, number>()];
  let salts = read(0, LOG_HEADER)?.subarray(16, 24);
  for (let at = LOG_HEADER; at + FRAME_HEADER + PAGE_BYTES <= size; at += FRAME_HEADER + PAGE_BYTES) {
    const header = read(at, FRAME_HEADER);
    if (header === undefined) continue;
    salts ??= header.subarray(8, 16);
    // A frame of before the log was begun anew has other salts; so has each after it.
    if (!salts.equals(header.subarray(8, 16))) break;
    pending.set(header.readUInt32BE(0), at + FRAME_HEADER);
    if (header.readUInt32BE(4) === 0) continue;
    for (const [page, place] of pending) committed.set(page, place);
    pending.clear();
  }
  return committed;
}

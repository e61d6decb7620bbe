import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeFolder } from '../folders.ts';
import { openDatabase, isBusy, type Database } from '../store/sqlite.ts';
import type { Patience } from './patience.ts';

const AGAIN_AFTER_MS = 50;

/** The file by which a folder is held. */
export function lockOf(folder: string): string {
  return join(folder, 'lock');
}

/**
 * Does something to a store that nobody else does at the same time, in this process or another.
 *
 * The lock is SQLite's on a file without content: the system lets go of it however a process ends, so that none is ever
 * left behind.
 *
 * @throws where the store cannot be written, or `patience.signal.reason` where the others do not come to an end
 */
export async function aloneWith<T>(store: string, patience: Patience, act: () => Promise<T>): Promise<T> {
  makeFolder(store, 0o700);
  const path = lockOf(store);
  // Nothing is ever written into it: what is there is a disk's damage, and no database.
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0) rmSync(path);
  const database = openDatabase(path);
  try {
    // SQLite would block the whole thread while it waits, and perhaps the very work it waits for.
    database.exec('pragma busy_timeout = 0');
    while (!hasTaken(database)) await patience.within(delay(AGAIN_AFTER_MS));
    return await act();
  } finally {
    database.close();
  }
}

function hasTaken(database: Database): boolean {
  try {
    database.exec('begin exclusive');
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
}

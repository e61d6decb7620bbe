import { existsSync, writeFileSync } from 'node:fs';
import { openOffice, OfficeError, type Office } from './office.ts';
import { patienceOf } from './patience.ts';
import { aloneWith, lockOf } from './store-lock.ts';

/** A list of millions takes seconds; a timer that runs every hour must not pile up behind whoever hangs. */
const WAIT_MS = 120_000;

/**
 * Signs or publishes while nobody else does so in this folder. Each begins with reading what the one before has left, so
 * `act` must read all it goes by, the clock as well.
 *
 * @throws OfficeError where it is no office's folder, or the others do not come to an end
 */
export async function aloneInOffice<T>(folder: string, act: (office: Office) => T, waitMs = WAIT_MS): Promise<T> {
  // Before anything is made in it.
  openOffice(folder);
  // With the rights of every other file here: SQLite would let nobody but its maker write it.
  if (!existsSync(lockOf(folder))) writeFileSync(lockOf(folder), '', { flag: 'a' });
  const patience = patienceOf(waitMs, waitMs);
  try {
    return await aloneWith(folder, patience, () => Promise.resolve(act(openOffice(folder))));
  } catch (error) {
    if (!patience.signal.aborted || error !== patience.signal.reason) throw error;
    throw new OfficeError(`${folder}: another sign or publish has not ended in ${waitMs / 1000} s: look for it`);
  } finally {
    patience.end();
  }
}

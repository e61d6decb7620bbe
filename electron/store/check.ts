import { verifyChain } from './chain.ts';
import { cannotBeRead, isUnreadable } from './faults.ts';
import { openDatabase, readValue } from './sqlite.ts';

/** What a look through a whole journal has found. */
export interface CheckReport {
  readonly isSound: boolean;
  /** Entries found good before the end or the break. */
  readonly entries: number;
  /** Where the chain breaks; `null` where it does not, or the damage is elsewhere. */
  readonly brokenAt: number | null;
}

/** A disk that has failed once may be asked again; what it does not give after this is damage. */
const AGAIN_MS = 5000;

/**
 * Looks through every page, index and entry of the journal, by a connection of its own that only reads: entries are
 * appended meanwhile. Minutes for millions of entries, so in a thread of its own.
 *
 * @throws where the file is out of reach, which says nothing of the journal
 */
export function checkThroughout(path: string): CheckReport {
  try {
    return look(path);
  } catch (error) {
    if (!cannotBeRead(error)) throw error;
  }
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, AGAIN_MS);
  try {
    return look(path);
  } catch (error) {
    if (cannotBeRead(error)) return { isSound: false, entries: 0, brokenAt: null };
    throw error;
  }
}

function look(path: string): CheckReport {
  const database = openDatabase(path, { isReadOnly: true });
  try {
    database.exec('pragma cell_size_check = on');
    const chain = String(readValue(database, 'select id from chain'));
    const { entries, brokenAt } = verifyChain(database, chain);
    const isSound = brokenAt === null && readValue(database, 'pragma integrity_check(1)') === 'ok';
    return { isSound, entries, brokenAt };
  } catch (error) {
    if (isUnreadable(error)) return { isSound: false, entries: 0, brokenAt: null };
    throw error;
  } finally {
    database.close();
  }
}

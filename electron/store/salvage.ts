import { basename } from 'node:path';
import { isStoppedBy, readMark, tryMark, writeMark } from './aside-mark.ts';
import { NO_MARK, openOne, unlessOutOfReach, withSqlite } from './aside-outbox.ts';
import { isOfStore } from './faults.ts';
import type { SentOutbox, SetAsideOutbox } from './outbox.ts';
import { listSetAside, removeSetAside, type SetAside } from './set-aside.ts';
import { readValue } from './sqlite.ts';

/**
 * Every journal that was set aside and still owes entries, oldest first; each has to be closed. One that was abandoned
 * owes none.
 *
 * Rows are taken as they can be read and are what was written; what cannot is a hole. What the journal's own mark says was
 * acknowledged is not sent again.
 *
 * @param now epoch milliseconds as well as they are known
 * @param epoch the hub's present one, where it is known: what another acknowledged is owed again
 * @param skipped a file is out of reach, and what it owes not known
 */
export function openSetAside(
  journalPath: string,
  now: () => number,
  epoch: string | null = null,
  skipped: (error: unknown) => void = () => undefined,
): SetAsideOutbox[] {
  return listSetAside(journalPath).flatMap((aside) => {
    try {
      return openOwing(aside, now, epoch) ?? [];
    } catch (error) {
      // One file that the disk does not let us have keeps no other.
      if (!isOfStore(error)) throw error;
      skipped(error);
      return [];
    }
  });
}

function openOwing(aside: SetAside, now: () => number, epoch: string | null): SetAsideOutbox | null {
  const { path, kind } = aside;
  if (kind === 'abandoned') return null;
  const mark = readMark(path);
  if (mark !== null && mark.doneAtMs !== null && (epoch === null || mark.epoch === epoch)) return null;
  const outbox = openOne(aside, now);
  if (outbox === null) return null;
  if (isOwed(outbox, epoch)) return outbox;
  if (mark === null && outbox.newest() !== null) tryMark(path, { ...outbox.mark(), doneAtMs: now() });
  outbox.close();
  return null;
}

/**
 * Every journal that was abandoned, for the end of a kiosk: it is sent nowhere, and what no hub acknowledged of it is nowhere
 * else. Each has to be closed.
 *
 * @param skipped something is in a file, and nothing of it can be read
 */
export function openAbandoned(journalPath: string, skipped: () => void): SetAsideOutbox[] {
  return listSetAside(journalPath).flatMap(({ path, kind }) => {
    if (kind !== 'abandoned') return [];
    const outbox = unlessOutOfReach(() => openFuller(path));
    if (outbox === null && !isEmpty(path)) skipped();
    return outbox ?? [];
  });
}

/** Before it was abandoned it was sound, with entries in its log perhaps, or damaged: it is read both ways. */
function openFuller(path: string): SetAsideOutbox | null {
  const sound = openOne({ path, kind: 'superseded' }, Date.now);
  const raw = openOne({ path, kind: 'damaged' }, Date.now);
  const [fuller, other] = lengthOf(sound) >= lengthOf(raw) ? [sound, raw] : [raw, sound];
  other?.close();
  return fuller;
}

function lengthOf(outbox: SetAsideOutbox | null): number {
  let [length, through] = [0, -1];
  for (let batch = outbox?.next(through, 500); batch; batch = outbox?.next(through, 500)) {
    length += batch.entries.length;
    through = batch.entries.at(-1)?.sequence ?? through;
  }
  return length;
}

function isEmpty(path: string): boolean {
  return (
    unlessOutOfReach(() => withSqlite(path, (database) => readValue(database, 'select count(*) from entry'))) === 0
  );
}

/** A journal that was set aside, and what of it no hub has. */
export interface Owing {
  readonly name: string;
  /** By its own mark, `null` where nothing of it can be read; 0 for one that was abandoned. */
  readonly owed: number | null;
  /** See {@link SetAsideOutbox.isStopped}. */
  readonly isStopped: boolean;
}

/** What each journal that was set aside still owes. Only looks: nothing is written. */
export function owedBySetAside(journalPath: string): Owing[] {
  return listSetAside(journalPath).map((aside) => {
    const name = basename(aside.path);
    const owing = unlessOutOfReach(() => {
      const mark = readMark(aside.path);
      const owesNothing = aside.kind === 'abandoned' || typeof mark?.doneAtMs === 'number';
      return { owed: owesNothing ? 0 : owedBy(aside), isStopped: isStoppedBy(mark) };
    });
    return { name, ...(owing ?? { owed: null, isStopped: false }) };
  });
}

function owedBy(aside: SetAside): number | null {
  const outbox = openOne(aside, () => 0);
  try {
    return outbox && outbox.unsent();
  } finally {
    outbox?.close();
  }
}

function isOwed(outbox: SetAsideOutbox, epoch: string | null): boolean {
  const mark = outbox.mark();
  if (outbox.newest() === null) return false;
  return (epoch !== null && mark.epoch !== null && mark.epoch !== epoch) || outbox.next(mark.through, 1) !== null;
}

const DAY_MS = 86_400_000;

/**
 * Journals that were set aside, and all of which the hub of this epoch has acknowledged `days` ago or more; each has to be
 * closed.
 */
export function openSent(journalPath: string, nowMs: number, days: number, epoch: string): SentOutbox[] {
  const isOld = ({ path, kind }: SetAside): boolean => {
    const mark = readMark(path);
    // Sent it may have been, but nobody has compared: that is for a person.
    if (kind === 'abandoned' || mark === null || isStoppedBy(mark) || mark.epoch !== epoch) return false;
    return mark.doneAtMs !== null && mark.doneAtMs <= nowMs - days * DAY_MS;
  };
  return listSetAside(journalPath).flatMap((aside) => {
    const outbox = unlessOutOfReach(() => (isOld(aside) ? openOne(aside, () => nowMs) : null));
    return outbox === null ? [] : [sentOver(outbox, aside.path, epoch)];
  });
}

function sentOver(outbox: SetAsideOutbox, path: string, epoch: string): SentOutbox {
  return {
    ...outbox,
    remove() {
      removeSetAside(path);
    },
    oweAgain() {
      writeMark(path, { epoch, through: NO_MARK.through, doneAtMs: null });
    },
  };
}

import { randomBytes } from 'node:crypto';
import type { Entry } from '../../shared/journal.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { isUnreadable } from './faults.ts';
import { inodeOf } from './files.ts';
import type { Journal, WriteFault } from './journal.ts';
import { openJournal, type OpenedJournal, type OpenFault } from './open.ts';
import type { AsideKind } from './set-aside.ts';

export type AppendFault = 'journal-full' | 'journal-damaged';

export type Attempt = (journal: Journal) => Result<Entry, WriteFault>;

/** A journal that is opened again when its file was replaced, was out of reach, is in doubt, or shall take no more entries. */
export interface KeptOpen {
  /** `null`: it is not open now. */
  journal(): Journal | null;
  /** Opened again first, if need be. */
  current(): Result<Journal, AppendFault>;
  /** Throws when the disk or the file fails the question, and doubts the file. */
  ask<T>(question: (journal: Journal) => T): T | null;
  /** What the disk or the file has failed is tried once more over a new connection; where SQLite cannot read it, in a new chain. */
  write(attempt: Attempt): Result<Entry, AppendFault>;
  /** The next opening sets the file aside as it is, and begins a new chain. */
  end(kind: AsideKind): void;
  isToEnd(): boolean;
  /** All of it was looked through and is sound: one query that fails is no more than a doubt again. */
  believe(): void;
  close(): void;
}

/** What whoever keeps a journal open is told. */
export interface KeptOpenEvents {
  readonly opened: (opened: OpenedJournal, ended: AsideKind | null) => void;
  readonly failed: (fault: OpenFault) => void;
  /** SQLite could not read something: all of it should be looked through, in a thread of its own. */
  readonly doubted: () => void;
}

/** A disk that fails for a moment is no damage. */
const UNREAD_MS = 5000;

export function keepOpen(path: string, events: KeptOpenEvents): KeptOpen {
  let open: { journal: Journal; inode: number } | null = null;
  let isStale = false;
  /** SQLite could not read something of this file, over a connection before this one. */
  let isDoubted = false;
  let ending: AsideKind | null = null;
  let unreadSinceMs: number | null = null;

  /** What the disk does not give for as long as this is damage. */
  const noteUnread = (): void => {
    unreadSinceMs ??= performance.now();
    if (performance.now() - unreadSinceMs >= UNREAD_MS) ending ??= 'damaged';
  };

  const reopen = (): Result<Journal, AppendFault> => {
    open?.journal.close();
    open = null;
    const opened = openJournal(path, { now: Date.now, random: randomBytes, ...(ending && { end: ending }) });
    if (!opened.ok) {
      events.failed(opened.fault);
      if (opened.fault === 'journal-unread') noteUnread();
      else unreadSinceMs = null;
      return fail(opened.fault === 'journal-full' ? 'journal-full' : 'journal-damaged');
    }
    const { journal, setAside } = opened.value;
    open = { journal, inode: inodeOf(path) };
    const ended = ending;
    isDoubted &&= setAside === null;
    [isStale, ending, unreadSinceMs] = [false, null, null];
    events.opened(opened.value, ended);
    return ok(journal);
  };

  /** A file deleted or swapped under a running kiosk would take entries that nobody finds again. */
  const current = (): Result<Journal, AppendFault> =>
    open !== null && !isStale && ending === null && open.inode === inodeOf(path) ? ok(open.journal) : reopen();

  /**
   * Looking through all of a large journal takes minutes, so nobody waits for it: a new connection gets one more try, and
   * what SQLite cannot read over that one either is damaged.
   */
  const doubt = (): void => {
    if (isDoubted && !isStale) ending ??= 'damaged';
    else events.doubted();
    [isStale, isDoubted] = [true, true];
  };

  const write = (attempt: Attempt): Result<Entry, AppendFault> => {
    for (let tries = 0; ; tries += 1) {
      const journal = current();
      if (!journal.ok) return journal;
      const written = attempt(journal.value);
      if (written.ok) return written;
      if (written.fault === 'journal-full') return fail('journal-full');
      if (written.fault === 'journal-damaged') doubt();
      else isStale = true;
      const hasNext = written.fault === 'journal-damaged' ? tries < 2 : tries < 1;
      if (!hasNext) return fail('journal-damaged');
    }
  };

  return {
    journal: () => open?.journal ?? null,
    current,
    ask(question) {
      try {
        return open === null ? null : question(open.journal);
      } catch (error) {
        if (isUnreadable(error)) doubt();
        else isStale = true;
        throw error;
      }
    },
    write,
    end(kind) {
      ending = kind;
    },
    isToEnd: () => ending !== null,
    believe() {
      isDoubted = false;
    },
    close() {
      open?.journal.close();
      open = null;
    },
  };
}

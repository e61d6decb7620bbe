import { randomBytes } from 'node:crypto';
import type { JournalState } from '../../shared/contract.ts';
import type { Entry, NewEntry } from '../../shared/journal.ts';
import { fail, type Result } from '../../shared/result.ts';
import type { Verdict } from '../../shared/verdict.ts';
import type { Log } from '../log.ts';
import type { ClockReset } from './clock-memory.ts';
import { inodeOf } from './files.ts';
import type { Journal, RulesSeen } from './journal.ts';
import { openJournal } from './open.ts';

export type AppendFault = 'journal-full' | 'journal-damaged';

/** A journal that is opened again by itself when its file was damaged, replaced or out of reach. */
export interface JournalKeeper {
  /** The entry is on disk when this returns `ok`. */
  append(entry: NewEntry): Result<Entry, AppendFault>;
  /** Epoch milliseconds of the person's last admit at or after `sinceEpochMs`. Throws when the file fails it. */
  lastAdmitted(personKey: Uint8Array, sinceEpochMs: number): number | null;
  countSince(epochMs: number): Record<Verdict, number>;
  /** `null` where nothing is known of that trusted root, or the file cannot say. */
  rulesSeen(trustedRoot: string): RulesSeen | null;
  /** Remembers rules that are in force; older ones than were seen, and a file that takes nothing, change nothing. */
  seeRules(rules: RulesSeen): void;
  /** Epoch milliseconds of the latest entry under a confirmed clock; `null` where there is none. */
  lastConfirmed(): number | null;
  /** `null` where there was none, or the file cannot say. */
  clockReset(): ClockReset | null;
  /** Writes the entry of a reset of the clock, then the reset itself. */
  resetClock(entry: NewEntry, reset: ClockReset): Result<Entry, AppendFault>;
  state(): JournalState;
  close(): void;
}

/** After a scan the disk has this long to itself before the write-ahead log is folded back. */
const CHECKPOINT_AFTER_IDLE_MS = 5000;

export function keepJournal(path: string, log: Log): JournalKeeper {
  let open: { journal: Journal; inode: number } | null = null;
  let state: JournalState = 'ok';
  let idle: NodeJS.Timeout | undefined;
  let isSuspect = false;

  const reopen = (): Result<Journal, AppendFault> => {
    open?.journal.close();
    open = null;
    const opened = openJournal(path, { now: Date.now, random: randomBytes, isSuspect });
    if (!opened.ok) {
      const fault = opened.fault === 'journal-full' ? 'journal-full' : 'journal-damaged';
      if (state !== STATE_OF[fault]) log.write('journal-failed', { fault: opened.fault });
      state = STATE_OF[fault];
      return fail(fault);
    }
    const { journal, setAside } = opened.value;
    open = { journal, inode: inodeOf(path) };
    isSuspect = false;
    log.write('journal-opened', { chain: journal.chain });
    if (setAside !== null) log.write('journal-set-aside', { keptAs: setAside });
    state = setAside === null ? (state === 'set-aside' ? state : 'ok') : 'set-aside';
    return { ok: true, value: journal };
  };

  /** A file deleted or swapped under a running kiosk would take entries that nobody finds again. */
  const current = (): Result<Journal, AppendFault> =>
    open !== null && !isSuspect && open.inode === inodeOf(path) ? { ok: true, value: open.journal } : reopen();

  /** A query that fails has met damage that no look at the end of the file shows: all of it is checked next time. */
  const ask = <T>(question: (journal: Journal) => T): T | null => {
    try {
      return open === null ? null : question(open.journal);
    } catch (error) {
      isSuspect = true;
      throw error;
    }
  };

  /** The rules are judged by without what is remembered of them, which the next visitor's entry finds wrong if it is. */
  const quietly = <T>(question: (journal: Journal) => T): T | null => {
    try {
      return ask(question);
    } catch (error) {
      log.write('journal-failed', { fault: 'journal-damaged' });
      if (error instanceof Error) return null;
      throw error;
    }
  };

  const checkpointWhenIdle = (): void => {
    clearTimeout(idle);
    idle = setTimeout(() => open?.journal.checkpoint(), CHECKPOINT_AFTER_IDLE_MS);
  };

  const write = (attempt: (journal: Journal) => Result<Entry, AppendFault>): Result<Entry, AppendFault> => {
    const journal = current();
    if (!journal.ok) return journal;
    let written = attempt(journal.value);
    if (!written.ok && written.fault === 'journal-damaged') {
      isSuspect = true;
      const fresh = reopen();
      written = fresh.ok ? attempt(fresh.value) : fresh;
    }
    if (!written.ok) state = STATE_OF[written.fault];
    else if (state !== 'set-aside') state = 'ok';
    checkpointWhenIdle();
    return written;
  };

  reopen();
  return {
    append: (entry) => write((journal) => journal.append(entry)),
    resetClock: (entry, reset) => write((journal) => journal.resetClock(entry, reset)),
    lastAdmitted(personKey, since) {
      // Opened again first if need be: who entered a minute ago is not to be missed for a fault that has passed.
      current();
      return ask((journal) => journal.lastAdmitted(personKey, since));
    },
    countSince(since) {
      try {
        return ask((journal) => journal.countSince(since)) ?? NOTHING_COUNTED;
      } catch (error) {
        // Counters may not stop the kiosk; the next visitor's entry finds the file suspect and says what is wrong.
        log.write('journal-failed', { fault: 'journal-damaged' });
        if (error instanceof Error) return NOTHING_COUNTED;
        throw error;
      }
    },
    rulesSeen: (trustedRoot) => quietly((journal) => journal.rulesSeen(trustedRoot)),
    seeRules(rules) {
      quietly((journal) => {
        journal.seeRules(rules);
        return null;
      });
    },
    lastConfirmed: () => quietly((journal) => journal.lastConfirmed()),
    clockReset: () => quietly((journal) => journal.clockReset()),
    state: () => state,
    close() {
      clearTimeout(idle);
      open?.journal.close();
      open = null;
    },
  };
}

const NOTHING_COUNTED: Record<Verdict, number> = { admit: 0, refer: 0, refuse: 0 };

const STATE_OF: Record<AppendFault, JournalState> = { 'journal-full': 'full', 'journal-damaged': 'damaged' };

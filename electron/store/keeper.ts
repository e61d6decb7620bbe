import { randomBytes } from 'node:crypto';
import type { JournalState } from '../../shared/contract.ts';
import type { Entry, EntryType, NewEntry } from '../../shared/journal.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Verdict } from '../../shared/verdict.ts';
import type { Log } from '../log.ts';
import type { ClockReset } from './clock-memory.ts';
import { inodeOf } from './files.ts';
import type { Journal, RulesSeen } from './journal.ts';
import { openJournal, type OpenedJournal } from './open.ts';
import { DISK, diskRoom, type DiskLimits } from './room.ts';
import type { AsideKind } from './set-aside.ts';

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
  /**
   * Sets the journal aside and begins a new chain. `superseded`: the hub has more of the old one than is here, which was
   * put back to an old copy; what it owes is still sent. `abandoned`: somebody has decided that it is not.
   *
   * @returns the new chain
   */
  beginNewChain(why: Exclude<AsideKind, 'damaged'>): Result<string, AppendFault>;
  /** The journal was looked through and is not sound: the next entry begins a new chain, this one is set aside. */
  condemn(): void;
  /** Whether all of the journal is to be looked through: after a start that no clean end came before, and once a week. */
  isCheckDue(nowMs: number): boolean;
  /** It was looked through, and is sound. */
  noteChecked(nowMs: number): void;
  /** Keeps a file on the disk that is given up when the disk is full, so that entries made by hand still go in. */
  keepReserve(): Promise<void>;
  state(): JournalState;
  close(): void;
}

/** After a scan the disk has this long to itself before the write-ahead log is folded back, and the reserve made again. */
const REST_AFTER_IDLE_MS = 5000;

/** The journal's pages are of the size that SQLite takes by itself. */
const PAGE_BYTES = 4096;

type Attempt = (journal: Journal) => Result<Entry, AppendFault>;

/** What a person enters, which is not to be lost for a full disk; scans can wait at the door. */
const BY_HAND: ReadonlySet<EntryType> = new Set(['manual', 'overrule', 'abnormal', 'gate']);

const WEEK_MS = 7 * 86_400_000;

/** @param limits of the disk, which tests make smaller */
export function keepJournal(path: string, log: Log, limits: DiskLimits = DISK): JournalKeeper {
  const room = diskRoom(path, limits);
  const pages = { budget: Math.trunc(limits.budgetBytes / PAGE_BYTES), reserve: limits.reserveBytes / PAGE_BYTES };
  let open: { journal: Journal; inode: number } | null = null;
  let state: JournalState = 'ok';
  let idle: NodeJS.Timeout | undefined;
  let isSuspect = false;
  /** What the next opening shall end. */
  let end: AsideKind | undefined;
  let isFirstOpening = true;
  let keepsReserve = false;
  let isOnReserve = false;

  const takeOver = ({ journal, setAside, wasLeftOpen }: OpenedJournal): Journal => {
    open = { journal, inode: inodeOf(path) };
    journal.limitPages(pages.budget + (isOnReserve ? pages.reserve : 0));
    if (isFirstOpening && wasLeftOpen) journal.noteLookedThrough(null);
    log.write('journal-opened', { chain: journal.chain });
    if (setAside !== null) log.write('journal-set-aside', { keptAs: setAside });
    if (setAside !== null && (end ?? 'damaged') === 'damaged') state = 'set-aside';
    else if (state !== 'set-aside') state = 'ok';
    [isSuspect, end, isFirstOpening] = [false, undefined, false];
    return journal;
  };

  const reopen = (): Result<Journal, AppendFault> => {
    open?.journal.close();
    open = null;
    const opened = openJournal(path, { now: Date.now, random: randomBytes, isSuspect, ...(end && { end }) });
    if (opened.ok) return ok(takeOver(opened.value));
    const fault = opened.fault === 'journal-full' ? 'journal-full' : 'journal-damaged';
    if (state !== STATE_OF[fault]) log.write('journal-failed', { fault: opened.fault });
    state = STATE_OF[fault];
    return fail(fault);
  };

  /** A file deleted or swapped under a running kiosk would take entries that nobody finds again. */
  const current = (): Result<Journal, AppendFault> =>
    open !== null && !isSuspect && end === undefined && open.inode === inodeOf(path) ? ok(open.journal) : reopen();

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

  const makeReserve = async (): Promise<void> => {
    if (!keepsReserve) return;
    await room.makeReserve();
  };

  const restWhenIdle = (): void => {
    clearTimeout(idle);
    idle = setTimeout(() => {
      open?.journal.checkpoint();
      if (!isOnReserve) void makeReserve();
    }, REST_AFTER_IDLE_MS);
  };

  const writeOnce = (attempt: Attempt): Result<Entry, AppendFault> => {
    const journal = current();
    if (!journal.ok) return journal;
    const written = attempt(journal.value);
    if (written.ok || written.fault !== 'journal-damaged') return written;
    isSuspect = true;
    const fresh = reopen();
    return fresh.ok ? attempt(fresh.value) : fresh;
  };

  /** Gives up the reserve, on the disk and in the budget. */
  const goOnReserve = (): void => {
    if (!keepsReserve || isOnReserve) return;
    isOnReserve = true;
    room.releaseReserve();
    open?.journal.limitPages(pages.budget + pages.reserve);
    log.write('journal-on-reserve', {});
  };

  const leaveReserve = (): void => {
    isOnReserve = false;
    open?.journal.limitPages(pages.budget);
  };

  const write = (type: EntryType, attempt: Attempt): Result<Entry, AppendFault> => {
    if (isOnReserve && room.isThereRoom() && open?.journal.hasPagesWithin(pages.budget) === true) leaveReserve();
    if (isOnReserve && !BY_HAND.has(type)) return fail('journal-full');
    let written = writeOnce(attempt);
    if (!written.ok && written.fault === 'journal-full') {
      goOnReserve();
      if (isOnReserve && BY_HAND.has(type)) written = writeOnce(attempt);
    }
    if (!written.ok) state = STATE_OF[written.fault];
    else if (isOnReserve) state = 'full';
    else if (state !== 'set-aside') state = 'ok';
    restWhenIdle();
    return written;
  };

  reopen();
  return {
    append: (entry) => write(entry.type, (journal) => journal.append(entry)),
    resetClock: (entry, reset) => write(entry.type, (journal) => journal.resetClock(entry, reset)),
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
    beginNewChain(why) {
      end = why;
      const begun = reopen();
      return begun.ok ? ok(begun.value.chain) : begun;
    },
    condemn() {
      end = 'damaged';
    },
    isCheckDue(nowMs) {
      if (open === null || end !== undefined) return false;
      const at = quietly((journal) => journal.lookedThroughAt());
      // A clock that was set back far says as little of when that was.
      return at === null || Math.abs(nowMs - at) >= WEEK_MS;
    },
    noteChecked(nowMs) {
      quietly((journal) => {
        journal.noteLookedThrough(nowMs);
        return null;
      });
    },
    keepReserve() {
      keepsReserve = true;
      return makeReserve();
    },
    state: () => (state === 'ok' && room.isNearlyFull() ? 'nearly-full' : state),
    close() {
      clearTimeout(idle);
      open?.journal.close();
      open = null;
    },
  };
}

const NOTHING_COUNTED: Record<Verdict, number> = { admit: 0, refer: 0, refuse: 0 };

const STATE_OF: Record<AppendFault, JournalState> = { 'journal-full': 'full', 'journal-damaged': 'damaged' };

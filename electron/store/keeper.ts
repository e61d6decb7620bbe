import type { JournalState } from '../../shared/contract.ts';
import type { Entry, EntryType, NewEntry } from '../../shared/journal.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Verdict } from '../../shared/verdict.ts';
import type { Log } from '../log.ts';
import type { ClockReset } from './clock-memory.ts';
import type { Journal, RulesSeen } from './journal.ts';
import { keepOpen, type AppendFault, type Attempt } from './kept-open.ts';
import { PAGE_BYTES } from './page-file.ts';
import { DISK, diskRoom, type DiskLimits } from './room.ts';

/** A journal that is opened again by itself when its file was damaged, replaced or out of reach. */
export interface JournalKeeper {
  /** The entry is on disk when this returns `ok`. */
  append(entry: NewEntry): Result<Entry, AppendFault>;
  /** Epoch milliseconds of the person's last admit at or after `sinceEpochMs`. Throws when the file fails it. */
  lastAdmitted(personKey: Uint8Array, sinceEpochMs: number): number | null;
  /** Epoch milliseconds of the first admit by the receipt of a hub's entry. Throws when the file fails it. */
  receiptUsedAt(entry: string): number | null;
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
   * Sets the journal aside and begins a new chain: the hub has more of the old one than is here, which was put back to an old
   * copy. What it owes is still sent.
   *
   * @returns the new chain
   */
  beginNewChain(): Result<string, AppendFault>;
  /** UUID of the chain that entries go into; `null`: none is open now. */
  chain(): string | null;
  /** The journal was looked through and is not sound: it is set aside, and a new chain begun, with the next entry or in the next idle moment. */
  condemn(): void;
  /** Whether all of the journal is to be looked through: after a start that no clean end came before, and once a week. */
  isCheckDue(nowMs: number): boolean;
  /** It was looked through, and is sound. */
  noteChecked(nowMs: number): void;
  /** Before the first entry: a file is kept on the disk, and given up when that is full, so that what is no scan still goes in. */
  useReserve(): void;
  /** Makes that file where there is none and room for it. */
  makeReserve(): Promise<void>;
  state(): JournalState;
  close(): void;
}

/** What a keeper tells whoever is to act on it. */
export interface KeeperEvents {
  /** SQLite could not read something: all of the journal should be looked through. */
  readonly doubted: () => void;
  /** There is an entry that is no scan: an anchor, a reset of the clock, the first of a new chain. */
  readonly wroteOther: () => void;
}

/** After a scan the disk has this long to itself before the write-ahead log is folded back, and the reserve made again. */
const REST_AFTER_IDLE_MS = 5000;

/** Between two visitors of a queue there is as long, and whoever pulls the plug to take entries out is not as quick. */
const NOTE_END_AFTER_MS = 500;

/**
 * What may use the reserve: what a person enters, which is not to be lost for a full disk, and what makes room or puts the
 * kiosk right, without which it would stay full for good. Scans can wait at the door.
 */
const ON_RESERVE: ReadonlySet<EntryType> = new Set(['manual', 'overrule', 'abnormal', 'gate', 'anchor', 'break']);

const WEEK_MS = 7 * 86_400_000;

const NOBODY: KeeperEvents = { doubted: () => undefined, wroteOther: () => undefined };

/**
 * @param limits of the disk, which tests make smaller
 * @param restMs how long after an entry the journal is idle
 */
export function keepJournal(
  path: string,
  log: Log,
  limits: DiskLimits = DISK,
  events: KeeperEvents = NOBODY,
  restMs: number = REST_AFTER_IDLE_MS,
): JournalKeeper {
  const room = diskRoom(path, limits);
  const pages = { budget: Math.trunc(limits.budgetBytes / PAGE_BYTES), reserve: limits.reserveBytes / PAGE_BYTES };
  let state: JournalState = 'ok';
  let idle: NodeJS.Timeout | undefined;
  let pause: NodeJS.Timeout | undefined;
  let isFirstOpening = true;
  let keepsReserve = false;
  let isOnReserve = false;

  const kept = keepOpen(path, {
    opened({ journal, setAside, wasLeftOpen }, ended) {
      journal.limitPages(pages.budget + (isOnReserve ? pages.reserve : 0));
      if (isFirstOpening && wasLeftOpen) journal.noteLookedThrough(null);
      log.write('journal-opened', { chain: journal.chain });
      if (setAside !== null) log.write('journal-set-aside', { keptAs: setAside });
      if (setAside !== null && (ended ?? 'damaged') === 'damaged') state = 'set-aside';
      else if (state !== 'set-aside') state = 'ok';
      if (setAside !== null && !isFirstOpening) events.wroteOther();
      isFirstOpening = false;
    },
    failed(fault) {
      const next = STATE_OF[fault === 'journal-full' ? fault : 'journal-damaged'];
      if (state !== next) log.write('journal-failed', { fault });
      state = next;
      // Nobody may come until the morning.
      restWhenIdle();
    },
    doubted: events.doubted,
  });

  /** The rules are judged by without what is remembered of them; the file is in doubt then. */
  const quietly = <T>(question: (journal: Journal) => T): T | null => {
    try {
      return kept.ask(question);
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
    clearTimeout(pause);
    pause = setTimeout(() => kept.journal()?.noteEnd(), NOTE_END_AFTER_MS);
    clearTimeout(idle);
    idle = setTimeout(() => {
      // Nobody may come until the morning, and what a damaged journal owes is sent once it is set aside.
      if (kept.isToEnd() || kept.journal() === null) kept.current();
      // A log that was folded back keeps its length, which on a full disk is room for thousands of entries.
      if (isOnReserve) kept.journal()?.truncateLog();
      else kept.journal()?.checkpoint();
      if (!isOnReserve) void makeReserve();
    }, restMs);
  };

  /** Gives up the reserve, on the disk and in the budget. */
  const goOnReserve = (): void => {
    if (!keepsReserve || isOnReserve) return;
    isOnReserve = true;
    room.releaseReserve();
    kept.journal()?.limitPages(pages.budget + pages.reserve);
    log.write('journal-on-reserve', {});
  };

  const leaveReserve = (): void => {
    isOnReserve = false;
    kept.journal()?.limitPages(pages.budget);
  };

  const write = (type: EntryType, attempt: Attempt): Result<Entry, AppendFault> => {
    if (isOnReserve && room.isThereRoom() && kept.journal()?.hasPagesWithin(pages.budget) !== false) leaveReserve();
    if (isOnReserve && !ON_RESERVE.has(type)) return fail('journal-full');
    let written = kept.write(attempt);
    if (!written.ok && written.fault === 'journal-full') {
      goOnReserve();
      if (isOnReserve && ON_RESERVE.has(type)) written = kept.write(attempt);
    }
    if (!written.ok) state = STATE_OF[written.fault];
    else if (isOnReserve) state = 'full';
    else if (state !== 'set-aside') state = 'ok';
    restWhenIdle();
    if (written.ok && type !== 'scan') events.wroteOther();
    return written;
  };

  kept.current();
  return {
    append: (entry) => write(entry.type, (journal) => journal.append(entry)),
    resetClock: (entry, reset) => write(entry.type, (journal) => journal.resetClock(entry, reset)),
    lastAdmitted(personKey, since) {
      // Opened again first if need be: who entered a minute ago is not to be missed for a fault that has passed.
      kept.current();
      return kept.ask((journal) => journal.lastAdmitted(personKey, since));
    },
    receiptUsedAt(entry) {
      kept.current();
      return kept.ask((journal) => journal.receiptUsedAt(entry));
    },
    countSince(since) {
      try {
        return kept.ask((journal) => journal.countSince(since)) ?? NOTHING_COUNTED;
      } catch (error) {
        // Counters may not stop the kiosk; the file is in doubt now.
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
    beginNewChain() {
      kept.end('superseded');
      const begun = kept.current();
      return begun.ok ? ok(begun.value.chain) : begun;
    },
    chain: () => kept.journal()?.chain ?? null,
    condemn() {
      kept.end('damaged');
      restWhenIdle();
    },
    isCheckDue(nowMs) {
      if (kept.journal() === null || kept.isToEnd()) return false;
      const at = quietly((journal) => journal.lookedThroughAt());
      // A clock that was set back far says as little of when that was.
      return at === null || Math.abs(nowMs - at) >= WEEK_MS;
    },
    noteChecked(nowMs) {
      kept.believe();
      quietly((journal) => {
        journal.noteLookedThrough(nowMs);
        return null;
      });
    },
    useReserve() {
      keepsReserve = true;
    },
    makeReserve,
    state: () => (state === 'ok' && room.isNearlyFull() ? 'nearly-full' : state),
    close() {
      clearTimeout(idle);
      clearTimeout(pause);
      kept.journal()?.noteEnd();
      kept.close();
    },
  };
}

const NOTHING_COUNTED: Record<Verdict, number> = { admit: 0, refer: 0, refuse: 0 };

const STATE_OF: Record<AppendFault, JournalState> = { 'journal-full': 'full', 'journal-damaged': 'damaged' };

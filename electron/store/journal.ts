import { z } from 'zod';
import type { Entry, NewEntry } from '../../shared/journal.ts';
import type { RepositoryVersions } from '../../shared/policy/versions.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { EpochSeconds } from '../../shared/time.ts';
import type { Verdict } from '../../shared/verdict.ts';
import { appender, type RandomBytes } from './appender.ts';
import { verifyChain, type ChainReport } from './chain.ts';
import { clockMemory, type ClockReset } from './clock-memory.ts';
import { countsOver } from './counts.ts';
import { storeFaultOf, type StoreFault } from './faults.ts';
import { readValue, type Database, type SqlRow, type Statement } from './sqlite.ts';

/** `journal-unreachable`: out of reach, or held by somebody else, which says nothing of what is in the file. */
export type WriteFault = 'journal-full' | 'journal-damaged' | 'journal-unreachable';

const WRITE_FAULTS: Record<StoreFault, WriteFault> = {
  full: 'journal-full',
  unreachable: 'journal-unreachable',
  unreadable: 'journal-damaged',
};

/** The newest signed rules that were in force under one trusted root, and the latest moment that was signed. */
export interface RulesSeen {
  /** SHA-256 of the trusted root's file, in hex. */
  readonly trustedRoot: string;
  readonly versions: RepositoryVersions;
  readonly signedAt: EpochSeconds;
}

/** One open chain. The queries throw when the disk or the file fails them; `append` says so in its result. */
export interface Journal {
  /** UUID of the chain. */
  readonly chain: string;
  /**
   * Writes one entry after the last one. It is on disk, synced, when this returns `ok`; after a fault nothing is
   * written, and the next call tries anew.
   *
   * @throws for an entry that the table's own rules refuse, which is a bug of the caller
   */
  append(entry: NewEntry): Result<Entry, WriteFault>;
  /** Epoch milliseconds of the person's last admit (by scan or by hand) at or after `sinceEpochMs`. */
  lastAdmitted(personKey: Uint8Array, sinceEpochMs: number): number | null;
  /** Epoch milliseconds of the first admit by the receipt of a hub's entry; `null`: there was none. */
  receiptUsedAt(entry: string): number | null;
  /** Visitors who came (by scan or by hand) at or after `epochMs`, by the verdict that stands. */
  countSince(epochMs: number): Record<Verdict, number>;
  /** What is known of the rules that were in force here under this trusted root. */
  rulesSeen(trustedRoot: string): RulesSeen | null;
  /** @throws where these are older than what was seen */
  seeRules(rules: RulesSeen): void;
  /** Epoch milliseconds of the latest entry written under a confirmed clock, as far as no reset has taken it back. */
  lastConfirmed(): number | null;
  /** The latest there was. */
  clockReset(): ClockReset | null;
  /** Writes a reset with its entry: both or neither. */
  resetClock(entry: NewEntry, reset: ClockReset): Result<Entry, WriteFault>;
  /** Walks the whole chain: time grows with the file, so not while visitors wait. */
  verify(): ChainReport;
  /** Epoch milliseconds at which all of it was last looked through and found sound; `null`: not since a doubt arose. */
  lookedThroughAt(): number | null;
  /** @param atMs epoch milliseconds; `null`: it is in doubt */
  noteLookedThrough(atMs: number | null): void;
  /** Notes which entry is the last, so that it is missed if it goes. For idle moments: it syncs. @returns whether it could */
  noteEnd(): boolean;
  /** From so many pages on, appends find the disk full. */
  limitPages(count: number): void;
  /** Whether there are pages left within a limit, on whatever disk. */
  hasPagesWithin(limit: number): boolean;
  /**
   * Folds the write-ahead log back into the database file. For idle moments: it syncs twice.
   *
   * @returns whether it could; an entry is as safe in the log as in the database, so nothing is lost when not
   */
  checkpoint(): boolean;
  /** As {@link checkpoint}, and gives the log's room back to the disk; whoever reads is waited for, 0.2 s at most. */
  truncateLog(): boolean;
  close(): void;
}

/**
 * The journal over a database that was opened and checked.
 *
 * The chain's head is remembered only after a commit and forgotten at any failure. Should another connection have
 * appended meanwhile, the table's own trigger refuses the row, and the head is read anew: the chain cannot fork.
 *
 * @param path the database file, asked for its room on disk when SQLite reports no more than an I/O error
 */
export function journalOver(database: Database, path: string, chain: string, random: RandomBytes): Journal {
  const statements = prepare(database);
  const append = appender(database, chain, random);
  const clock = clockMemory(database);
  const attempt = <T>(write: () => T): Result<T, WriteFault> => {
    try {
      return ok(write());
    } catch (error) {
      return fail(WRITE_FAULTS[storeFaultOf(error, path)]);
    }
  };
  const foldBack = (checkpoint: Statement): boolean => {
    try {
      return checkpoint.get()?.['busy'] === 0;
    } catch (error) {
      storeFaultOf(error, path);
      return false;
    }
  };
  return {
    chain,
    append: (entry) => attempt(() => append(entry)),
    lastAdmitted(personKey, sinceEpochMs) {
      const at = statements.lastAdmitted.get(personKey, sinceEpochMs)?.['at'];
      return typeof at === 'number' ? at : null;
    },
    receiptUsedAt(entry) {
      const at = statements.receiptUsed.get(entry)?.['at'];
      return typeof at === 'number' ? at : null;
    },
    countSince: countsOver(database),
    rulesSeen: (trustedRoot) => readRulesSeen(statements.rulesSeen.get(trustedRoot)),
    seeRules({ trustedRoot, versions: { root, timestamp, snapshot, targets, policy }, signedAt }) {
      statements.seeRules.run(trustedRoot, root, timestamp, snapshot, targets, policy, signedAt);
    },
    lastConfirmed: () => clock.lastConfirmed(),
    clockReset: () => clock.lastReset(),
    resetClock: (entry, reset) =>
      attempt(() => {
        database.exec('begin immediate');
        try {
          const placed = append(entry);
          clock.addReset(placed.sequence, reset);
          database.exec('commit');
          return placed;
        } catch (error) {
          if (database.isTransaction) database.exec('rollback');
          throw error;
        }
      }),
    verify: () => verifyChain(database, chain),
    lookedThroughAt() {
      const at = readValue(database, 'select at_ms from looked_through where only_one = 1');
      return typeof at === 'number' ? at : null;
    },
    noteLookedThrough(atMs) {
      // The column is SQLite's row number, which has no default: left out it would be another row each time.
      if (atMs === null) database.exec('delete from looked_through');
      else database.prepare('insert or replace into looked_through (only_one, at_ms) values (1, ?)').run(atMs);
    },
    noteEnd: () =>
      attempt(() => {
        statements.noteEnd.run();
      }).ok,
    limitPages(count) {
      database.exec(`pragma max_page_count = ${Math.trunc(count)}`);
    },
    hasPagesWithin(limit) {
      const [used, free] = ['page_count', 'freelist_count'].map((name) => readValue(database, `pragma ${name}`));
      return Number(used) - Number(free) + PAGES_OF_AN_ENTRY < limit;
    },
    checkpoint: () => foldBack(statements.checkpoint),
    truncateLog: () => foldBack(statements.truncateLog),
    close: () => {
      database.close();
    },
  };
}

/** One entry may split a page of the table and of each index. */
const PAGES_OF_AN_ENTRY = 16;

interface Statements {
  readonly lastAdmitted: Statement;
  readonly receiptUsed: Statement;
  readonly rulesSeen: Statement;
  readonly seeRules: Statement;
  readonly noteEnd: Statement;
  readonly checkpoint: Statement;
  readonly truncateLog: Statement;
}

function prepare(database: Database): Statements {
  return {
    lastAdmitted: database.prepare(
      `select max(epoch_ms) as at from entry
       where person_key = ? and epoch_ms >= ? and verdict = 'admit' and type in ('scan', 'manual')`,
    ),
    receiptUsed: database.prepare(
      `select min(epoch_ms) as at from entry indexed by entry_by_reference
       where refers_to = ? and verdict = 'admit' and type = 'scan'`,
    ),
    rulesSeen: database.prepare('select * from rules_seen_under where trusted_root = ?'),
    seeRules: database.prepare(
      `insert into rules_seen_under (trusted_root, root, timestamp, snapshot, targets, policy, signed_at)
       values (?, ?, ?, ?, ?, ?, ?)
       on conflict (trusted_root) do update set root = excluded.root, timestamp = excluded.timestamp,
         snapshot = excluded.snapshot, targets = excluded.targets, policy = excluded.policy,
         signed_at = max(signed_at, excluded.signed_at)`,
    ),
    noteEnd: database.prepare(
      // An end that is gone, or another one, stays known: the next look at the chain is to miss it.
      `insert into known_end (only_one, sequence, hash)
         select 1, sequence, hash from entry where true order by sequence desc limit 1
       on conflict (only_one) do update set sequence = excluded.sequence, hash = excluded.hash
         where excluded.sequence > known_end.sequence and (
           known_end.sequence < (select min(sequence) from entry)
           or known_end.hash = (select hash from entry where entry.sequence = known_end.sequence)
         )`,
    ),
    checkpoint: database.prepare('pragma wal_checkpoint(passive)'),
    truncateLog: database.prepare('pragma wal_checkpoint(truncate)'),
  };
}

const seenRow = z.object({
  trusted_root: z.string(),
  root: z.int(),
  timestamp: z.int(),
  snapshot: z.int(),
  targets: z.int(),
  policy: z.int(),
  signed_at: z.int(),
});

function readRulesSeen(row: SqlRow | undefined): RulesSeen | null {
  if (row === undefined) return null;
  const { trusted_root: trustedRoot, signed_at: signedAt, ...versions } = seenRow.parse(row);
  return { trustedRoot, versions, signedAt };
}

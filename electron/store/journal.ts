import { NO_PREVIOUS_HASH, type Entry, type NewEntry } from '../../shared/journal.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Verdict } from '../../shared/verdict.ts';
import { hashEntry, verifyChain, type ChainReport } from './chain.ts';
import { storeFaultOf } from './faults.ts';
import { COLUMNS, toRow } from './row.ts';
import type { Database, SqlRow, Statement } from './sqlite.ts';
import { uuid7 } from './uuid7.ts';

/** `journal-damaged` is also said of a file that is out of reach or held by somebody else: nothing can be written. */
export type AppendFault = 'journal-full' | 'journal-damaged';

export type RandomBytes = (count: number) => Uint8Array;

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
  append(entry: NewEntry): Result<Entry, AppendFault>;
  /** Epoch milliseconds of the person's last admit (by scan or by hand) at or after `sinceEpochMs`. */
  lastAdmitted(personKey: Uint8Array, sinceEpochMs: number): number | null;
  /** Verdicts given (by scan or by hand) at or after `epochMs`. Overrules are not counted: their scan was. */
  countSince(epochMs: number): Record<Verdict, number>;
  /** Walks the whole chain: time grows with the file, so not while visitors wait. */
  verify(): ChainReport;
  /**
   * Folds the write-ahead log back into the database file. For idle moments: it syncs twice.
   *
   * @returns whether it could; an entry is as safe in the log as in the database, so nothing is lost when not
   */
  checkpoint(): boolean;
  close(): void;
}

/**
 * The journal over a database that was opened and checked.
 *
 * The chain's head is read inside each transaction, not remembered: a failed append cannot leave a wrong one behind,
 * and two connections cannot fork the chain.
 *
 * @param path the database file, asked for its room on disk when SQLite reports no more than an I/O error
 */
export function journalOver(database: Database, path: string, chain: string, random: RandomBytes): Journal {
  const statements = prepare(database);
  return {
    chain,
    append: (entry) => append(entry, { database, path, chain, random, statements }),
    lastAdmitted(personKey, sinceEpochMs) {
      const at = statements.lastAdmitted.get(personKey, sinceEpochMs)?.['at'];
      return typeof at === 'number' ? at : null;
    },
    countSince(epochMs) {
      const counts = { admit: 0, refer: 0, refuse: 0, ...statements.countSince.get(epochMs) };
      return { admit: counts.admit, refer: counts.refer, refuse: counts.refuse };
    },
    verify: () => verifyChain(database, chain),
    checkpoint() {
      try {
        return statements.checkpoint.get()?.['busy'] === 0;
      } catch (error) {
        storeFaultOf(error, path);
        return false;
      }
    },
    close: () => {
      database.close();
    },
  };
}

interface Statements {
  readonly begin: Statement;
  readonly commit: Statement;
  readonly rollback: Statement;
  readonly head: Statement;
  readonly insert: Statement;
  readonly lastAdmitted: Statement;
  readonly countSince: Statement;
  readonly checkpoint: Statement;
}

function prepare(database: Database): Statements {
  return {
    begin: database.prepare('begin immediate'),
    commit: database.prepare('commit'),
    rollback: database.prepare('rollback'),
    head: database.prepare('select sequence, id, hash from entry order by sequence desc limit 1'),
    insert: database.prepare(`insert into entry (${COLUMNS.join(', ')}) values (${COLUMNS.map(() => '?').join(', ')})`),
    lastAdmitted: database.prepare(
      `select max(epoch_ms) as at from entry
       where person_key = ? and epoch_ms >= ? and verdict = 'admit' and type in ('scan', 'manual')`,
    ),
    countSince: database.prepare(
      `select count(*) filter (where verdict = 'admit') as admit, count(*) filter (where verdict = 'refer') as refer,
              count(*) filter (where verdict = 'refuse') as refuse
       from entry where epoch_ms >= ? and type in ('scan', 'manual')`,
    ),
    checkpoint: database.prepare('pragma wal_checkpoint(passive)'),
  };
}

interface Parts {
  readonly database: Database;
  readonly path: string;
  readonly chain: string;
  readonly random: RandomBytes;
  readonly statements: Statements;
}

function append(entry: NewEntry, parts: Parts): Result<Entry, AppendFault> {
  const { database, path, statements } = parts;
  try {
    statements.begin.run();
    const placed = place(entry, statements.head.get(), parts);
    statements.insert.run(...toRow(placed, hashEntry(placed)));
    statements.commit.run();
    return ok(placed);
  } catch (error) {
    rollBack(database, statements);
    return fail(storeFaultOf(error, path) === 'full' ? 'journal-full' : 'journal-damaged');
  }
}

function place(entry: NewEntry, head: SqlRow | undefined, { chain, random }: Parts): Entry {
  const last = head as { sequence: number; id: string; hash: Uint8Array } | undefined;
  return {
    ...entry,
    // Some of these words are an issuer's: what is hashed must be what can be read back.
    format: storable(entry.format),
    maskedName: storable(entry.maskedName),
    personKeyId: storable(entry.personKeyId),
    chain,
    sequence: last === undefined ? 0 : last.sequence + 1,
    id: uuid7(entry.epochMs, random(10), last?.id ?? null),
    previousHash: last?.hash ?? NO_PREVIOUS_HASH,
  };
}

/** Text as the database gives it back: SQLite's ends at a NUL, and a lone surrogate has no UTF-8. */
function storable(text: string | null): string | null {
  return text?.replaceAll(/\0|[\ud800-\udfff]/gu, '\ufffd') ?? null;
}

/** SQLite may have rolled back by itself, and after an I/O error it may refuse to; either way nothing was committed. */
function rollBack(database: Database, { rollback }: Statements): void {
  try {
    if (database.isTransaction) rollback.run();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
}

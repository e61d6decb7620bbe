import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf } from '../../electron/store/chain.ts';
import { openJournal } from '../../electron/store/open.ts';
import { COLUMNS, toRow } from '../../electron/store/row.ts';
import { openDatabase, type SqlValue } from '../../electron/store/sqlite.ts';
import type { Entry, NewEntry } from '../../shared/journal.ts';
import { scanNumber, START } from './scans.ts';

export interface AppendingTask {
  /** An empty folder, on the disk that is measured. */
  readonly folder: string;
  /** Before anything is measured; the log is not folded back meanwhile. */
  readonly warmUp: number;
  readonly rounds: number;
  /** Of the one, then of the other. */
  readonly perRound: number;
}

export interface Side {
  readonly ms: readonly number[];
  /** Microseconds of processor time, the system's part and other threads included, for one. */
  readonly cpuUs: number;
  /** What one adds to the write-ahead log. */
  readonly logBytes: number;
}

export interface AppendingTimes {
  readonly journal: Side;
  readonly bare: Side;
}

/** A person sealed to the health office: 256 bytes padded, and what HPKE adds. */
const SEALED = randomBytes(335);

interface Peer<T> {
  readonly write: (it: T) => void;
  readonly checkpoint: () => void;
  readonly close: () => void;
  readonly log: string;
}

const task = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as AppendingTask;
process.stdout.write(JSON.stringify(measure(task)));

function measure({ folder, warmUp, rounds, perRound }: AppendingTask): AppendingTimes {
  const written: Entry[] = [];
  const journal = openPeer(join(folder, 'journal.db'), written);
  const bare = openBare(join(folder, 'bare.db'));
  const [ours, theirs] = [stopwatch(journal), stopwatch(bare)];
  let made = 0;
  const round = (count: number): void => {
    const entries = Array.from({ length: count }, () => ({ ...scanNumber((made += 1)), seal: () => SEALED }));
    ours.run(entries);
    // Of the very entries that the journal has just taken, so that both write the same bytes.
    theirs.run(written.splice(0).map((entry) => toRow(entry, hashOf(entry))));
  };
  round(warmUp);
  const logs = [journal, bare].map(({ log }) => statSync(log).size / warmUp);
  ours.reset();
  theirs.reset();
  for (let n = 0; n < rounds; n += 1) {
    round(perRound);
    // What idle seconds do between visitors.
    journal.checkpoint();
    bare.checkpoint();
  }
  journal.close();
  bare.close();
  return { journal: ours.side(logs[0] ?? 0), bare: theirs.side(logs[1] ?? 0) };
}

function stopwatch<T>({ write }: Peer<T>): {
  run: (all: readonly T[]) => void;
  reset: () => void;
  side: (logBytes: number) => Side;
} {
  let [ms, cpuUs]: [number[], number] = [[], 0];
  return {
    run(all) {
      const before = process.cpuUsage();
      for (const it of all) {
        const startedAt = performance.now();
        write(it);
        ms.push(performance.now() - startedAt);
      }
      const { user, system } = process.cpuUsage(before);
      cpuUs += user + system;
    },
    reset() {
      [ms, cpuUs] = [[], 0];
    },
    side: (logBytes) => ({ ms, cpuUs: cpuUs / ms.length, logBytes }),
  };
}

function openPeer(path: string, written: Entry[]): Peer<NewEntry> {
  const opened = openJournal(path, { now: () => START, random: randomBytes });
  if (!opened.ok) throw new Error(opened.fault);
  const { journal } = opened.value;
  return {
    write(entry) {
      const appended = journal.append(entry);
      if (!appended.ok) throw new Error(appended.fault);
      written.push(appended.value);
    },
    checkpoint: () => journal.checkpoint(),
    close: () => {
      journal.close();
    },
    log: `${path}-wal`,
  };
}

/** The same rows into the same columns and indexes under the same settings, without chain, types, checks and triggers. */
function openBare(path: string): Peer<readonly SqlValue[]> {
  const database = openDatabase(path);
  database.exec(`
    pragma auto_vacuum = incremental; pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on;
    pragma wal_autocheckpoint = 8000;
    create table entry (sequence integer primary key, ${COLUMNS.slice(1).join(', ')});
    create index entry_by_person on entry (person_key, epoch_ms) where person_key is not null;
    create index entry_by_time on entry (epoch_ms, type, verdict);
    create index entry_by_confirmed_time on entry (epoch_ms) where is_clock_confirmed = 1;
    create index entry_by_anchor on entry (sequence) where anchor is not null;
    create index entry_by_kind on entry (type, verdict, source, reasons, epoch_ms);`);
  const insert = database.prepare(`insert into entry values (${COLUMNS.map(() => '?').join(', ')})`);
  return {
    write: (row) => {
      insert.run(...row);
    },
    checkpoint: () => {
      database.exec('pragma wal_checkpoint(passive)');
    },
    close: () => {
      database.close();
    },
    log: `${path}-wal`,
  };
}

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Journal } from '../../electron/store/journal.ts';
import { openJournal } from '../../electron/store/open.ts';
import { COLUMNS, toRow } from '../../electron/store/row.ts';
import { openDatabase, type SqlValue } from '../../electron/store/sqlite.ts';
import type { Entry, EntryFacts } from '../../shared/journal.ts';
import { reading, searching } from './journal-search.ts';
import { median, percentile, type Row } from './rows.ts';

/** Rounds of the journal and of bare SQLite take turns, so that other load on the machine falls on both. */
const ROUNDS = 10;
const APPENDS = 200;
/** A busy day at a station's door. */
const DAY = 10_000;
const START = Date.UTC(2022, 4, 13, 1);

/** The journal on this machine's disk, every entry synced. */
export function bench(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-bench-journal-'));
  try {
    return Promise.resolve([...appends(folder), ...wholeDay(folder), ...aMillion(folder)]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function appends(folder: string): Row[] {
  const journal = openForBench(join(folder, 'journal.db'));
  const bare = openBare(join(folder, 'bare.db'));
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let n = 0; n < APPENDS; n += 1) {
      ours.push(
        timed(() => {
          append(journal, round * APPENDS + n);
        }),
      );
    }
    for (let n = 0; n < APPENDS; n += 1) theirs.push(timed(bare.insert));
    // What idle seconds do between visitors.
    journal.checkpoint();
    bare.checkpoint();
  }
  journal.close();
  bare.close();
  const [rate, bareRate] = [perSecond(ours), perSecond(theirs)];
  return [
    { name: 'journal appends', value: rate, unit: '/s', note: 'one transaction and one sync each' },
    { name: 'bare SQLite inserts of the same row', value: bareRate, unit: '/s', note: 'same settings, taking turns' },
    { name: 'journal against bare SQLite', value: (rate / bareRate) * 100, unit: '%', target: { atLeast: 90 } },
    { name: 'journal append, p50', value: median(ours), unit: 'ms' },
    { name: 'journal append, p99', value: percentile(ours, 0.99), unit: 'ms', target: { below: 20 } },
    { name: 'bare SQLite insert, p50', value: median(theirs), unit: 'ms' },
    { name: 'bare SQLite insert, p99', value: percentile(theirs, 0.99), unit: 'ms' },
  ];
}

/** A queue that never ends: the log is folded back in the middle of it, never in an idle moment. */
function wholeDay(folder: string): Row[] {
  const path = join(folder, 'day.db');
  const journal = openForBench(path);
  const samples: number[] = [];
  for (let n = 0; n < DAY; n += 1) {
    samples.push(
      timed(() => {
        append(journal, n);
      }),
    );
  }
  const counting = repeat(20, () => journal.countSince(START));
  const looking = repeat(200, () => journal.lastAdmitted(randomBytes(32), START));
  const verifying = timed(() => journal.verify());
  const sending = reading(path, () => START);
  journal.close();
  const opening = repeat(10, () => {
    openForBench(path).close();
  });
  const how = `${DAY} entries, ${Math.round(statSync(path).size / 1024 / 1024)} MB`;
  return [
    { name: 'append in a queue without end, p50', value: median(samples), unit: 'ms', note: how },
    { name: 'append in a queue without end, p99', value: percentile(samples, 0.99), unit: 'ms', target: { below: 20 } },
    {
      name: 'append in a queue without end, longest',
      value: Math.max(...samples),
      unit: 'ms',
      note: 'folds the log back',
    },
    { name: 'last admit of a person', value: looking, unit: 'ms', note: how },
    { name: 'counters of the day', value: counting, unit: 'ms', note: how },
    { name: 'opening the journal', value: opening, unit: 'ms', note: how },
    { name: 'verifying the whole chain', value: DAY / (verifying / 1000), unit: 'entries/s' },
    sending,
  ];
}

function aMillion(folder: string): Row[] {
  const path = join(folder, 'million.db');
  const journal = openForBench(path);
  try {
    return searching(path, journal, START);
  } finally {
    journal.close();
  }
}

function openForBench(path: string): Journal {
  const opened = openJournal(path, { now: () => START, random: randomBytes });
  if (!opened.ok) throw new Error(opened.fault);
  return opened.value.journal;
}

function append(journal: Journal, n: number): void {
  const written = journal.append({ ...factsNumber(n), seal: null });
  if (!written.ok) throw new Error(written.fault);
}

function factsNumber(n: number): EntryFacts {
  return {
    type: 'scan',
    refersTo: null,
    epochMs: START + n * 1000,
    offsetMinutes: 480,
    isClockConfirmed: false,
    source: 'camera',
    format: 'health-code',
    verdict: n % 20 === 0 ? 'refuse' : 'admit',
    reasons: ['all-checks-passed'],
    colour: 'green',
    testAgeSeconds: 169_200,
    maskedName: '张*三',
    personKey: randomBytes(32),
    personKeyId: 'venue-1',
    policyVersion: 1,
    durationMs: 4,
  };
}

interface Bare {
  readonly insert: () => void;
  readonly checkpoint: () => void;
  readonly close: () => void;
}

/** The same row into the same columns and indexes, without chain, hash, triggers or checks: what SQLite alone can do. */
function openBare(path: string): Bare {
  const database = openDatabase(path);
  database.exec(`
    pragma auto_vacuum = incremental; pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on;
    pragma wal_autocheckpoint = 8000;
    create table entry (sequence integer primary key, ${COLUMNS.slice(1).join(', ')});
    create index entry_by_person on entry (person_key, epoch_ms);
    create index entry_by_time on entry (epoch_ms, type, verdict);
    create index entry_by_kind on entry (type, verdict, source, reasons, epoch_ms);`);
  const insert = database.prepare(`insert into entry values (${COLUMNS.map(() => '?').join(', ')})`);
  let sequence = 0;
  return {
    insert: () => {
      insert.run(...rowNumber(sequence));
      sequence += 1;
    },
    checkpoint: () => {
      database.exec('pragma wal_checkpoint(passive)');
    },
    close: () => {
      database.close();
    },
  };
}

function rowNumber(sequence: number): SqlValue[] {
  const entry: Entry = {
    ...factsNumber(sequence),
    sealed: null,
    anchor: null,
    chain: '0180bab7-0c00-7000-8000-000000000001',
    sequence,
    id: '0180baed-fa80-7000-8000-000000000002',
    previousHash: new Uint8Array(32),
  };
  return toRow(entry, HASH);
}

const HASH = new Uint8Array(32).fill(1);

function timed(run: () => unknown): number {
  const startedAt = performance.now();
  run();
  return performance.now() - startedAt;
}

/** Median milliseconds of one run. */
function repeat(times: number, run: () => unknown): number {
  return median(Array.from({ length: times }, () => timed(run)));
}

function perSecond(samples: readonly number[]): number {
  return samples.length / (samples.reduce((sum, ms) => sum + ms, 0) / 1000);
}

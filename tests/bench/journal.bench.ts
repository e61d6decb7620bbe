import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSealer } from '../../electron/seal.ts';
import type { Journal } from '../../electron/store/journal.ts';
import { openJournal } from '../../electron/store/open.ts';
import { electronExecutable } from '../../scripts/runtime.ts';
import type { AppendingTask, AppendingTimes } from './appending.ts';
import { reading, searching } from './journal-search.ts';
import { buildProgram, runProgram } from './programs.ts';
import { median, percentile, type Row } from './rows.ts';
import { scanNumber, START } from './scans.ts';

/** Rounds of the journal and of bare SQLite take turns, short ones, so that other load on the machine falls on both. */
const ROUNDS = 100;
const APPENDS = 20;
/** A busy day at a station's door. */
const DAY = 10_000;

/** The journal on this machine's disk, every entry synced. */
export async function bench(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-bench-journal-'));
  try {
    return [
      ...(await appends('Electron', await electronExecutable(), join(folder, 'electron'))),
      ...(await appends('Node', process.execPath, join(folder, 'node'))),
      ...sealing(),
      ...wholeDay(folder),
      ...aMillion(folder),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of what an append does not include above: there it is given what was sealed. */
function sealing(): Row[] {
  const { publicKey } = generateKeyPairSync('x25519');
  const { x } = publicKey.export({ format: 'jwk' });
  const seal = x === undefined ? null : openSealer({ kty: 'OKP', crv: 'X25519', x });
  if (seal === null) throw new Error('nothing can be sealed');
  const who = { format: 'health-code', issuer: 'CN-31', id: '1', holder: null };
  const place = { chain: '0180bab7-0c00-7000-8000-000000000001', sequence: 1 };
  return [{ name: 'sealing who it was, p50', value: repeat(500, () => seal(who, place)), unit: 'ms' }];
}

async function appends(where: string, executable: string, folder: string): Promise<Row[]> {
  await mkdir(folder);
  const path = join(folder, 'task.json');
  const task: AppendingTask = { folder, warmUp: 1500, rounds: ROUNDS, perRound: APPENDS };
  await writeFile(path, JSON.stringify(task));
  const { journal, bare } = await runProgram<AppendingTimes>(executable, await buildProgram('appending'), path);
  const name = (what: string): string => `${where}: ${what}`;
  return [
    { name: name('journal appends'), value: perSecond(journal.ms), unit: '/s', note: 'one transaction, one sync each' },
    { name: name('bare SQLite inserts'), value: perSecond(bare.ms), unit: '/s', note: 'the same bytes, in turn' },
    {
      name: name('journal against bare SQLite'),
      value: median(ratios(bare.ms, journal.ms)) * 100,
      unit: '%',
      target: { atLeast: 90 },
      note: `median of ${ROUNDS} rounds of ${APPENDS} each`,
    },
    { name: name('journal append, p50'), value: median(journal.ms), unit: 'ms' },
    { name: name('journal append, p99'), value: percentile(journal.ms, 0.99), unit: 'ms', target: { below: 20 } },
    { name: name('bare SQLite insert, p50'), value: median(bare.ms), unit: 'ms' },
    { name: name('bare SQLite insert, p99'), value: percentile(bare.ms, 0.99), unit: 'ms' },
    { name: name('processor time of an append'), value: journal.cpuUs, unit: 'µs', note: describeCpu(bare.cpuUs) },
    {
      name: name('an append in the log'),
      value: journal.logBytes / 1024,
      unit: 'kB',
      note: describeLog(bare.logBytes),
    },
  ];
}

const describeCpu = (us: number): string => `${Math.round(us)} µs of a bare insert`;
const describeLog = (bytes: number): string => `${(bytes / 1024).toFixed(1)} kB of a bare insert`;

/** Of the time of the one to that of the other, round by round, which other load on the machine leaves nearly as they are. */
function ratios(some: readonly number[], others: readonly number[]): number[] {
  return Array.from({ length: ROUNDS }, (_, round) => roundMs(some, round) / roundMs(others, round));
}

function roundMs(samples: readonly number[], round: number): number {
  return samples.slice(round * APPENDS, (round + 1) * APPENDS).reduce((sum, ms) => sum + ms, 0);
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
  const written = journal.append({ ...scanNumber(n), seal: null });
  if (!written.ok) throw new Error(written.fault);
}

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

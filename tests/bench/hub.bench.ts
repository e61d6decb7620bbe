import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { insertEntries } from '../../hub/store/insert.ts';
import { migrate } from '../../hub/store/migrate.ts';
import { openDatabase, type Database } from '../../hub/store/open.ts';
import { databaseClock } from '../../hub/store/clock.ts';
import { ensurePartitions } from '../../hub/store/partition.ts';
import { openEntries, readBatch } from '../../hub/store/received.ts';
import { startPostgres, type Postgres } from '../../scripts/postgres.ts';
import { makeBatches, makeBenchKiosk } from './hub/kiosks.ts';
import { consoleRows, fillConsole } from './hub/console.ts';
import { sizeOf } from './hub/filling.ts';
import { runLoad, startBenchHub } from './hub/surroundings.ts';
import { windowRows } from './hub/window.ts';
import { percentile, type Row } from './rows.ts';

export interface HubBench {
  /** Rows at which a manager's page is timed. */
  readonly rows: number;
  /** Each with a key of its own, in thousands. */
  readonly kiosks: number;
  /** Over which each of them sends once. */
  readonly citySeconds: number;
  /** Of the bare statement and of the hub in turn, so that other load on the machine falls on both. */
  readonly rounds: number;
  /** A folder in which what was filled stays, and is found by the next run; `null`: nothing stays. */
  readonly keptIn: string | null;
}

/** At once: as many as the hub has connections, and some that wait. */
const AT_ONCE = 16;
const BATCHES = 20;
const BATCH = 500;
const CITY_BATCH = 5;
/** The hub beside it gets as much of the machine as the bare statement does. */
const CONNECTIONS = 10;

/** Of so many rows nothing but what a manager sees in a browser, to see that it runs. */
export async function benchWindow(rows: number): Promise<Row[]> {
  return withPostgres(async (postgres, folder) => {
    const url = await emptied(postgres.url);
    const now = new Date();
    return [...(await fillConsole(url, rows, now)), ...(await windowRows(url, folder, now))];
  });
}

/** What was filled, when, and how that went. */
interface Filled {
  readonly database: string;
  readonly atMs: number;
  readonly rows: readonly Row[];
}

async function showing(postgres: Postgres, folder: string, rows: number): Promise<Row[]> {
  const noted = join(folder, `filled-${rows}.json`);
  if (!existsSync(noted)) {
    const [url, now] = [await emptied(postgres.url), new Date()];
    const filled = {
      database: url.replace(/^.*\//u, ''),
      atMs: now.getTime(),
      rows: await fillConsole(url, rows, now),
    };
    writeFileSync(noted, JSON.stringify(filled));
  }
  const filled = JSON.parse(readFileSync(noted, 'utf8')) as Filled;
  const [url, now] = [postgres.url.replace(/postgres$/u, filled.database), new Date(filled.atMs)];
  return [...filled.rows, ...(await consoleRows(url, now)), ...(await windowRows(url, folder, now))];
}

async function withPostgres<M>(
  run: (postgres: Postgres, folder: string) => Promise<M>,
  keptIn: string | null = null,
): Promise<M> {
  const folder = keptIn ?? mkdtempSync(join(tmpdir(), 'sentinel-bench-hub-'));
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  const secret = join(folder, 'password');
  if (!existsSync(secret)) writeFileSync(secret, randomBytes(16).toString('hex'), { mode: 0o600 });
  const postgres = await startPostgres(join(folder, 'postgres'), readFileSync(secret, 'utf8'));
  try {
    return await run(postgres, folder);
  } finally {
    await postgres.stop();
    if (keptIn === null) rmSync(folder, { recursive: true, force: true });
  }
}

/** The hub on a PostgreSQL of its own on this machine, its load in another process. */
export function bench(size: HubBench): Promise<{ readonly taken: Row[]; readonly shown: Row[] }> {
  return withPostgres(async (postgres, folder) => {
    const url = await createDatabase(postgres.url);
    const database = openDatabase(url, () => undefined);
    await migrate(database.store, new Date(), randomUUID());
    await ensurePartitions(database.store, new Set(), databaseClock);
    await enrolAll(database, size.kiosks);
    const one = await withHubs(1, url, folder, (urls) => measure(database, urls, size, 0));
    const two = await withHubs(2, url, folder, (urls) => measure(database, urls, size, 1));
    const each = await bytesEach(database);
    await database.close();
    const bytes = { name: 'bytes a row, indexes included', value: each, unit: '', note: 'entries of 580 bytes' };
    return {
      taken: [...named('one hub', one), ...named('two hubs', two), bytes],
      shown: await showing(postgres, folder, size.rows),
    };
  }, size.keptIn);
}

async function bytesEach({ store }: Database): Promise<number> {
  const { count } = await store
    .selectFrom('entry')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  return Math.round((await sizeOf(store)) / Number(count));
}

async function createDatabase(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const name = `bench_${randomBytes(4).toString('hex')}`;
  await client.query(`create database ${name}`);
  await client.end();
  return url.replace(/postgres$/u, name);
}

async function emptied(url: string): Promise<string> {
  const fresh = await createDatabase(url);
  const { store, close } = openDatabase(fresh, () => undefined);
  await migrate(store, new Date(), randomUUID());
  await close();
  return fresh;
}

/** Kiosks with their keys, put there past HTTP. */
async function enrolAll({ store }: Database, kiosks: number): Promise<void> {
  for (let first = 0; first < kiosks; first += 1000) {
    const rows = Array.from({ length: 1000 }, (_, i) => {
      const { id, venue, keyId, publicKey } = makeBenchKiosk(first + i);
      return {
        id,
        venue,
        gate: 'north',
        key_id: keyId,
        public_key: publicKey,
        enrolled_at: new Date(),
        revoked_at: null,
      };
    });
    await store.insertInto('kiosk').values(rows).execute();
  }
}

async function withHubs<T>(
  count: number,
  url: string,
  folder: string,
  run: (urls: string[]) => Promise<T>,
): Promise<T> {
  const hubs = await Promise.all(Array.from({ length: count }, () => startBenchHub(url, join(folder, 'secrets'))));
  try {
    return await run(hubs.map((hub) => hub.url));
  } finally {
    await Promise.all(hubs.map((hub) => hub.stop()));
  }
}

function named(how: string, rows: readonly Row[]): Row[] {
  return rows.map((row) => ({ ...row, name: `${how}: ${row.name}` }));
}

/** @param run number of this run: entries are sent once, so each has kiosks and chains of its own */
async function measure(database: Database, urls: string[], size: HubBench, run: number): Promise<Row[]> {
  let [bare, ours] = [0, 0];
  const latencies: number[] = [];
  let again = 0;
  // The first is not counted: a hub runs for weeks, and neither is as quick in its first seconds.
  for (let round = 0; round <= size.rounds; round += 1) {
    const seconds = await insertBare(database);
    const task = { kiosks: AT_ONCE, batches: BATCHES, size: BATCH, first: (run * (size.rounds + 1) + round) * AT_ONCE };
    const done = await runLoad({ kind: 'drain', urls, ...task });
    if (round === 0) continue;
    bare += seconds;
    again += Object.values(done.refused).reduce((all, count) => all + count, 0);
    ours += done.seconds;
    latencies.push(...done.latencies);
  }
  const all = size.rounds * AT_ONCE * BATCHES * BATCH;
  return [
    {
      name: 'entries taken',
      value: all / ours,
      unit: '/s',
      note: `signed batches of ${BATCH} over HTTP, ${AT_ONCE} kiosks at once`,
    },
    {
      name: 'the bare statement',
      value: all / bare,
      unit: '/s',
      note: `same rows, ${CONNECTIONS} connections, in turns`,
    },
    { name: 'hub ÷ bare statement', value: (bare / ours) * 100, unit: '%', target: { atLeast: 60 } },
    { name: 'a batch, p50', value: percentile(latencies, 0.5), unit: 'ms' },
    { name: 'a batch, p99', value: percentile(latencies, 0.99), unit: 'ms' },
    { name: 'batches sent once more', value: again, unit: '', note: 'the hub had no time, and said when it would' },
    ...(await city(urls, size, run)),
  ];
}

async function city(urls: string[], { kiosks, citySeconds: seconds }: HubBench, run: number): Promise<Row[]> {
  const { latencies, refused } = await runLoad({ kind: 'city', urls, run, kiosks, seconds, size: CITY_BATCH });
  const sum = Object.values(refused).reduce((all, count) => all + count, 0);
  const rate = (2 * kiosks) / seconds;
  const note = `${kiosks} kiosks, each a heartbeat and ${CITY_BATCH} entries in ${seconds} s`;
  return [
    { name: `answers at ${Math.round(rate)}/s, p50`, value: percentile(latencies, 0.5), unit: 'ms', note },
    { name: `answers at ${Math.round(rate)}/s, p99`, value: percentile(latencies, 0.99), unit: 'ms' },
    {
      name: `refused of ${latencies.length}`,
      value: sum,
      unit: '',
      target: { atMost: 0 },
      note: JSON.stringify(refused),
    },
  ];
}

/**
 * The statement that the hub inserts with, each in a transaction synced to disk, over as many connections, and nothing
 * else of it: entries are in memory, and read. Writing them as parameters is part of it. @returns seconds
 */
async function insertBare({ store }: Database): Promise<number> {
  const now = new Date();
  const work = Array.from({ length: CONNECTIONS }, (_, i) => {
    const kiosk = { ...makeBenchKiosk(i), gate: 'north', isRevoked: false, isRetired: false };
    const chain = randomUUID();
    const count = (AT_ONCE * BATCHES) / CONNECTIONS;
    const batches = makeBatches(chain, count, BATCH, now.getTime()).map((it) => openEntries(chain, readBatch(it)));
    return { receipt: { kiosk, chain, now, kindOf: () => 1 }, batches };
  });
  const startedAt = performance.now();
  await Promise.all(
    work.map(async ({ receipt, batches }) => {
      for (const batch of batches) await store.transaction().execute((tx) => insertEntries(tx, receipt, batch));
    }),
  );
  return (performance.now() - startedAt) / 1000;
}

import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { ConsoleData } from '../../../hub/console/data.ts';
import { openConsoleData } from '../../../hub/console/open.ts';
import { openDatabase } from '../../../hub/store/open.ts';
import { EVERYTHING, type LogFilter, type LogPlace } from '../../../shared/console/log.ts';
import { figures, percentile, type Row } from '../rows.ts';
import { DAY_MS, DAYS, fill, sizeOf, VENUES } from './filling.ts';

/** Of each figure. */
const SAMPLES = 100;
const LIMIT = 50;
/** A day of 50 million rows takes most of a minute to make, and a loaded machine longer. */
const FILL_WITHIN_MS = 3_600_000;

/** Each alone, and some together. One in 97 is refused, one in 31 referred, one in 500 decided by hand. */
const FILTERS: readonly (readonly [string, Partial<LogFilter>])[] = [
  ['any', {}],
  ['admitted', { verdict: 'admit' }],
  ['referred', { verdict: 'refer' }],
  ['refused', { verdict: 'refuse' }],
  ['a reason of one in 776', { reason: 'refuse-3' }],
  ['a gate', { gate: 'gate-2' }],
  ['a gate, refused', { gate: 'gate-2', verdict: 'refuse' }],
  ['a source', { source: 'id-card' }],
  ['a guard', { guard: 'G1' }],
  ['a name', { maskedName: '张*21' }],
  ['a name, at a gate', { maskedName: '张*21', gate: 'gate-2' }],
];

/** So many rows, spread over 100 venues and the 30 days up to the end of this one, which a window asks for first. */
export async function fillConsole(url: string, rows: number, now: Date): Promise<Row[]> {
  const database = openDatabase(url, () => undefined, FILL_WITHIN_MS);
  const filledAt = performance.now();
  await database.store.connection().execute((one) => fill(one, rows, endDay(now)));
  const all = DAYS * Math.ceil(rows / DAYS);
  const size = await sizeOf(database.store);
  await database.close();
  return [
    { name: 'rows in the table', value: all, unit: '', note: `30 days, ${VENUES} venues` },
    { name: 'made in', value: (performance.now() - filledAt) / 1000, unit: 's', note: 'by the database itself' },
    { name: 'bytes a row, indexes included', value: Math.round(size / all), unit: '', note: 'entries of 580 bytes' },
  ];
}

/** The day after the last of which there are entries. */
function endDay(now: Date): number {
  return Math.floor(now.getTime() / DAY_MS) + 1;
}

/** What a manager asks of a database that is filled. */
export async function consoleRows(url: string, now: Date): Promise<Row[]> {
  const database = openDatabase(url, () => undefined, FILL_WITHIN_MS);
  const today = endDay(now);
  const data = openConsoleData({
    database,
    published: { policyFolder: null },
    nowMs: () => today * DAY_MS - 4 * 3_600_000,
  });
  const found: Row[] = [
    ...(await overviews(data, today)),
    ...(await pages(data, today)),
    ...(await counts(data, today)),
    ...(await exports(data)),
  ];
  await database.close();
  return found;
}

async function timed(ask: (n: number) => Promise<unknown>): Promise<number[]> {
  const samples: number[] = [];
  for (let n = 0; n < SAMPLES; n += 1) {
    const startedAt = performance.now();
    await ask(n);
    samples.push(performance.now() - startedAt);
  }
  return samples;
}

const venueOf = (n: number): string => `venue-${(n * 37) % VENUES}`;

async function overviews(data: ConsoleData, today: number): Promise<Row[]> {
  // The day before the last has a whole one a week before.
  const samples = await timed((n) =>
    data.overview(venueOf(n), { dayMs: (today - 1 - (n % 20)) * DAY_MS, gate: null }, true),
  );
  const note = 'each of another venue and day, by turns';
  return [
    ...figures('an overview', samples, { target: { below: 300 }, note }),
    { name: 'the very first overview', value: samples[0] ?? Number.NaN, unit: 'ms', target: { below: 300 } },
  ];
}

async function pages(data: ConsoleData, today: number): Promise<Row[]> {
  const found: Row[] = [];
  for (const [what, one] of FILTERS) {
    let after: LogPlace | null = null;
    const samples = await timed(async (n) => {
      // The first page and the one after it.
      const untilMs = (today - ((n >> 1) % DAYS)) * DAY_MS;
      const filter = { ...EVERYTHING, ...one, untilMs };
      const page = await data.list(venueOf(n >> 1), { filter, order: 'newest-first', after, limit: LIMIT });
      after = n % 2 === 0 ? page.next : null;
    });
    const name = `a page of the log: ${what}`;
    found.push(
      { name: `${name}, p50`, value: percentile(samples, 0.5), unit: 'ms', note: `${LIMIT} rows, all over 30 days` },
      { name: `${name}, p99`, value: percentile(samples, 0.99), unit: 'ms', target: { below: 200 } },
    );
  }
  return found;
}

async function counts(data: ConsoleData, today: number): Promise<Row[]> {
  const asked: readonly (readonly [string, Partial<LogFilter>])[] = [
    ['all of a venue', {}],
    ['refused in a time', { verdict: 'refuse', fromMs: (today - 9) * DAY_MS + 1, untilMs: (today - 2) * DAY_MS + 1 }],
    ['a name', { maskedName: '张*21' }],
  ];
  const found: Row[] = [];
  for (const [what, one] of asked) {
    const samples = await timed((n) => data.count(venueOf(n), { ...EVERYTHING, ...one }));
    found.push({ name: `a count: ${what}, p99`, value: percentile(samples, 0.99), unit: 'ms', target: { below: 300 } });
  }
  return found;
}

async function exports(data: ConsoleData): Promise<Row[]> {
  const found: Row[] = [];
  for (const [format, filter] of [
    ['csv', {}],
    ['xlsx', {}],
    ['csv', { verdict: 'refuse' }],
  ] as const) {
    const what = 'verdict' in filter ? `${format}, refused alone` : format;
    const ask = {
      is: 'log',
      filter: { ...EVERYTHING, ...filter },
      format,
      language: 'en',
      offsetMinutes: 480,
    } as const;
    global.gc?.();
    const before = process.memoryUsage().rss;
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    let [rows, bytes, most] = [0, 0, before];
    const startedAt = performance.now();
    for await (const piece of data.exportLog('venue-3', ask)) {
      rows += piece.rows;
      bytes += piece.bytes.length;
      most = Math.max(most, process.memoryUsage().rss);
    }
    const seconds = (performance.now() - startedAt) / 1000;
    delay.disable();
    found.push(
      { name: `export, ${what}`, value: rows / seconds, unit: 'rows/s', note: `${rows} rows, ${bytes} bytes` },
      { name: `export, ${what}: memory`, value: (most - before) / 1_048_576, unit: 'MB', target: { below: 200 } },
      { name: `export, ${what}: longest pause`, value: delay.max / 1e6, unit: 'ms', note: 'of the event loop' },
    );
  }
  return found;
}

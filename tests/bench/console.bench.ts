import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { answerQuery, type Queries, type QueryName } from '../../electron/console/queries.ts';
import { EVERYTHING, type LogFilter, type LogPage, type LogPlace } from '../../shared/console/log.ts';
import type { Result } from '../../shared/result.ts';
import { makeFilledJournal, SECONDS_BETWEEN } from '../electron/store/filled.ts';
import { writeFilm } from '../journeys/film.ts';
import { launchKiosk, type Kiosk } from '../journeys/kiosk.ts';
import { NOW, secondsOf } from '../journeys/now.ts';
import { manyTexts } from '../journeys/visitors.ts';
import { processesMb } from './memory.ts';
import { countPainted, nextPainted, watchPainted } from './painted.ts';
import { median, percentile, type Row } from './rows.ts';

const ENTRIES = 1_000_000;
const PAGES = 20;
const PAGE_ROWS = 100;
const SCANS_ALONE = 100;
/** A queue in which nobody dawdles. */
const BETWEEN_SCANS_MS = 250;
const DAY_MS = 86_400_000;
const PAGE_TARGET = { below: 50 } as const;

/** What a supervisor asks of a kiosk that has a million entries. */
export async function bench(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-bench-'));
  try {
    const profile = join(folder, 'profile');
    const path = makeFilledJournal(profile, ENTRIES, NOW_MS);
    // First: who only reads leaves a log behind, which a kiosk that starts takes for an unclean end.
    const exported = await exporting(folder, profile);
    return [...asking(path), ...exported];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const NOW_MS = secondsOf(NOW) * 1000;
const START_MS = NOW_MS - ENTRIES * SECONDS_BETWEEN * 1000;
const FILTERS: readonly (readonly [string, Partial<LogFilter>])[] = [
  ['nothing', {}],
  ['a verdict', { verdict: 'refuse' }],
  ['a reason of one entry in a thousand', { reason: 'issuer-unknown' }],
  ['a source', { source: 'serial' }],
  ['a guard', { guard: 'G7' }],
  ['a masked name in one day', { maskedName: '李*四', fromMs: NOW_MS - DAY_MS }],
  ['a masked name that nobody has in one day', { maskedName: '赵*', fromMs: NOW_MS - DAY_MS }],
  ['a time in the middle', { fromMs: START_MS + 10 * DAY_MS, untilMs: START_MS + 11 * DAY_MS }],
];

function asking(path: string): Row[] {
  const ask = <Q extends QueryName>(is: Q, what: Queries[Q]['ask']): Queries[Q]['answer'] =>
    answerQuery({ is, ask: what, gate: '' } as never, path) as Queries[Q]['answer'];
  const timed = (run: () => unknown): number => {
    const startedAt = performance.now();
    run();
    return performance.now() - startedAt;
  };
  const pages = (filter: LogFilter, order: 'newest-first' | 'oldest-first'): number => {
    const times: number[] = [];
    let after: LogPlace | null = null;
    for (let n = 0; n < PAGES && (n === 0 || after !== null); n += 1) {
      let page: LogPage = { rows: [], next: null };
      times.push(timed(() => (page = ask('list', { filter, order, after, limit: PAGE_ROWS }))));
      after = page.next;
    }
    return Math.max(...times);
  };
  const some = ask('list', { filter: EVERYTHING, order: 'oldest-first', after: null, limit: 1 }).rows[0]?.id ?? '';
  const day = { dayMs: Math.floor(NOW_MS / DAY_MS) * DAY_MS, gate: null, atMs: NOW_MS, leadsOut: false };
  return [
    ...FILTERS.map(([what, filter]) => ({
      name: `a page of ${PAGE_ROWS} of a million entries, filtered by ${what}, slowest of ${PAGES}`,
      value: Math.max(
        pages({ ...EVERYTHING, ...filter }, 'newest-first'),
        pages({ ...EVERYTHING, ...filter }, 'oldest-first'),
      ),
      unit: 'ms',
      target: PAGE_TARGET,
      note: 'both orders',
    })),
    { name: 'all of them counted', value: timed(() => ask('count', EVERYTHING)), unit: 'ms' },
    {
      name: 'those with one verdict counted',
      value: timed(() => ask('count', { ...EVERYTHING, verdict: 'admit' })),
      unit: 'ms',
    },
    { name: 'overview of a day', value: timed(() => ask('overview', day)), unit: 'ms', target: { below: 300 } },
    {
      name: 'one entry with what refers to it',
      value: timed(() => ask('detail', some)),
      unit: 'ms',
      target: PAGE_TARGET,
    },
  ];
}

async function exporting(folder: string, profile: string): Promise<Row[]> {
  const film = join(folder, 'empty.mjpeg');
  await writeFilm(film, [{ codes: [], seconds: 1 }]);
  const kiosk = await launchKiosk(film, profile, {});
  try {
    await kiosk.app.evaluate(({ app }, to) => {
      app.setPath('downloads', to);
    }, folder);
    await watchPainted(kiosk);
    const texts = await manyTexts(5000);
    const before = await processesMb(kiosk);
    const alone = await scanning(kiosk, texts, (done) => done >= SCANS_ALONE);
    return [
      ...latency('no export runs', alone),
      ...(await whileExporting(kiosk, texts, { format: 'csv', before, alone, folder })),
      ...(await whileExporting(kiosk, texts, { format: 'xlsx', before, alone, folder })),
    ];
  } finally {
    await kiosk.app.close();
  }
}

interface How {
  readonly format: 'csv' | 'xlsx';
  /** MB, before anything was exported. */
  readonly before: number;
  readonly alone: readonly number[];
  readonly folder: string;
}

async function whileExporting(kiosk: Kiosk, texts: string[], { format, before, alone, folder }: How): Promise<Row[]> {
  const startedAt = performance.now();
  let [isDone, mostMb] = [false, 0];
  const exported = exportAll(kiosk, format).finally(() => (isDone = true));
  const weighed = (async () => {
    while (!isDone) {
      mostMb = Math.max(mostMb, await processesMb(kiosk));
      await wait(1000);
    }
  })();
  const scans = await scanning(kiosk, texts, () => isDone);
  const { rows, name } = await exported;
  const seconds = (performance.now() - startedAt) / 1000;
  await weighed;
  const sizeMb = statSync(join(folder, name)).size / 1024 ** 2;
  return [
    {
      name: `${format}: rows exported`,
      value: rows / seconds,
      unit: '/s',
      note: `${rows} rows, ${Math.round(sizeMb)} MB, visitors being scanned meanwhile`,
    },
    {
      name: `${format}: memory that an export takes, all processes`,
      value: mostMb - before,
      unit: 'MB',
      target: { below: 300 },
    },
    ...latency(`a million rows are exported as ${format}`, scans),
    {
      name: `scan during an export as ${format} ÷ without, p50`,
      value: median(scans) / median(alone),
      unit: '×',
      target: { below: 1.15 },
    },
  ];
}

function latency(when: string, ms: readonly number[]): Row[] {
  const name = `submit → verdict on screen while ${when}`;
  return [
    { name: `${name}, p50`, value: median(ms), unit: 'ms', note: `${ms.length} scans, fsync included` },
    { name: `${name}, p99`, value: percentile(ms, 0.99), unit: 'ms' },
  ];
}

async function exportAll(kiosk: Kiosk, format: How['format']): Promise<{ rows: number; name: string }> {
  const ask = { is: 'log', filter: EVERYTHING, format, language: 'zh-CN', offsetMinutes: 480 } as const;
  const result: Result<{ rows: number; name: string }, string> = await kiosk.page.evaluate(
    (asked) => window.sentinel.call('console:export', asked),
    ask,
  );
  if (!result.ok) throw new Error(result.fault);
  return result.value;
}

/** @param texts are taken from the front, each once */
async function scanning(kiosk: Kiosk, texts: string[], isOver: (done: number) => boolean): Promise<number[]> {
  const tookMs: number[] = [];
  while (!isOver(tookMs.length)) {
    const text = texts.shift();
    if (text === undefined) throw new Error('too few visitors');
    const before = await countPainted(kiosk);
    const submittedAt = await kiosk.page.evaluate((submitted) => {
      const at = performance.timeOrigin + performance.now();
      void window.sentinel.call('scan:submit', { source: 'camera', text: submitted });
      return at;
    }, text);
    tookMs.push((await nextPainted(kiosk, before)).atMs - submittedAt);
    await wait(BETWEEN_SCANS_MS);
  }
  return tookMs;
}

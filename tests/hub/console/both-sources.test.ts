import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAsking, type Asking } from '../../../electron/console/asking.ts';
import {
  askOf,
  placeOfMinute,
  reduceRows,
  rowAt,
  rowsFrom,
  wantedOf,
  type Question,
  type Rows,
  type Wanted,
} from '../../../renderer/console/log/rows.ts';
import { CONSOLE_CALLS, type ConsoleReply } from '../../../shared/console/calls.ts';
import {
  EVERYTHING,
  type LogFilter,
  type LogOrder,
  type LogPage,
  type LogPlace,
  type LogRow,
} from '../../../shared/console/log.ts';
import { DAY_MS } from '../../../shared/console/overview.ts';
import type { Entry } from '../../../shared/journal.ts';
import { journalOf } from '../../electron/console/journal-day.ts';
import { buildWorker } from '../../electron/sync/worker-program.ts';
import { createDatabase, openMigrated } from '../database.ts';
import { deliver, insertKiosk } from '../store/delivering.ts';
import { answersOf, batchOf, GATE, hubSource, kioskSource, type Source } from './sources.ts';
import { openData } from './venues.ts';

/** More than two pages. */
const COUNT = 8000;
const BATCH = 500;
/** Rows in sight at once, of those who scroll. */
const STEP = 100;

let written: readonly Entry[];
let asking: Asking;
let folder: string;
const sources: { kiosk: Source | null; hub: Source | null } = { kiosk: null, hub: null };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-both-'));
  const path = join(folder, 'journal.db');
  const made = journalOf(COUNT, path);
  written = made.written;
  made.journal.close();
  const program = await buildWorker('electron/console/ask-worker.ts', 'both-sources-ask.js');
  asking = openAsking({ journalPath: path, failed: () => undefined, program });
  sources.kiosk = kioskSource(asking, path, folder, lastMs());
  const database = await openMigrated(await createDatabase());
  const kiosk = await insertKiosk(database, 'mall', GATE);
  for (let from = 0; from < COUNT; from += BATCH) {
    await deliver(database, kiosk, batchOf(written.slice(from, from + BATCH)), lastMs());
  }
  sources.hub = hubSource(openData(database, lastMs()));
});

afterAll(() => {
  asking.stop();
  rmSync(folder, { recursive: true, force: true });
});

function lastMs(): number {
  return Math.max(...written.map(({ epochMs }) => epochMs)) + 1000;
}

const SOUGHT: readonly (readonly [string, Partial<LogFilter>])[] = [
  ['everything', {}],
  ['a verdict', { verdict: 'refuse' }],
  ['a reason', { reason: 'test-too-old' }],
  ['a kind', { type: 'overrule' }],
  ['a source', { source: 'id-card' }],
  ['a guard', { guard: 'G1' }],
  ['a masked name', { maskedName: '李*四' }],
  ['the gate', { gate: GATE }],
  ['another gate', { gate: 'south' }],
  ['a verdict and a guard', { verdict: 'admit', guard: 'G2' }],
  ['a reason and a name', { reason: 'colour-red', maskedName: '张*' }],
  ['what never was', { reason: 'unheard-of' }],
];

async function all(source: Source, filter: LogFilter, order: LogOrder, limit: number): Promise<LogRow[]> {
  const rows: LogRow[] = [];
  let after: LogPlace | null = null;
  do {
    const page: ConsoleReply<'list'> = await source.list({ filter, order, after, limit });
    rows.push(...page.rows);
    after = page.next;
  } while (after !== null);
  return rows;
}

/** The plain way to look. */
function plainly(filter: LogFilter): string[] {
  const isAsked = <T>(wanted: T | null, has: T | null): boolean => wanted === null || wanted === has;
  return written
    .filter(
      (it) =>
        isAsked(filter.gate, GATE) &&
        isAsked(filter.verdict, it.verdict) &&
        isAsked(filter.type, it.type) &&
        isAsked(filter.source, it.source) &&
        isAsked(filter.guard, it.guard) &&
        isAsked(filter.maskedName, it.maskedName) &&
        it.epochMs >= (filter.fromMs ?? -Infinity) &&
        it.epochMs < (filter.untilMs ?? Infinity) &&
        (filter.reason === null || it.reasons.includes(filter.reason)),
    )
    .sort((a, b) => b.epochMs - a.epochMs || b.sequence - a.sequence)
    .map(({ id }) => id);
}

describe.each(['kiosk', 'hub'] as const)('the console at a %s', (at) => {
  const source = (): Source => {
    const opened = sources[at];
    if (opened === null) throw new Error('not opened');
    return opened;
  };

  test.each(SOUGHT)('lists and counts %s, page by page, in both orders', async (_what, sought) => {
    const filter: LogFilter = { ...EVERYTHING, ...sought };
    const ids = plainly(filter);
    const rows = await all(source(), filter, 'newest-first', 500);
    expect(rows.map(({ id }) => id)).toEqual(ids);
    const turned = await all(source(), filter, 'oldest-first', 1000);
    expect(turned.map(({ id }) => id)).toEqual(ids.reverse());
    expect(await source().count(filter)).toEqual({ count: ids.length, isAll: true });
  });

  test('takes the first moment of a time in, and the last one not', async () => {
    const [from, until] = [written[100]?.epochMs ?? 0, written[300]?.epochMs ?? 0];
    const filter = { ...EVERYTHING, fromMs: from, untilMs: until };
    const rows = await all(source(), filter, 'newest-first', 50);
    expect(rows.map(({ id }) => id)).toEqual(plainly(filter));
    expect(await source().count(filter)).toEqual({ count: rows.length, isAll: true });
  });
});

describe.each(['kiosk', 'hub'] as const)('the table of the log, at a %s', (at) => {
  const ask = (of: Question, wanted: Wanted): Promise<LogPage> => {
    const source = sources[at];
    if (source === null) throw new Error('not opened');
    return source.list(askOf(of, wanted));
  };

  /** Looks at every place on the way, as somebody does who scrolls. @returns the rows, and the ids that were seen */
  async function scroll(of: Question, rows: Rows, firsts: readonly number[]): Promise<[Rows, Map<number, string>]> {
    const seenIds = new Map<number, string>();
    let now = rows;
    for (const first of firsts) {
      const seen = { first, last: first + STEP };
      for (let wanted = wantedOf(now, seen); wanted !== null; wanted = wantedOf(now, seen)) {
        now = reduceRows(now, { is: 'came', of: wanted, reply: await ask(of, wanted), seen });
      }
      for (let i = first; i <= seen.last; i += 1) {
        const row = rowAt(now, i);
        if (row !== null) seenIds.set(i, row.id);
      }
    }
    return [now, seenIds];
  }

  const inOrder = (ids: Map<number, string>): string[] => [...ids].sort(([a], [b]) => a - b).map(([, id]) => id);
  const steps = (from: number, to: number): number[] =>
    Array.from({ length: Math.ceil(Math.abs(to - from) / STEP) + 1 }, (_, i) => from + Math.sign(to - from) * i * STEP);

  test.each(['newest-first', 'oldest-first'] as const)(
    'is gone through from end to end and back, %s',
    async (order) => {
      const of = { filter: EVERYTHING, order };
      const ids = order === 'newest-first' ? plainly(EVERYTHING) : plainly(EVERYTHING).reverse();
      const [there, seen] = await scroll(of, rowsFrom('first'), steps(0, COUNT));
      expect(inOrder(seen)).toEqual(ids);
      expect(rowAt(there, 1000)).toBeNull();
      const [, back] = await scroll(of, there, steps(COUNT, 0));
      expect(inOrder(back)).toEqual(ids);
      const [, fromEnd] = await scroll(of, rowsFrom('last'), steps(-STEP, -COUNT));
      expect(inOrder(fromEnd)).toEqual(ids);
    },
  );

  test.each(['newest-first', 'oldest-first'] as const)(
    'is entered at a minute, and gone through both ways, %s',
    async (order) => {
      const filter = { ...EVERYTHING, verdict: 'refuse' } as const;
      const of = { filter, order };
      const minuteMs = Math.floor((written[COUNT / 2]?.epochMs ?? 0) / 60_000) * 60_000;
      const byTime = plainly(filter);
      const ids = order === 'newest-first' ? byTime : byTime.toReversed();
      const msOf = new Map(written.map(({ id, epochMs }) => [id, epochMs]));
      const isBeyond = (id: string): boolean => {
        const ms = msOf.get(id) ?? 0;
        return order === 'newest-first' ? ms < minuteMs + 60_000 : ms >= minuteMs;
      };
      const [rows, first] = await scroll(of, rowsFrom(placeOfMinute(minuteMs, order)), [0]);
      expect(first.get(0)).toBe(ids.find(isBeyond));
      const [before, above] = await scroll(of, rows, steps(0, -COUNT / 2));
      const [, below] = await scroll(of, before, steps(-COUNT / 2, COUNT / 2));
      expect(inOrder(above)).toEqual(ids.slice(0, above.size));
      expect(inOrder(below)).toEqual(ids);
    },
  );
});

describe('a kiosk and the hub', () => {
  const both = (): [Source, Source] => {
    const { kiosk, hub } = sources;
    if (kiosk === null || hub === null) throw new Error('not opened');
    return [kiosk, hub];
  };

  test('show the same rows, word for word', async () => {
    const [kiosk, hub] = both();
    const ask = { filter: EVERYTHING, order: 'newest-first', after: null, limit: 200 } as const;
    expect(await kiosk.list(ask)).toEqual(await hub.list(ask));
  });

  test('tell the same of each entry, and of what goes with it', async () => {
    const [kiosk, hub] = both();
    const referring = written.filter(({ refersTo }) => refersTo !== null);
    expect(referring.length).toBeGreaterThan(20);
    for (const { id, refersTo } of referring) {
      const told = await kiosk.detail(id);
      expect(await hub.detail(id)).toEqual(told);
      expect(told?.related.map((row) => row.id)).toContain(refersTo);
      const before = await kiosk.detail(refersTo ?? '');
      expect(await hub.detail(refersTo ?? '')).toEqual(before);
      expect(before?.related.map((row) => row.id)).toContain(id);
    }
  });

  test('know nothing of an entry that is not there', async () => {
    for (const source of both()) expect(await source.detail('0180bab7-0c00-7000-8000-00000000dead')).toBeNull();
  });

  test.each([
    ['everything', 'zh-CN', {}],
    ['everything', 'en', {}],
    ['a reason and a name', 'en', { reason: 'colour-red', maskedName: '张*' }],
    ['another gate', 'zh-CN', { gate: 'south' }],
  ] as const)('export %s in %s to the same bytes', async (_what, language, sought) => {
    const filter = { ...EVERYTHING, ...sought };
    const [here, there] = await Promise.all(
      both().map((it) => it.exported({ is: 'log', filter, format: 'csv', language, offsetMinutes: 480 })),
    );
    expect(there?.equals(here ?? Buffer.alloc(0))).toBe(true);
    expect(here?.toString().trimEnd().split('\r\n')).toHaveLength(plainly(filter).length + 1);
  });

  test('tell the same of a day', async () => {
    const [kiosk, hub] = both();
    const dayMs = Math.floor((written[0]?.epochMs ?? 0) / DAY_MS) * DAY_MS;
    const { policyAgeSeconds, ...here } = await kiosk.overview({ dayMs, gate: null });
    // A kiosk knows its own rules; this one has told the hub nothing of them.
    expect(policyAgeSeconds).toBe(7200);
    expect(await hub.overview({ dayMs, gate: null })).toEqual({ ...here, policyAgeSeconds: null });
    expect(here.today.admit + here.today.refer + here.today.refuse).toBeGreaterThan(100);
  });

  test('differ in what can be asked: a kiosk has no accounts, no traces, no audit log, no other kiosks, no companies, no sampling sites and no districts', () => {
    const here = Object.keys(answersOf(asking, 0));
    const missing = Object.keys(CONSOLE_CALLS).filter((call) => !here.includes(call));
    const groups = new Set(missing.map((call) => call.split(':')[0]));
    expect(here.sort()).toEqual(['count', 'detail', 'facets', 'list', 'me', 'overview', 'person:find']);
    expect([...groups].sort()).toEqual([
      'accounts',
      'audit',
      'companies',
      'districts',
      'fleet',
      'me',
      'sites',
      'trace',
    ]);
  });
});

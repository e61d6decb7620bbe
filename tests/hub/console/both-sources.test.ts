import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consoleAnswers, type Answers } from '../../../electron/console/answers.ts';
import { openAsking, type Asking } from '../../../electron/console/asking.ts';
import type { ConsoleData } from '../../../hub/console/data.ts';
import type { ConsoleAsk, ConsoleReply } from '../../../shared/console/calls.ts';
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
import {
  EVERYTHING,
  type LogFilter,
  type LogOrder,
  type LogPage,
  type LogPlace,
  type LogRow,
} from '../../../shared/console/log.ts';
import { QUARTER_MS, type Overview } from '../../../shared/console/overview.ts';
import type { KioskStatus } from '../../../shared/contract.ts';
import { encodeEntry, type Entry } from '../../../shared/journal.ts';
import type { Batch } from '../../../shared/wire.ts';
import { journalOf } from '../../electron/console/journal-day.ts';
import { buildWorker } from '../../electron/sync/worker-program.ts';
import { createDatabase, openMigrated } from '../database.ts';
import { deliver, insertKiosk } from '../store/delivering.ts';
import { openData } from './venues.ts';

/** Entries as the journal has them are what the hub is sent: both have the same, and so the console must show the same. */
const COUNT = 8000;
const BATCH = 500;
const GATE = 'north';
/** Rows in sight at once, of those who scroll. */
const STEP = 100;

interface Source {
  readonly list: (ask: ConsoleAsk<'list'>) => Promise<ConsoleReply<'list'>>;
  readonly count: (filter: LogFilter) => Promise<ConsoleReply<'count'>>;
  readonly overview: (ask: ConsoleAsk<'overview'>) => Promise<Overview>;
  readonly related: (id: string) => Promise<readonly LogRow[]>;
}

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
  const atMs = lastMs();
  sources.kiosk = kioskSource(asking, atMs);
  const database = await openMigrated(await createDatabase());
  const kiosk = await insertKiosk(database, 'mall', GATE);
  for (let from = 0; from < COUNT; from += BATCH) {
    await deliver(database, kiosk, batchOf(written.slice(from, from + BATCH)), atMs);
  }
  sources.hub = hubSource(openData(database, atMs));
});

afterAll(() => {
  asking.stop();
  rmSync(folder, { recursive: true, force: true });
});

function lastMs(): number {
  return Math.max(...written.map(({ epochMs }) => epochMs)) + 1000;
}

function batchOf(entries: readonly Entry[]): Batch {
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  return {
    chain: entries[0]?.chain ?? '',
    entries: entries.map((entry) => ({
      sequence: entry.sequence,
      previousHash: base64(entry.previousHash),
      bytes: base64(encodeEntry(entry)),
    })),
  };
}

/** What a kiosk says of itself; nothing else of it is asked for here. */
const STATUS = {
  settings: { venueType: 'mall', language: 'zh-CN', direction: 'out', devices: [], gate: null },
  venueTypes: [],
  guards: { list: [] },
  policy: { ageSeconds: 7200 },
  sync: null,
} as unknown as KioskStatus;

function kioskSource(of: Asking, atMs: number): Source {
  const answers: Answers = consoleAnswers({
    asking: of,
    clock: { now: () => ({ epochMs: atMs }), monotonicMs: () => 0 },
    status: () => STATUS,
    gate: () => GATE,
    policy: () => null,
    openTo: () => null,
    keyOf: () => ({ key: new Uint8Array(32) }),
    enter: () => null,
  });
  const get = async <T>(
    answer: Promise<{ ok: true; value: T } | { ok: false; fault: string }> | undefined,
  ): Promise<T> => {
    const told = await answer;
    if (told?.ok !== true) throw new Error(told?.fault ?? 'no answer');
    return told.value;
  };
  return {
    list: (ask) => get(answers.list?.(ask)),
    count: (filter) => get(answers.count?.({ filter })),
    overview: (ask) => get(answers.overview?.(ask)),
    related: async (id) => (await get(answers.detail?.({ id }))).related,
  };
}

function hubSource(data: ConsoleData): Source {
  return {
    list: (ask) => data.list('mall', ask),
    count: (filter) => data.count('mall', filter),
    overview: (ask) => data.overview('mall', ask, false),
    related: async (id) => (await data.detail('mall', id))?.related ?? [],
  };
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

  test('tell the same of a day', async () => {
    const [kiosk, hub] = both();
    const dayMs = Math.floor((written[0]?.epochMs ?? 0) / (24 * 4 * QUARTER_MS)) * 24 * 4 * QUARTER_MS;
    const [here, there] = [await kiosk.overview({ dayMs, gate: null }), await hub.overview({ dayMs, gate: null })];
    const { today, now, hours, reasons, gates, meanMs, occupancy, weekBefore } = here;
    expect(there).toMatchObject({ today, now, hours, reasons, gates, meanMs, occupancy, weekBefore });
    expect(today.admit + today.refer + today.refuse).toBeGreaterThan(100);
  });
});

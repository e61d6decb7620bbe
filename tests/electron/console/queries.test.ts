import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { answerQuery, type Queries, type QueryName } from '../../../electron/console/queries.ts';
import {
  EVERYTHING,
  LOG_ORDERS,
  logDetail,
  logPage,
  type LogFilter,
  type LogOrder,
  type LogPage,
  type LogPlace,
  type LogRow,
} from '../../../shared/console/log.ts';
import { logRowOf } from '../../../shared/console/row.ts';
import type { Entry } from '../../../shared/journal.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE, PERSON } from '../store/journal-entries.ts';
import { open } from '../store/journal-kit.ts';
import { journalOf } from './journal-day.ts';

const GATE = '东门';

function ask<Q extends QueryName>(path: string, is: Q, what: Queries[Q]['ask']): Queries[Q]['answer'] {
  return answerQuery({ is, ask: what, gate: GATE } as never, path) as Queries[Q]['answer'];
}

function rowsOf(path: string, filter: LogFilter, order: LogOrder, limit: number): LogRow[] {
  const rows: LogRow[] = [];
  for (let after: LogPlace | null = null; ;) {
    const page: LogPage = ask(path, 'list', { filter, order, after, limit });
    rows.push(...page.rows);
    if (page.next === null) return rows;
    after = page.next;
  }
}

const FOLDER = mkdtempSync(join(tmpdir(), 'sentinel-'));
const PATH = join(FOLDER, 'journal.db');
const { journal: MADE, written: WRITTEN } = journalOf(1500, PATH);
MADE.close();

afterAll(() => {
  rmSync(FOLDER, { recursive: true });
});

const TIMES = WRITTEN.map(({ epochMs }) => epochMs).sort((a, b) => a - b);
const [QUARTER = 0, HALF = 0] = [TIMES[375], TIMES[750]];

/** A value of each that some entries have. */
const FILTERS: readonly (readonly [keyof LogFilter, LogFilter[keyof LogFilter]])[] = [
  ['fromMs', QUARTER],
  ['untilMs', HALF],
  ['gate', GATE],
  ['verdict', 'refuse'],
  ['reason', 'test-too-old'],
  ['type', 'manual'],
  ['source', 'serial'],
  ['guard', 'G1'],
  ['maskedName', '李*四'],
];

function isWanted(entry: Entry, filter: LogFilter): boolean {
  const same = <T>(wanted: T | null, has: T): boolean => wanted === null || wanted === has;
  return (
    (filter.fromMs === null || entry.epochMs >= filter.fromMs) &&
    (filter.untilMs === null || entry.epochMs < filter.untilMs) &&
    same(filter.verdict, entry.verdict) &&
    same(filter.type, entry.type) &&
    same(filter.source, entry.source) &&
    same(filter.guard, entry.guard) &&
    same(filter.maskedName, entry.maskedName) &&
    (filter.reason === null || entry.reasons.includes(filter.reason))
  );
}

function expected(filter: LogFilter, order: LogOrder): LogRow[] {
  const newestFirst = WRITTEN.filter((entry) => isWanted(entry, filter))
    .map((entry) => logRowOf(entry, GATE))
    .sort((a, b) => b.epochMs - a.epochMs || b.sequence - a.sequence);
  return order === 'newest-first' ? newestFirst : newestFirst.reverse();
}

const PAIRS = FILTERS.flatMap(([one, a], i) =>
  FILTERS.slice(i).map(([other, b]): [string, LogFilter] => [
    one === other ? one : `${one} and ${other}`,
    { ...EVERYTHING, [one]: a, [other]: b },
  ]),
);

test.each<[string, LogFilter]>([['nothing', EVERYTHING], ...PAIRS])(
  'asked for %s, the log has what a look at every entry finds, in both orders, and counts it',
  (_what, filter) => {
    for (const order of LOG_ORDERS) expect(rowsOf(PATH, filter, order, 200)).toEqual(expected(filter, order));
    expect(ask(PATH, 'count', filter)).toEqual({ count: expected(filter, 'newest-first').length, isAll: true });
  },
);

test('each filter alone finds something here, and leaves something out, but for the gate', () => {
  for (const [field, value] of FILTERS) {
    const found = expected({ ...EVERYTHING, [field]: value }, 'newest-first').length;
    expect([field, found > 0, found < WRITTEN.length]).toEqual([field, true, field !== 'gate']);
  }
});

test('small pages neither repeat nor leave out anything', () => {
  const filter = { ...EVERYTHING, untilMs: QUARTER };
  for (const order of LOG_ORDERS) expect(rowsOf(PATH, filter, order, 7)).toEqual(expected(filter, order));
});

test('a page is what the window is promised', () => {
  const page = ask(PATH, 'list', { filter: EVERYTHING, order: 'newest-first', after: null, limit: 50 });
  expect(logPage.parse(page)).toEqual(page);
});

test('of another gate there is nothing here', () => {
  const filter = { ...EVERYTHING, gate: '西门' };
  expect(ask(PATH, 'list', { filter, order: 'newest-first', after: null, limit: 10 })).toEqual({
    rows: [],
    next: null,
  });
  expect(ask(PATH, 'count', filter)).toEqual({ count: 0, isAll: true });
});

test.each(LOG_ORDERS)('while entries are appended a page goes on where the one before ended, %s', (order) => {
  const path = join(freshFolder(), 'journal.db');
  const { journal, written } = journalOf(60, path);
  onTestFinished(() => {
    journal.close();
  });
  const rows: LogRow[] = [];
  let next: LogPlace | null = null;
  do {
    const page: LogPage = ask(path, 'list', { filter: EVERYTHING, order, after: next, limit: 7 });
    rows.push(...page.rows);
    next = page.next;
    // In the middle of all others, as by a clock that was set back.
    if (rows.length < 30) journal.append(entryAt(NINE + 1));
  } while (next !== null);
  const ids = rows.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(written.every(({ id }) => ids.includes(id))).toBe(true);
});

test.each<[LogOrder, string, number]>([
  ['newest-first', '00000000-0000-7000-8000-000000000000', 2],
  ['newest-first', 'ffffffff-ffff-7fff-8fff-ffffffffffff', 3],
  ['oldest-first', '00000000-0000-7000-8000-000000000000', 3],
  ['oldest-first', 'ffffffff-ffff-7fff-8fff-ffffffffffff', 2],
])('a page that ended in a journal that was set aside goes on in this one: %s after %s', (order, chain, left) => {
  const path = join(freshFolder(), 'journal.db');
  const { journal } = open(path);
  // One at the same moment, two on either side.
  for (const ms of [-2, -1, 0, 1, 2]) journal.append(entryAt(NINE + ms));
  const after = { epochMs: NINE, chain, sequence: 7 };
  expect(ask(path, 'list', { filter: EVERYTHING, order, after, limit: 10 }).rows).toHaveLength(left);
});

test('an entry is shown with what it refers to and what refers to it, and with nothing of whose it is', () => {
  const path = join(freshFolder(), 'journal.db');
  const { journal } = open(path);
  const write = (entry: Parameters<typeof journal.append>[0]): Entry => {
    const result = journal.append(entry);
    if (!result.ok) throw new Error(result.fault);
    return result.value;
  };
  const scan = write(entryAt(NINE, { verdict: 'refer', seal: () => Uint8Array.of(1) }));
  const overrule = write(entryAt(NINE + 1, { type: 'overrule', refersTo: scan.id, guard: 'S1' }));
  const undone = write(entryAt(NINE + 2, { type: 'overrule', refersTo: overrule.id, verdict: null }));
  const found = ask(path, 'detail', overrule.id);
  expect(found?.row.id).toBe(overrule.id);
  expect(found?.related.map(({ id }) => id)).toEqual([scan.id, undone.id]);
  expect(logDetail.shape.row.strict().parse(found?.row)).toEqual(found?.row);
  expect(ask(path, 'detail', '0180baed-fa80-7000-8000-000000000009')).toBeNull();
});

test('what there is to filter by: who has decided by hand, and all reasons that some entry has', () => {
  expect(ask(PATH, 'facets', null)).toEqual({
    guards: ['G1', 'G2'],
    reasons: ['all-checks-passed', 'card-matched', 'colour-red', 'test-too-old'],
  });
});

test('somebody’s entries are found by their key, the newest 200 of them', () => {
  const path = join(freshFolder(), 'journal.db');
  const { journal } = open(path);
  for (let n = 0; n < 201; n += 1) journal.append(entryAt(NINE + n));
  journal.append(entryAt(NINE + 300, { personKey: new Uint8Array(32) }));
  const of = (fromMs: number, untilMs: number): [number, boolean] => {
    const { rows, isAll } = ask(path, 'person', { key: PERSON, fromMs, untilMs });
    return [rows.length, isAll];
  };
  expect(of(NINE, NINE + 200)).toEqual([200, true]);
  expect(of(NINE, NINE + 201)).toEqual([200, false]);
  expect(of(NINE + 300, NINE + 301)).toEqual([0, true]);
});

test('where there is no journal nothing is answered', () => {
  expect(() => ask(join(freshFolder(), 'journal.db'), 'facets', null)).toThrow('there is no journal');
});

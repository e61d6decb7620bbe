import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { expect, onTestFinished, test } from 'vitest';
import { countOf, placesOf, startsFor, type Cursor, type Filter } from '../../../electron/store/find.ts';
import { BY_ID, openSearch, type Search } from '../../../electron/store/search.ts';
import { openDatabase } from '../../../electron/store/sqlite.ts';
import { LOG_ORDERS, type LogOrder } from '../../../shared/console/log.ts';
import type { Entry, NewEntry } from '../../../shared/journal.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE, PERSON } from './journal-entries.ts';
import { open } from './journal-kit.ts';

const ENTRIES: readonly NewEntry[] = [
  entryAt(NINE),
  entryAt(NINE + 1000, { verdict: 'refuse', reasons: ['colour-red', 'test-old'] }),
  // The clock was set back.
  entryAt(NINE - 5000, { verdict: 'refer', reasons: ['test-old'], source: 'serial' }),
  entryAt(NINE + 1000, { verdict: 'refuse', reasons: ['colour-red'] }),
  entryAt(NINE + 2000, { type: 'gate', verdict: null, source: null, reasons: [] }),
];

function searchIn(entries: readonly NewEntry[]): { search: Search; path: string } {
  const path = join(freshFolder(), 'journal.db');
  const { journal } = open(path);
  for (const entry of entries) expect(journal.append(entry).ok).toBe(true);
  const search = openSearch(path);
  onTestFinished(() => {
    search.close();
  });
  return { search, path };
}

function pages(search: Search, filter: Filter, limit: number, order: LogOrder = 'newest-first'): Entry[] {
  const found: Entry[] = [];
  for (let after: Cursor | null = null; ;) {
    const page = search.find(filter, after, limit, order);
    found.push(...page.entries);
    if (page.next === null) return found;
    after = page.next;
  }
}

test.each<[string, Filter, number[]]>([
  ['everything', {}, [4, 3, 1, 0, 2]],
  ['from a moment on, which is included', { fromMs: NINE + 1000 }, [4, 3, 1]],
  ['a millisecond later', { fromMs: NINE + 1001 }, [4]],
  ['up to a moment, which is excluded', { untilMs: NINE + 1000 }, [0, 2]],
  ['and a millisecond later', { untilMs: NINE + 1001 }, [3, 1, 0, 2]],
  ['a verdict', { verdict: 'refuse' }, [3, 1]],
  ['a type', { type: 'gate' }, [4]],
  ['a source', { source: 'serial' }, [2]],
  ['a reason, be it the first or not', { reason: 'test-old' }, [1, 2]],
  ['several of them', { reason: 'test-old', verdict: 'refuse', fromMs: NINE }, [1]],
  ['a reason nobody had', { reason: 'test' }, []],
])('looks for %s', (_what, filter, expected) => {
  const { search } = searchIn(ENTRIES);
  expect(search.find(filter, null, 50).entries.map(({ sequence }) => sequence)).toEqual(expected);
  expect(pages(search, filter, 1).map(({ sequence }) => sequence)).toEqual(expected);
});

test('there is a next page only where there is something on it', () => {
  const { search } = searchIn(ENTRIES);
  expect(search.find({}, null, 5).next).toBeNull();
  expect(search.find({}, null, 4).next).toEqual({ epochMs: NINE, sequence: 0 });
});

test('what is appended meanwhile moves no page', () => {
  const path = join(freshFolder(), 'journal.db');
  const { journal } = open(path);
  for (let n = 0; n < 4; n += 1) journal.append(entryAt(NINE + n));
  const search = openSearch(path);
  const first = search.find({}, null, 2);
  journal.append(entryAt(NINE + 9));
  expect(search.find({}, first.next, 2).entries.map(({ sequence }) => sequence)).toEqual([1, 0]);
  search.close();
});

test('entries are found by their ids, and what was said of them', () => {
  const path = join(freshFolder(), 'journal.db');
  const { journal } = open(path);
  const written: Entry[] = [];
  const write = (entry: NewEntry): void => {
    const result = journal.append(entry);
    if (!result.ok) throw new Error(result.fault);
    written.push(result.value);
  };
  // The clock is set back again and again.
  for (let n = 0; n < 20; n += 1) write(entryAt(NINE - n * 1000));
  write(entryAt(NINE, { type: 'overrule', refersTo: written[3]?.id ?? null, source: null, guard: 'G1' }));
  write(entryAt(NINE, { type: 'abnormal', refersTo: written[3]?.id ?? null, source: null, verdict: null }));
  const search = openSearch(path);
  for (const { id, sequence } of written) expect(search.entry(id)?.sequence).toBe(sequence);
  expect(search.about(written[3]?.id ?? '').map(({ sequence }) => sequence)).toEqual([20, 21]);
  expect(search.about(written[4]?.id ?? '')).toEqual([]);
  for (const id of ['00000000-0000-7000-8000-000000000000', 'ffffffff-ffff-7fff-8fff-ffffffffffff']) {
    expect(search.entry(id)).toBeNull();
  }
  search.close();
});

test('an empty journal has nothing to find', () => {
  const { search } = searchIn([]);
  expect(search.find({}, null, 5)).toEqual({ entries: [], next: null });
  expect([search.count({}, 10), search.entry('0180baed-fa80-7000-8000-000000000001')]).toEqual([0, null]);
});

const OTHER = new Uint8Array(32).fill(8);

const some = fc.array(
  fc.record({
    epochMs: fc.integer({ min: NINE, max: NINE + 4 }),
    type: fc.constantFrom('scan', 'manual'),
    verdict: fc.constantFrom('admit', 'refer', null),
    source: fc.constantFrom('camera', 'serial', null),
    reasons: fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
    guard: fc.constantFrom(null, 'G1', 'G2'),
    maskedName: fc.constantFrom(null, '张*', '李*四'),
    personKey: fc.constantFrom(PERSON, OTHER),
  }),
  { maxLength: 25 },
);
const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null });
const filters = fc.record(
  {
    fromMs: orNull(fc.integer({ min: NINE, max: NINE + 4 })),
    untilMs: orNull(fc.integer({ min: NINE, max: NINE + 5 })),
    type: orNull(fc.constantFrom('scan', 'manual')),
    verdict: orNull(fc.constantFrom('admit', 'refer')),
    source: orNull(fc.constantFrom('camera', 'serial')),
    reason: orNull(fc.constantFrom('a', 'b')),
    guard: orNull(fc.constantFrom('G1', 'G2')),
    maskedName: orNull(fc.constantFrom('张*', '李*四')),
    personKey: orNull(fc.constant(PERSON)),
  },
  { requiredKeys: [] },
);

property.prop([some, filters, fc.integer({ min: 1, max: 4 }), fc.constantFrom(...LOG_ORDERS)], { numRuns: 80 })(
  'page by page it finds, and counts, what a look at every entry finds',
  (changes, filter, limit, order) => {
    const { search } = searchIn(changes.map(({ epochMs, ...rest }) => entryAt(epochMs, rest as Partial<NewEntry>)));
    const isAsked = <T>(wanted: T | null | undefined, is: (wanted: T) => boolean): boolean =>
      wanted === undefined || wanted === null || is(wanted);
    const isWanted = (entry: Entry): boolean =>
      isAsked(filter.fromMs, (from) => entry.epochMs >= from) &&
      isAsked(filter.untilMs, (until) => entry.epochMs < until) &&
      isAsked(filter.type, (type) => entry.type === type) &&
      isAsked(filter.verdict, (verdict) => entry.verdict === verdict) &&
      isAsked(filter.source, (source) => entry.source === source) &&
      isAsked(filter.reason, (reason) => entry.reasons.includes(reason)) &&
      isAsked(filter.guard, (guard) => entry.guard === guard) &&
      isAsked(filter.maskedName, (name) => entry.maskedName === name) &&
      isAsked(filter.personKey, () => entry.personKey?.[0] === PERSON[0]);
    const all = pages(search, {}, 100, order).filter(isWanted);
    expect(pages(search, filter as Filter, limit, order)).toEqual(all);
    expect(search.count(filter as Filter, 1000)).toBe(all.length);
    expect(search.count(filter as Filter, 3)).toBe(Math.min(3, all.length));
  },
);

test('the two orders are each other reversed', () => {
  const { search } = searchIn(ENTRIES);
  expect(pages(search, {}, 2, 'oldest-first')).toEqual(pages(search, {}, 2).reverse());
});

const KIND = { type: 'scan', verdict: 'admit', source: 'camera', reasons: '["a"]' };

test.each<[Filter, string]>([
  [{}, 'USING COVERING INDEX entry_by_time (epoch_ms>? AND epoch_ms<?)'],
  [{ fromMs: 1, untilMs: 2 }, 'USING COVERING INDEX entry_by_time (epoch_ms>? AND epoch_ms<?)'],
  [{ maskedName: '张*' }, 'USING INDEX entry_by_time (epoch_ms>? AND epoch_ms<?)'],
  ...(['type', 'verdict', 'source', 'reason'] as const).map((field): [Filter, string] => [
    { [field]: field === 'reason' ? 'a' : KIND[field] },
    'USING COVERING INDEX entry_by_kind (type=? AND verdict=? AND source=? AND reasons=? AND epoch_ms>? AND epoch_ms<?)',
  ]),
  [
    { verdict: 'admit', maskedName: '张*' },
    'USING INDEX entry_by_kind (type=? AND verdict=? AND source=? AND reasons=? AND epoch_ms>? AND epoch_ms<?)',
  ],
  [{ guard: 'G1' }, 'USING COVERING INDEX entry_by_guard (guard=? AND epoch_ms>? AND epoch_ms<?)'],
  [{ guard: 'G1', verdict: 'admit' }, 'USING INDEX entry_by_guard (guard=? AND epoch_ms>? AND epoch_ms<?)'],
  [{ personKey: PERSON }, 'USING COVERING INDEX entry_by_person (person_key=? AND epoch_ms>? AND epoch_ms<?)'],
])('no search reads the table from end to end, or sorts what it does not show: %o', (filter, expected) => {
  const { path } = searchIn(ENTRIES);
  const database = openDatabase(path, { isReadOnly: true });
  const planOf = (sql: string): string[] =>
    [...database.prepare(`explain query plan ${sql}`).iterate()].map(({ detail }) => String(detail));
  // Within one moment, and no more: the index has other columns between the time and the sequence.
  const sorting = expected.includes('entry_by_time') ? ['USE TEMP B-TREE FOR LAST TERM OF ORDER BY'] : [];
  const [start = { index: 'entry_by_time', where: [] }, ...others] = startsFor(filter, () => [KIND]);
  expect(others).toEqual([]);
  const own = (sql: string): string[] => planOf(sql).filter((line) => /^SEARCH entry |^SCAN entry|B-TREE/u.test(line));
  for (const order of LOG_ORDERS) expect(own(placesOf(start, order))).toEqual([`SEARCH entry ${expected}`, ...sorting]);
  // Counted, what does not matter is not even looked at.
  expect(own(countOf(start))).toEqual([expect.stringContaining(`INDEX ${start.index} (`)]);
  database.close();
});

test('ids and what refers to them are found without reading the table from end to end', () => {
  const { path } = searchIn(ENTRIES);
  const database = openDatabase(path, { isReadOnly: true });
  const planOf = (sql: string): string =>
    [...database.prepare(`explain query plan ${sql}`).iterate()].map(({ detail }) => String(detail)).join('; ');
  expect(planOf(BY_ID)).toBe('SEARCH entry USING INDEX entry_by_time (epoch_ms=?)');
  expect(planOf('select * from entry where refers_to = ? order by sequence')).toBe(
    'SEARCH entry USING INDEX entry_by_reference (refers_to=?)',
  );
  database.close();
});

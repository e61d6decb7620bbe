import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { expect, onTestFinished, test } from 'vitest';
import { IN_TIME, OF_KIND, openSearch, type Cursor, type Filter, type Search } from '../../../electron/store/search.ts';
import { openDatabase } from '../../../electron/store/sqlite.ts';
import type { Entry, NewEntry } from '../../../shared/journal.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE } from './journal-entries.ts';
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

function pages(search: Search, filter: Filter, limit: number): Entry[] {
  const found: Entry[] = [];
  for (let after: Cursor | null = null; ;) {
    const page = search.find(filter, after, limit);
    found.push(...page.entries);
    if (page.next === null) return found;
    after = page.next;
  }
}

test.each<[string, Filter, number[]]>([
  ['everything', {}, [4, 3, 1, 0, 2]],
  ['from a moment on, which is included', { fromMs: NINE + 1000 }, [4, 3, 1]],
  ['a millisecond later', { fromMs: NINE + 1001 }, [4]],
  ['up to a moment, which is excluded', { toMs: NINE + 1000 }, [0, 2]],
  ['and a millisecond later', { toMs: NINE + 1001 }, [3, 1, 0, 2]],
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

const some = fc.array(
  fc.record({
    epochMs: fc.integer({ min: NINE, max: NINE + 4 }),
    verdict: fc.constantFrom('admit', 'refer', null),
    source: fc.constantFrom('camera', 'serial', null),
    reasons: fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
  }),
  { maxLength: 25 },
);
const filters = fc.record(
  {
    fromMs: fc.integer({ min: NINE, max: NINE + 4 }),
    toMs: fc.integer({ min: NINE, max: NINE + 4 }),
    verdict: fc.constantFrom('admit', 'refer'),
    source: fc.constantFrom('camera', 'serial'),
    reason: fc.constantFrom('a', 'b'),
  },
  { requiredKeys: [] },
);

property.prop([some, filters, fc.integer({ min: 1, max: 4 })], { numRuns: 40 })(
  'page by page it finds what a look at every entry finds',
  (changes, filter, limit) => {
    const { search } = searchIn(changes.map(({ epochMs, ...rest }) => entryAt(epochMs, rest as Partial<NewEntry>)));
    const isWanted = (entry: Entry): boolean =>
      entry.epochMs >= (filter.fromMs ?? 0) &&
      entry.epochMs < (filter.toMs ?? Infinity) &&
      (filter.verdict === undefined || entry.verdict === filter.verdict) &&
      (filter.source === undefined || entry.source === filter.source) &&
      (filter.reason === undefined || entry.reasons.includes(filter.reason));
    const all = pages(search, {}, 100).filter(isWanted);
    expect(pages(search, filter, limit)).toEqual(all);
  },
);

test('no search reads the table from end to end, or sorts what it does not show', () => {
  const { path } = searchIn(ENTRIES);
  const database = openDatabase(path, { isReadOnly: true });
  const planOf = (sql: string): string =>
    [...database.prepare(`explain query plan ${sql}`).iterate()].map(({ detail }) => String(detail)).join('; ');
  expect(planOf(IN_TIME)).toBe(
    'SEARCH entry USING COVERING INDEX entry_by_time (epoch_ms>? AND epoch_ms<?); USE TEMP B-TREE FOR LAST TERM OF ORDER BY',
  );
  expect(planOf(OF_KIND)).toBe(
    'SEARCH entry USING COVERING INDEX entry_by_kind (type=? AND verdict=? AND source=? AND reasons=? AND epoch_ms>? AND epoch_ms<?)',
  );
  database.close();
});

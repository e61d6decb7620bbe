import type { Journal } from '../../electron/store/journal.ts';
import { openOutbox } from '../../electron/store/outbox.ts';
import type { Cursor, Filter } from '../../electron/store/find.ts';
import { openSearch } from '../../electron/store/search.ts';
import { fill, SECONDS_BETWEEN } from '../electron/store/filled.ts';
import type { Row } from './rows.ts';

const MILLION = 1_000_000;
const PAGES = 20;
const PAGE_ENTRIES = 50;

/** A console's looks into a journal of a million entries. @param start epoch milliseconds */
export function searching(path: string, journal: Journal, start: number): Row[] {
  fill(path, journal.chain, start, MILLION);
  const end = start + MILLION * SECONDS_BETWEEN * 1000;
  const day: Filter = { fromMs: end - 86_400_000, untilMs: end };
  const filters: readonly [string, Filter][] = [
    ['nothing but the time', {}],
    ['a verdict', { verdict: 'refuse' }],
    ['a frequent reason', { reason: 'all-checks-passed' }],
    ['a reason of one entry in a thousand', { reason: 'issuer-unknown' }],
    ['a verdict and a reason in one day', { ...day, verdict: 'refuse', reason: 'colour-red' }],
    ['what is not there', { source: 'keyboard' }],
  ];
  const search = openSearch(path);
  try {
    return filters.map(([what, filter]) => ({
      name: `a page of ${PAGE_ENTRIES} of a million entries, by ${what}, slowest of ${PAGES}`,
      value: Math.max(...pageTimes((after) => search.find(filter, after, PAGE_ENTRIES))),
      unit: 'ms',
      target: { below: 50 },
    }));
  } finally {
    search.close();
  }
}

function pageTimes(find: (after: Cursor | null) => { next: Cursor | null }): number[] {
  const times: number[] = [];
  let after: Cursor | null = null;
  for (let page = 0; page < PAGES; page += 1) {
    const startedAt = performance.now();
    after = find(after).next;
    times.push(performance.now() - startedAt);
  }
  return times;
}

/** As sync reads them: parsed, encoded and hashed. @param path of a journal that is open */
export function reading(path: string, now: () => number): Row {
  const outbox = openOutbox(path, now);
  const startedAt = performance.now();
  let count = 0;
  for (
    let batch = outbox.next(-1, 500);
    batch !== null;
    batch = outbox.next(batch.entries.at(-1)?.sequence ?? 0, 500)
  ) {
    count += batch.entries.length;
  }
  const rate = count / ((performance.now() - startedAt) / 1000);
  outbox.close();
  return {
    name: 'entries read for sync',
    value: rate,
    unit: '/s',
    note: 'each hashed again',
    target: { atLeast: 10_000 },
  };
}

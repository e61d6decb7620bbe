import { describe, expect, test } from 'vitest';
import {
  AHEAD_ROWS,
  KEPT_ROWS,
  knownOf,
  NO_ROWS,
  reduceRows,
  rowAt,
  wantedOf,
  type Rows,
  type Seen,
} from '../../../../renderer/console/log/rows.ts';
import { MAX_PAGE, type LogRow } from '../../../../shared/console/log.ts';
import { pageOf, rowOf } from './made-rows.ts';

/** The newest first. */
const logOf = (count: number): LogRow[] => Array.from({ length: count }, (_, i) => rowOf(count - i));
const at = (first: number): Seen => ({ first, last: first + 40 });

/** Asks until nothing more is wanted. @returns the rows, and how many pages were asked for */
function settle(log: readonly LogRow[], seen: Seen, begin: Rows = NO_ROWS): { rows: Rows; asks: number } {
  let rows = begin;
  let asks = 0;
  for (let wanted = wantedOf(rows, seen); wanted !== null; wanted = wantedOf(rows, seen)) {
    rows = reduceRows(rows, { is: 'came', page: wanted.page, reply: pageOf(log, wanted), seen });
    asks += 1;
    if (asks > 10_000) throw new Error('it never has enough');
  }
  return { rows, asks };
}

const heldOf = ({ pages }: Rows): number => pages.reduce((held, page) => held + (page.rows?.length ?? 0), 0);

/** As far as somebody scrolls, a screen at a time. */
function scrolledTo(log: readonly LogRow[], to: number): Rows {
  let { rows } = settle(log, at(0));
  for (let first = 0; first < to; first += 40) ({ rows } = settle(log, at(first), rows));
  return settle(log, at(to), rows).rows;
}

describe('the pages of a log', () => {
  test.each([
    ['nothing', 0, 0],
    ['one entry', 1, 1],
    ['one less than a page', MAX_PAGE - 1, MAX_PAGE - 1],
    ['a page', MAX_PAGE, MAX_PAGE],
    ['one more than a page', MAX_PAGE + 1, MAX_PAGE + 1],
    ['more than is looked ahead', 5000, AHEAD_ROWS + MAX_PAGE],
  ])('of %s are asked for as far as somebody may soon look', (_case, count, known) => {
    const { rows } = settle(logOf(count), at(0));
    expect(knownOf(rows)).toBe(known);
    expect(rows.isWhole).toBe(count === known);
  });

  test('hold every entry once and in its place, wherever somebody looks', () => {
    const log = logOf(7345);
    for (const first of [0, 199, 200, 3000, 7300]) {
      const rows = scrolledTo(log, first);
      for (let i = first; i <= Math.min(first + 40, log.length - 1); i += 1) expect(rowAt(rows, i)).toEqual(log[i]);
    }
    expect(rowAt(scrolledTo(log, 7300), log.length)).toBeNull();
  });

  test('are dropped far away, so that no more is held after a hundred thousand entries than after ten thousand', () => {
    const log = logOf(100_000);
    const few = heldOf(scrolledTo(log, 10_000));
    const many = scrolledTo(log, 99_000);
    expect(heldOf(many)).toBeLessThanOrEqual(few + MAX_PAGE);
    expect(heldOf(many)).toBeLessThan(2 * KEPT_ROWS + AHEAD_ROWS + 3 * MAX_PAGE);
    expect(rowAt(many, 50_000)).toBeNull();
    expect(rowAt(many, 0)).toEqual(log[0]);
  });

  test('that were dropped are asked for again when somebody comes back, those in sight first', () => {
    const log = logOf(20_000);
    const far = scrolledTo(log, 19_000);
    expect(wantedOf(far, at(5000))).toMatchObject({ page: 25, after: { sequence: log[4999]?.sequence } });
    const { rows } = settle(log, at(5000), far);
    expect(rowAt(rows, 5000)).toEqual(log[5000]);
    expect(knownOf(rows)).toBe(knownOf(far));
  });

  test('begin anew behind a page into which an entry has come late', () => {
    const log = logOf(20_000);
    const far = scrolledTo(log, 19_000);
    const late = rowOf(30_000);
    const now = [...log.slice(0, 5050), late, ...log.slice(5050)];
    const { rows } = settle(now, at(5000), far);
    expect(rowAt(rows, 5050)).toEqual(late);
    for (let i = 5000; i < 5400; i += 1) expect(rowAt(rows, i)).toEqual(now[i]);
  });

  test('grow where entries come at the end, once somebody comes to the last page again', () => {
    const oldestFirst = Array.from({ length: 4100 }, (_, i) => rowOf(i));
    const whole = scrolledTo(oldestFirst, 4000);
    expect(whole.isWhole).toBe(true);
    const atTop = settle(oldestFirst, at(0), whole).rows;
    const dropped = reduceRows(atTop, {
      is: 'came',
      page: 0,
      reply: pageOf(oldestFirst, { after: null, limit: MAX_PAGE }),
      seen: at(0),
    });
    const longer = [...oldestFirst, rowOf(4100)];
    expect(knownOf(settle(longer, at(4000), dropped).rows)).toBe(4101);
  });

  test('are not asked for after a fault, before somebody wants it', () => {
    const failed = reduceRows(NO_ROWS, { is: 'failed', fault: 'unreachable' });
    expect(wantedOf(failed, at(0))).toBeNull();
    expect(wantedOf(reduceRows(failed, { is: 'again' }), at(0))).toEqual({ page: 0, after: null, limit: MAX_PAGE });
  });
});

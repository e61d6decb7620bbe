import { describe, expect, test } from 'vitest';
import {
  AHEAD_ROWS,
  extentOf,
  FIRST_PAGE,
  KEPT_ROWS,
  placeOfMinute,
  reduceRows,
  rowAt,
  rowsFrom,
  wantedOf,
  type Begin,
  type Rows,
  type Seen,
  type Wanted,
} from '../../../../renderer/console/log/rows.ts';
import { MAX_PAGE } from '../../../../shared/console/log.ts';
import { FIRST_MS, logOfRows, newestFirst, pageOf, rowOf, type MadeLog } from './made-rows.ts';

const MILLION = 1_000_000;
const SCREEN = 40;
const at = (first: number): Seen => ({ first, last: first + SCREEN });
const NO_ROWS = rowsFrom('first');

/** Asks until nothing more is wanted. @returns the rows, and what was asked for */
function settle(log: MadeLog, seen: Seen, begin: Rows = NO_ROWS): { rows: Rows; asked: Wanted[] } {
  let rows = begin;
  const asked: Wanted[] = [];
  for (let wanted = wantedOf(rows, seen); wanted !== null; wanted = wantedOf(rows, seen)) {
    rows = reduceRows(rows, { is: 'came', of: wanted, reply: pageOf(log, wanted), seen });
    asked.push(wanted);
    if (asked.length > 100) throw new Error('it never has enough');
  }
  return { rows, asked };
}

const heldOf = ({ pages }: Rows): number => pages.reduce((held, page) => held + (page.rows?.length ?? 0), 0);
/** Some thousand rows around what is looked at, and what lies at the log's own end. */
const MOST_HELD = 2 * KEPT_ROWS + SCREEN + 3 * MAX_PAGE;

/** As far as somebody scrolls, by so many rows at a time. */
function scroll(log: MadeLog, to: number, { from = 0, by = SCREEN, rows = NO_ROWS } = {}): Rows {
  let now = settle(log, at(from), rows).rows;
  const step = to < from ? -by : by;
  for (let first = from; (to - first) * step > 0; first += step) now = settle(log, at(first), now).rows;
  return settle(log, at(to), now).rows;
}

/** That what is in sight is what the log has there. @param zero the log's row at which one began */
function expectRight(log: MadeLog, rows: Rows, first: number, zero = 0): void {
  for (let i = first; i <= first + SCREEN; i += 1) {
    const isThere = i + zero >= 0 && i + zero < log.length;
    expect(rowAt(rows, i)).toEqual(isThere ? log.at(i + zero) : null);
  }
}

describe('the pages of a log', () => {
  test.each([
    ['nothing', 0],
    ['one entry', 1],
    ['one less than the first page', FIRST_PAGE - 1],
    ['the first page', FIRST_PAGE],
    ['one more', FIRST_PAGE + 1],
    ['two pages', FIRST_PAGE + MAX_PAGE],
    ['more than is looked ahead', 50_000],
  ])('of %s are asked for as far as somebody may soon look', (_case, count) => {
    const { rows } = settle(newestFirst(count), at(0));
    const { begin, end } = extentOf(rows);
    expect(begin).toBe(0);
    expect(end).toBe(Math.min(count, FIRST_PAGE + 2 * MAX_PAGE));
    expect(end).toBeGreaterThan(Math.min(count - 1, AHEAD_ROWS));
    expect(rows.next === null).toBe(count === end);
  });

  test('hold every entry once and in its place, wherever somebody looks', () => {
    const log = newestFirst(7345);
    for (const first of [0, FIRST_PAGE - 1, FIRST_PAGE, 3000, 7330]) expectRight(log, scroll(log, first), first);
  });

  test('are dropped far away, so that of a million no more is held than of ten thousand, and asked for a thousand at a time', () => {
    const log = newestFirst(MILLION);
    const few = heldOf(scroll(log, 10_000));
    const many = scroll(log, MILLION - SCREEN, { by: 400 });
    expectRight(log, many, MILLION - SCREEN);
    expect(many.next).toBeNull();
    expect(heldOf(many)).toBeLessThanOrEqual(few + MAX_PAGE);
    expect(heldOf(many)).toBeLessThan(MOST_HELD);
    expect(many.pages.length).toBeLessThanOrEqual(MILLION / MAX_PAGE + 2);
    expect(rowAt(many, 500_000)).toBeNull();
    expect(rowAt(many, 0)).toEqual(log.at(0));
  });

  test('that were dropped are asked for again when somebody comes back to any of a million, those in sight first', () => {
    const log = newestFirst(MILLION);
    const far = scroll(log, MILLION - SCREEN, { by: 400 });
    for (const first of [999_000, 500_123, 333_333, 3200, 250, 0]) {
      const { rows, asked } = settle(log, at(first), far);
      expectRight(log, rows, first);
      expect(asked.length).toBeLessThan(6);
      expect(extentOf(rows)).toEqual(extentOf(far));
      expect(heldOf(rows)).toBeLessThan(MOST_HELD);
    }
    expect(wantedOf(far, at(5000))?.after?.sequence).toBe(log.at(FIRST_PAGE + 4 * MAX_PAGE - 1).sequence);
    const back = scroll(log, 900_000, { from: MILLION - SCREEN, by: 400, rows: far });
    expectRight(log, back, 900_000);
    expect(heldOf(back)).toBeLessThan(MOST_HELD);
  });

  test('begin anew behind a page into which an entry has come late', () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => rowOf(20_000 - i));
    const far = scroll(logOfRows(rows), 19_000, { by: 400 });
    const late = rowOf(30_000);
    const now = logOfRows([...rows.slice(0, 5050), late, ...rows.slice(5050)]);
    const back = settle(now, at(5000), far).rows;
    expect(rowAt(back, 5050)).toEqual(late);
    expectRight(now, back, 5000);
    expectRight(now, scroll(now, 7000, { from: 5000, rows: back }), 7000);
  });

  test('grow where entries come at the end, once somebody comes to the last page again', () => {
    const rows = Array.from({ length: 9100 }, (_, i) => rowOf(i));
    const whole = scroll(logOfRows(rows), 9000);
    expect(whole.next).toBeNull();
    const atTop = settle(logOfRows(rows), at(0), whole).rows;
    const longer = logOfRows([...rows, rowOf(9100)]);
    expect(extentOf(settle(longer, at(9000), atTop).rows).end).toBe(9101);
  });

  test('are not asked for after a fault, before somebody wants it', () => {
    const failed = reduceRows(NO_ROWS, { is: 'failed', fault: 'unreachable' });
    expect(wantedOf(failed, at(0))).toBeNull();
    const first = { page: 0, after: null, isBackwards: false, limit: FIRST_PAGE };
    expect(wantedOf(reduceRows(failed, { is: 'again' }), at(0))).toEqual(first);
  });
});

describe('reading from a time on', () => {
  const log = newestFirst(MILLION);
  /** Of the made-up log the newest that lies in the minute. */
  const MINUTE_MS = FIRST_MS + 600_000_000;
  const zero = MILLION - 600_059;
  const begin: Begin = placeOfMinute(MINUTE_MS, 'newest-first');

  test('begins with what lies in its minute, at once, and has what lies to both sides', () => {
    const { rows, asked } = settle(log, at(0), rowsFrom(begin));
    expect(asked[0]).toEqual({ page: 0, after: begin, isBackwards: false, limit: FIRST_PAGE });
    expect(rowAt(rows, 0)?.epochMs).toBe(MINUTE_MS + 59_000);
    expect(rowAt(rows, -1)?.epochMs).toBe(MINUTE_MS + 60_000);
    expectRight(log, rows, -AHEAD_ROWS, zero);
    expectRight(log, rows, AHEAD_ROWS, zero);
  });

  test('goes on to either end, as far as one likes, and back, with no more held than elsewhere', () => {
    const { rows } = settle(log, at(0), rowsFrom(begin));
    const newest = scroll(log, -zero, { rows, by: 400 });
    expectRight(log, newest, -zero, zero);
    expect(newest.previous).toBeNull();
    expect(extentOf(newest).begin).toBe(-zero);
    expect(heldOf(newest)).toBeLessThan(MOST_HELD);
    const back = scroll(log, 20_000, { from: -zero, rows: newest, by: 400 });
    expectRight(log, back, 20_000, zero);
    for (const first of [0, -100, -zero + 50_000]) expectRight(log, settle(log, at(first), back).rows, first, zero);
    expect(heldOf(back)).toBeLessThan(MOST_HELD);
  });

  test('where nothing is older has what is the nearest', () => {
    const { rows } = settle(log, at(0), rowsFrom(placeOfMinute(FIRST_MS - 3_600_000, 'newest-first')));
    expect(rows.next).toBeNull();
    expect(extentOf(rows).end).toBe(0);
    expect(rowAt(rows, -1)).toEqual(log.at(MILLION - 1));
  });

  test('where nothing is newer has all that there is', () => {
    const { rows } = settle(log, at(0), rowsFrom(placeOfMinute(FIRST_MS + 2e9, 'newest-first')));
    expect(rows.previous).toBeNull();
    expectRight(log, rows, 0);
  });

  test('begins anew before a page into which an entry has come late', () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => rowOf(20_000 - i));
    const middle = placeOfMinute(rowOf(8000).epochMs, 'newest-first');
    const read = settle(logOfRows(rows), at(0), rowsFrom(middle)).rows;
    const far = scroll(logOfRows(rows), 7000, {
      from: -7000,
      by: 400,
      rows: scroll(logOfRows(rows), -7000, { rows: read }),
    });
    const late = rowOf(30_000);
    const index = rows.findIndex(({ sequence }) => sequence === 10_060);
    const now = logOfRows([...rows.slice(0, index), late, ...rows.slice(index)]);
    const back = settle(now, at(-2020), far).rows;
    const zeroNow = now.around(middle)[1];
    expectRight(now, back, -2020, zeroNow);
    expectRight(now, scroll(now, -4000, { from: -2020, rows: back }), -4000, zeroNow);
    expectRight(now, scroll(now, 7000, { from: -2020, rows: back }), 7000, zeroNow);
  });
});

test('reading from the end backwards has the last at once, and everything before it', () => {
  const log = newestFirst(MILLION);
  const { rows, asked } = settle(log, at(-SCREEN - 1), rowsFrom('last'));
  expect(asked[0]).toEqual({ page: -1, after: null, isBackwards: true, limit: FIRST_PAGE });
  expect(rows.next).toBeNull();
  expectRight(log, rows, -SCREEN, MILLION);
  expectRight(log, scroll(log, -300_000, { rows, by: 400, from: -SCREEN }), -300_000, MILLION);
});

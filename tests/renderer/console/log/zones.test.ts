import { expect, test } from 'vitest';
import { rowsFrom, type Rows } from '../../../../renderer/console/log/rows.ts';
import { isOfOtherZone } from '../../../../renderer/console/log/zones.ts';
import type { LogRow } from '../../../../shared/console/log.ts';
import { rowOf } from './made-rows.ts';

const CHINA = 480;

function of(...rows: readonly Partial<LogRow>[]): Rows {
  const made = rows.map((changed, i) => rowOf(rows.length - i, { offsetMinutes: CHINA, ...changed }));
  const page = { after: null, isBackwards: false, limit: 200, from: 0, size: made.length, rows: made };
  return { ...rowsFrom('first'), pages: [page], next: null };
}

const seen = { first: 0, last: 10 };

test('rows of clocks in the window’s zone are of no other', () => {
  expect(isOfOtherZone(of({}, {}), seen, () => CHINA)).toBe(false);
  expect(isOfOtherZone(of(), seen, () => 0)).toBe(false);
});

test('one row in sight is enough, and one out of sight is not', () => {
  expect(isOfOtherZone(of({}, { offsetMinutes: 540 }), seen, () => CHINA)).toBe(true);
  expect(isOfOtherZone(of({}, { offsetMinutes: 540 }), { first: 0, last: 0 }, () => CHINA)).toBe(false);
});

test('a zone is that of the row’s moment, where clocks are put forward and back', () => {
  const summer = of({ epochMs: 1000, offsetMinutes: 120 });
  expect(isOfOtherZone(summer, seen, (epochMs) => (epochMs === 1000 ? 120 : 60))).toBe(false);
});

test('what no clock shows is of no zone', () => {
  expect(isOfOtherZone(of({ epochMs: 9e15, offsetMinutes: 0 }), seen, () => CHINA)).toBe(false);
});

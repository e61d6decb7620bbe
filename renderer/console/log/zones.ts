import type { LogRow } from '../../../shared/console/log.ts';
import { isOfAClock } from '../../../shared/console/moment.ts';
import { extentOf, rowAt, type Rows, type Seen } from './rows.ts';

/** Minutes east of UTC of this window's clock at a moment. */
export function offsetHere(epochMs: number): number {
  return -new Date(epochMs).getTimezoneOffset();
}

/** Whether any row in sight is of a clock in another zone than a window's. @param offsetAt minutes east of UTC, of a moment */
export function isOfOtherZone(rows: Rows, { first, last }: Seen, offsetAt: (epochMs: number) => number): boolean {
  const { begin, end } = extentOf(rows);
  for (let i = Math.max(begin, first); i < Math.min(end, last + 1); i += 1) {
    const row = rowAt(rows, i);
    if (row !== null && isElsewhere(row, offsetAt)) return true;
  }
  return false;
}

function isElsewhere(row: LogRow, offsetAt: (epochMs: number) => number): boolean {
  return isOfAClock(row) && row.offsetMinutes !== offsetAt(row.epochMs);
}

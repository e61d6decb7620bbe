import type { Extent, Seen } from './rows.ts';

/**
 * No element of a browser is higher than 2^25 px, and from 2^24 on its pixels are not whole: three times so many rows of 106 px,
 * which is what text of twice the size makes of them.
 */
export const SECTION_ROWS = 50_000;

/** The part of what is known that is scrolled through, with room to either side of the row that is looked at. */
export function sectionOf({ begin, end }: Extent, first: number): Extent {
  const from = (Math.floor(first / SECTION_ROWS) - 1) * SECTION_ROWS;
  const top = Math.min(Math.max(begin, from), end);
  return { begin: top, end: Math.max(top, Math.min(end, from + 3 * SECTION_ROWS)) };
}

/** @param heightPx of what is seen at once, of which the titles take a row's height */
export function inSightOf(first: number, heightPx: number, rowPx: number): Seen {
  return { first, last: first + Math.max(0, Math.ceil(heightPx / rowPx) - 1) };
}

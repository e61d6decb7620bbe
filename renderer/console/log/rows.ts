import type { ConsoleFault } from '../../../shared/console/calls.ts';
import { MAX_PAGE, type LogPage, type LogPlace, type LogRow } from '../../../shared/console/log.ts';

/** Rows that were asked for together. */
interface Page {
  /** Where it begins, for when it has to be asked for again. */
  readonly after: LogPlace | null;
  /** Its first row's index. */
  readonly from: number;
  readonly size: number;
  /** `null`: dropped, for they are far from what is looked at. */
  readonly rows: readonly LogRow[] | null;
}

/**
 * What is known of a log that may have millions of rows: pages one after the other from its beginning, of which only those
 * are kept that lie around what is looked at.
 */
export interface Rows {
  readonly pages: readonly Page[];
  /** Where the first page begins that is not known yet. */
  readonly next: LogPlace | null;
  /** The last page is the last there is. */
  readonly isWhole: boolean;
  /** Why the last ask failed; nothing more is asked for until somebody wants it. */
  readonly fault: ConsoleFault | null;
}

export const NO_ROWS: Rows = { pages: [], next: null, isWhole: false, fault: null };

/** The rows in sight, both included. */
export interface Seen {
  readonly first: number;
  readonly last: number;
}

/** So far ahead pages are asked for: seconds of scrolling. */
export const AHEAD_ROWS = 1000;
/** So far to either side they are kept: a few thousand rows, however far somebody scrolls. */
export const KEPT_ROWS = 2000;
/** No element of a browser is higher than 2^25 px: so many rows of 60 px, with room to spare. */
export const MOST_ROWS = 500_000;

export function knownOf({ pages }: Rows): number {
  const last = pages.at(-1);
  return last === undefined ? 0 : last.from + last.size;
}

/** @returns `null`: not known, or dropped */
export function rowAt({ pages }: Rows, index: number): LogRow | null {
  const page = pages[pageOf(pages, index)];
  return page?.rows?.[index - page.from] ?? null;
}

/** Pages lie in the order of their first rows. @returns the last one that does not begin after `index`; -1: there is none */
function pageOf(pages: readonly Page[], index: number): number {
  let low = 0;
  let high = pages.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((pages[middle]?.from ?? 0) <= index) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** A page to be asked for. */
export interface Wanted {
  readonly page: number;
  readonly after: LogPlace | null;
  readonly limit: number;
}

/** What to ask for next: what is in sight first, then what may be soon. @returns `null`: nothing */
export function wantedOf(rows: Rows, { first, last }: Seen): Wanted | null {
  const { pages, next, isWhole, fault } = rows;
  if (fault !== null) return null;
  const begin = Math.max(0, pageOf(pages, first));
  const inReach = pages
    .slice(begin)
    .findIndex(({ rows: held, from, size }) => held === null && size > 0 && from <= last + AHEAD_ROWS);
  const behind = pageOf(pages, Math.max(0, first - AHEAD_ROWS));
  const page = inReach < 0 ? droppedBefore(pages, begin, behind) : begin + inReach;
  const found = pages[page];
  if (found !== undefined) return { page, after: found.after, limit: MAX_PAGE };
  const known = knownOf(rows);
  if (isWhole || known >= MOST_ROWS || last + AHEAD_ROWS < known) return null;
  return { page: pages.length, after: next, limit: MAX_PAGE };
}

/** @returns the nearest page before `begin` that was dropped, down to `end`; -1: none was */
function droppedBefore(pages: readonly Page[], begin: number, end: number): number {
  for (let i = begin - 1; i >= Math.max(0, end); i -= 1) if (pages[i]?.rows === null) return i;
  return -1;
}

/** What has come of an ask, with what is looked at when it comes. */
export type RowsAction =
  | { readonly is: 'came'; readonly page: number; readonly reply: LogPage; readonly seen: Seen }
  | { readonly is: 'failed'; readonly fault: ConsoleFault }
  | { readonly is: 'again' };

export function reduceRows(rows: Rows, action: RowsAction): Rows {
  switch (action.is) {
    case 'came':
      return withoutFar(withPage(rows, action.page, action.reply), action.seen);
    case 'failed':
      return { ...rows, fault: action.fault };
    case 'again':
      return rows.fault === null ? rows : { ...rows, fault: null };
  }
}

function withPage(rows: Rows, index: number, { rows: came, next }: LogPage): Rows {
  const { pages } = rows;
  const old = pages[index];
  const after = old === undefined ? rows.next : old.after;
  const from = old === undefined ? knownOf(rows) : old.from;
  const page = { after, from, size: came.length, rows: came };
  const follows = pages[index + 1];
  const isAsBefore = old?.size === came.length && isSame(next, follows === undefined ? rows.next : follows.after);
  if (isAsBefore) return { ...rows, pages: pages.with(index, page) };
  // The next in order, or one into which late entries have come since: what follows it begins elsewhere then.
  return { ...rows, pages: [...pages.slice(0, index), page], next, isWhole: next === null };
}

function isSame(a: LogPlace | null, b: LogPlace | null): boolean {
  if (a === null || b === null) return a === b;
  return a.epochMs === b.epochMs && a.chain === b.chain && a.sequence === b.sequence;
}

/** The first page stays: where it begins, newer entries come, and it would be another. */
function withoutFar(rows: Rows, { first, last }: Seen): Rows {
  const isFar = ({ from, size }: Page): boolean => from + size < first - KEPT_ROWS || from > last + KEPT_ROWS;
  if (!rows.pages.some((page) => page.rows !== null && page.from > 0 && isFar(page))) return rows;
  const pages = rows.pages.map((page) =>
    page.rows !== null && page.from > 0 && isFar(page) ? { ...page, rows: null } : page,
  );
  return { ...rows, pages };
}

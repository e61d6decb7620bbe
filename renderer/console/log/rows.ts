import type { ConsoleFault } from '../../../shared/console/calls.ts';
import {
  MAX_PAGE,
  type LogAsk,
  type LogFilter,
  type LogOrder,
  type LogPage,
  type LogPlace,
  type LogRow,
} from '../../../shared/console/log.ts';

/** What is looked for, and in which order; another object is another question. */
export interface Question {
  readonly filter: LogFilter;
  readonly order: LogOrder;
}

/** Where a page is to be had: beyond a place; `null`: beyond the log's own beginning, or where one goes backwards its end. */
interface Edge {
  readonly after: LogPlace | null;
}

/** Rows that were asked for together. */
interface Page extends Edge {
  /** It was asked for in the other order, so that it ends before its place. */
  readonly isBackwards: boolean;
  /** With how many it was asked for, for when it has to be asked for again. */
  readonly limit: number;
  /** Its first row's index. */
  readonly from: number;
  readonly size: number;
  /** `null`: dropped, for they are far from what is looked at. */
  readonly rows: readonly LogRow[] | null;
}

/**
 * What is known of a log that may have millions of rows: pages side by side, of which only those are kept that lie around what
 * is looked at; of the others where they are to be had again. Indexes count from where one began to read: what lies before
 * it has those below zero.
 */
export interface Rows {
  readonly pages: readonly Page[];
  /** What lies before the first page, and beyond the last; `null`: nothing, they are the log's own. */
  readonly previous: Edge | null;
  readonly next: Edge | null;
  /** Why the last ask failed; nothing more is asked for until somebody wants it. */
  readonly fault: ConsoleFault | null;
}

/** Where one begins to read, in the order that is asked for: at either end, or beyond a place. */
export type Begin = 'first' | 'last' | LogPlace;

/** Nothing yet. */
export function rowsFrom(begin: Begin): Rows {
  const after = typeof begin === 'string' ? null : begin;
  return {
    pages: [],
    previous: begin === 'first' ? null : { after },
    next: begin === 'last' ? null : { after },
    fault: null,
  };
}

/** No log has anything of this chain: as a place it lies before all that is of its moment. */
const NO_CHAIN = '00000000-0000-0000-0000-000000000000';
const MINUTE_MS = 60_000;

/** Where a minute begins, in the order that is asked for. @param minuteMs its first moment */
export function placeOfMinute(minuteMs: number, order: LogOrder): LogPlace {
  return { epochMs: order === 'newest-first' ? minuteMs + MINUTE_MS : minuteMs, chain: NO_CHAIN, sequence: 0 };
}

/** The rows in sight, both included. */
export interface Seen {
  readonly first: number;
  readonly last: number;
}

/** What is seen first is soon here. */
export const FIRST_PAGE = 200;
/** So far ahead pages are asked for: seconds of scrolling. */
export const AHEAD_ROWS = 1500;
/** So far to either side they are kept: a few thousand rows, however far somebody scrolls. */
export const KEPT_ROWS = 3000;

/** The index of the first row that is known, and the one after the last. */
export interface Extent {
  readonly begin: number;
  readonly end: number;
}

export function extentOf({ pages }: Rows): Extent {
  const [first, last] = [pages[0], pages.at(-1)];
  return first === undefined || last === undefined
    ? { begin: 0, end: 0 }
    : { begin: first.from, end: last.from + last.size };
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
export interface Wanted extends Edge {
  /** Which of the pages; -1: before the first. */
  readonly page: number;
  readonly isBackwards: boolean;
  readonly limit: number;
}

/** What to ask for next: what is in sight first, then what may be soon. @returns `null`: nothing */
export function wantedOf(rows: Rows, seen: Seen): Wanted | null {
  return rows.fault === null ? (droppedNear(rows, seen) ?? newNear(rows, seen)) : null;
}

function droppedNear({ pages }: Rows, { first, last }: Seen): Wanted | null {
  const inSight = Math.max(0, pageOf(pages, first));
  for (let i = inSight; i <= pageOf(pages, last + AHEAD_ROWS); i += 1) if (isDropped(pages[i])) return again(pages, i);
  for (let i = inSight - 1; i >= pageOf(pages, first - AHEAD_ROWS); i -= 1) {
    if (isDropped(pages[i])) return again(pages, i);
  }
  return null;
}

function isDropped(page: Page | undefined): boolean {
  return page?.rows === null;
}

function again(pages: readonly Page[], index: number): Wanted | null {
  const page = pages[index];
  return page === undefined
    ? null
    : { page: index, after: page.after, isBackwards: page.isBackwards, limit: page.limit };
}

/** Beyond whichever end of what is known is nearer. */
function newNear(rows: Rows, { first, last }: Seen): Wanted | null {
  const { pages, previous, next } = rows;
  const { begin, end } = extentOf(rows);
  const limit = pages.length === 0 ? FIRST_PAGE : MAX_PAGE;
  const [ahead, behind] = [end - last, first - begin];
  const isNext = next !== null && ahead <= AHEAD_ROWS;
  const isPrevious = previous !== null && behind <= AHEAD_ROWS;
  if (isNext && !(isPrevious && behind < ahead)) {
    return { page: pages.length, after: next.after, isBackwards: false, limit };
  }
  return isPrevious ? { page: -1, after: previous.after, isBackwards: true, limit } : null;
}

const OTHER_ORDER: Readonly<Record<LogOrder, LogOrder>> = {
  'newest-first': 'oldest-first',
  'oldest-first': 'newest-first',
};

export function askOf({ filter, order }: Question, { after, isBackwards, limit }: Wanted): LogAsk {
  return { filter, order: isBackwards ? OTHER_ORDER[order] : order, after, limit };
}

/** What has come of an ask, with what is looked at when it comes. */
export type RowsAction =
  | { readonly is: 'came'; readonly of: Wanted; readonly reply: LogPage; readonly seen: Seen }
  | { readonly is: 'failed'; readonly fault: ConsoleFault }
  | { readonly is: 'again' };

export function reduceRows(rows: Rows, action: RowsAction): Rows {
  switch (action.is) {
    case 'came':
      return withoutFar(withPage(rows, action.of, action.reply), action.seen);
    case 'failed':
      return { ...rows, fault: action.fault };
    case 'again':
      return rows.fault === null ? rows : { ...rows, fault: null };
  }
}

function withPage(rows: Rows, of: Wanted, reply: LogPage): Rows {
  const { pages } = rows;
  const { begin, end } = extentOf(rows);
  const old = pages[of.page];
  const size = reply.rows.length;
  const upTo = old === undefined ? begin : old.from + old.size;
  const from = of.isBackwards ? upTo - size : (old?.from ?? end);
  const { after, isBackwards, limit } = of;
  const came = isBackwards ? reply.rows.toReversed() : reply.rows;
  const page: Page = { after, isBackwards, limit, from, size, rows: came };
  const edge = reply.next === null ? null : { after: reply.next };
  const beyond = isBackwards
    ? of.page > 0
      ? (pages[of.page - 1] ?? null)
      : rows.previous
    : (pages[of.page + 1] ?? rows.next);
  if (old?.size === size && isSame(edge, beyond)) return { ...rows, pages: pages.with(of.page, page) };
  // The next in order, or one into which late entries have come since: what lies beyond it begins elsewhere then.
  const some = size === 0 ? [] : [page];
  return isBackwards
    ? { ...rows, pages: [...some, ...pages.slice(of.page + 1)], previous: edge }
    : { ...rows, pages: [...pages.slice(0, of.page), ...some], next: edge };
}

function isSame(one: Edge | null, other: Edge | null): boolean {
  const [a, b] = [one?.after ?? null, other?.after ?? null];
  if (a === null || b === null) return a === b;
  return a.epochMs === b.epochMs && a.chain === b.chain && a.sequence === b.sequence;
}

/** What begins where the log does stays, or ends where it does: other entries come there, and it would be another page. */
function withoutFar(rows: Rows, { first, last }: Seen): Rows {
  const isFar = ({ after, from, size }: Page): boolean =>
    after !== null && (from + size < first - KEPT_ROWS || from > last + KEPT_ROWS);
  if (!rows.pages.some((page) => page.rows !== null && isFar(page))) return rows;
  const pages = rows.pages.map((page) => (page.rows !== null && isFar(page) ? { ...page, rows: null } : page));
  return { ...rows, pages };
}

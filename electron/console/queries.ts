import type { LogAsk, LogCount, LogFilter, LogPage, LogPlace, LogRow } from '../../shared/console/log.ts';
import type { PersonFound } from '../../shared/console/person.ts';
import { logRowOf, placeOf } from '../../shared/console/row.ts';
import type { Entry } from '../../shared/journal.ts';
import type { Cursor } from '../store/find.ts';
import { openForReading, searchOver, type Search } from '../store/search.ts';
import type { Database } from '../store/sqlite.ts';
import { overviewOf, type DayAsk, type DayOverview } from './overview.ts';

/** Somebody's entries between two moments, the first included. */
export interface PersonQuery {
  /** 32 bytes, under the venue key. */
  readonly key: Uint8Array;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** What a journal has of it, but for words and what the kiosk knows beside its journal. */
export interface Queries {
  list: { ask: LogAsk; answer: LogPage };
  count: { ask: LogFilter; answer: LogCount };
  /** By the entry's id; `null`: it is not here. */
  detail: { ask: string; answer: { readonly row: LogRow; readonly related: LogRow[] } | null };
  /** In order: who has decided by hand, and every reason that some entry has. */
  facets: { ask: null; answer: { readonly guards: string[]; readonly reasons: string[] } };
  overview: { ask: DayAsk; answer: DayOverview };
  person: { ask: PersonQuery; answer: PersonFound };
}
export type QueryName = keyof Queries;

/** A query, with the name of where the kiosk stands, which its entries do not say. */
export type Query = {
  [Q in QueryName]: { readonly is: Q; readonly ask: Queries[Q]['ask']; readonly gate: string };
}[QueryName];

/** More of somebody's entries are not shown. */
const MAX_OF_PERSON = 200;

/** What no index counts is counted so far. */
const MAX_LOOKED_AT = 10_000;

interface Look {
  readonly database: Database;
  readonly search: Omit<Search, 'close'>;
  readonly gate: string;
}

type Answers = { readonly [Q in QueryName]: (ask: Queries[Q]['ask'], look: Look) => Queries[Q]['answer'] };

const ANSWERS: Answers = { list, count, detail, facets, overview, person };

/**
 * Answers by a connection of its own, which is gone afterwards: a journal may be set aside at any time, and one that is still
 * read when the app ends looks as if that had been cut off.
 *
 * @throws where the journal cannot be read
 */
export function answerQuery({ is, ask, gate }: Query, path: string): unknown {
  const database = openForReading(path);
  try {
    const answer = ANSWERS[is] as (ask: unknown, look: Look) => unknown;
    return answer(ask, { database, search: searchOver(database), gate });
  } finally {
    database.close();
  }
}

function list({ filter, order, after, limit }: LogAsk, { search, gate }: Look): LogPage {
  if (isElsewhere(filter, gate)) return { rows: [], next: null };
  const { entries, next } = search.find(filter, after && cursorIn(search.chain(), after, order), limit, order);
  const last = entries.at(-1);
  return { rows: rowsOf(entries, gate), next: next === null || last === undefined ? null : placeOf(last) };
}

function count(filter: LogFilter, { search, gate }: Look): LogCount {
  if (isElsewhere(filter, gate)) return { count: 0, isAll: true };
  const isLookedAt = filter.maskedName !== null || filter.guard !== null;
  const limit = isLookedAt ? MAX_LOOKED_AT : Number.MAX_SAFE_INTEGER - 1;
  const found = search.count(filter, limit + 1);
  return { count: Math.min(found, limit), isAll: found <= limit };
}

function detail(id: string, { search, gate }: Look): Queries['detail']['answer'] {
  const entry = search.entry(id);
  if (entry === null) return null;
  const before = entry.refersTo === null ? null : search.entry(entry.refersTo);
  const related = [...(before === null ? [] : [before]), ...search.about(id)];
  return { row: logRowOf(entry, gate), related: rowsOf(related, gate) };
}

function facets(_ask: null, { database }: Look): Queries['facets']['answer'] {
  const guards = database
    .prepare('select distinct guard from entry indexed by entry_by_guard where guard is not null order by guard')
    .iterate();
  const reasons = database
    .prepare('select distinct value as code from entry_kind, json_each(reasons) order by value')
    .iterate();
  return {
    guards: [...guards].map(({ guard }) => String(guard)),
    reasons: [...reasons].map(({ code }) => String(code)),
  };
}

function overview(ask: DayAsk, { database, gate }: Look): Queries['overview']['answer'] {
  return overviewOf(database, gate, ask);
}

function person({ key, fromMs, untilMs }: PersonQuery, { search, gate }: Look): PersonFound {
  const { entries, next } = search.find({ personKey: key, fromMs, untilMs }, null, MAX_OF_PERSON);
  return { rows: rowsOf(entries, gate), isAll: next === null };
}

function rowsOf(entries: readonly Entry[], gate: string): LogRow[] {
  return entries.map((entry) => logRowOf(entry, gate));
}

/** All entries here are of one gate. */
export function isElsewhere(filter: LogFilter, gate: string): boolean {
  return filter.gate !== null && filter.gate !== gate;
}

/** A page may have ended in a journal that was set aside since: at the same moment chains go by their names. */
function cursorIn(chain: string, { chain: before, epochMs, sequence }: LogPlace, order: LogAsk['order']): Cursor {
  if (before === chain) return { epochMs, sequence };
  const isPast = chain > before === (order === 'newest-first');
  if (order === 'newest-first') return { epochMs, sequence: isPast ? -1 : Number.MAX_SAFE_INTEGER };
  return { epochMs, sequence: isPast ? Number.MAX_SAFE_INTEGER : -1 };
}

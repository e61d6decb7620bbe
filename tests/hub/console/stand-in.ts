import type { ConsoleData, SealedRow, Span } from '../../../hub/console/data.ts';
import type { Database } from '../../../hub/store/open.ts';
import { connect } from '../database.ts';
import { decodeEntry } from '../../../shared/entry.ts';
import type { LogPage, LogPlace, LogRow } from '../../../shared/console/log.ts';
import type { Counts, Overview } from '../../../shared/console/overview.ts';
import type { Entry } from '../../../shared/journal.ts';

interface Stored {
  readonly row: LogRow;
  readonly entry: Entry;
}

export interface StandIn extends ConsoleData {
  /** Done before each page is read. */
  before: () => Promise<void>;
  /** What is counted, whatever is there; `null`: what is. */
  counted: number | null;
  readonly connect: (databaseUrl: string) => void;
  readonly close: () => Promise<void>;
}

/** Reads all entries of a venue each time: what the console is shown of them, without what makes that fast. */
export function openStandIn(): StandIn {
  let database: Database | null = null;
  const all = async (venue: string): Promise<Stored[]> => {
    if (database === null) throw new Error('not connected');
    const rows = await database.store
      .selectFrom('entry')
      .innerJoin('kiosk', 'kiosk.id', 'entry.kiosk')
      .select(['bytes', 'gate'])
      .where('entry.venue', '=', venue)
      .execute();
    const read = rows.map(({ bytes, gate }) => ({ entry: decodeEntry(bytes), gate }));
    const stored = read.flatMap(({ entry, gate }) =>
      entry.ok ? [{ entry: entry.value, row: rowOf(entry.value, gate) }] : [],
    );
    return stored.sort((a, b) => a.row.epochMs - b.row.epochMs || a.row.sequence - b.row.sequence);
  };
  const traced: ConsoleData['tracedSealed'] = async (venue, scope, after, limit): Promise<SealedRow[]> => {
    const stored = await all(venue);
    const isHere = ({ row }: Stored): boolean => isWithin(row, scope) && isWith(stored, row, scope);
    return page(stored.filter(isHere), after, limit).map(({ row, entry }) => ({ row, sealed: entry.sealed }));
  };
  const it: StandIn = {
    before: () => Promise.resolve(),
    counted: null,
    connect: (url) => {
      database = connect(url);
    },
    close: async () => {
      await database?.close();
    },
    facets: () => Promise.resolve({ gates: [], guards: [], reasons: [WORDS] }),
    list: async (venue, { filter, order, after, limit }) => {
      await it.before();
      const stored = await all(venue);
      const asked = stored.filter(({ row }) => filter.verdict === null || row.verdict === filter.verdict);
      return asPage(page(order === 'oldest-first' ? asked : asked.reverse(), after, limit), limit);
    },
    count: async (venue) => ({ count: it.counted ?? (await all(venue)).length, isAll: true }),
    detail: async (venue, id) => {
      const found = (await all(venue)).find(({ row }) => row.id === id);
      return found === undefined ? null : { row: found.row, reasons: [], wordsVersion: null, related: [] };
    },
    overview: async (venue, _ask, seesKiosks) => overviewOf((await all(venue)).length, seesKiosks),
    ofPerson: async (venue, key, span) => {
      const stored = await all(venue);
      const rows = stored.filter(({ row, entry }) => isWithin(row, span) && isKey(entry, key)).map(({ row }) => row);
      return { rows, isAll: true };
    },
    traced: async (venue, scope, after, limit) => asPage(await traced(venue, scope, after, limit), limit),
    tracedSealed: traced,
  };
  return it;
}

const WORDS = {
  ...{ code: 'all-checks-passed', phone: null, verdict: null, rule: null },
  says: { 'zh-CN': '检查全部通过', en: 'All checks passed' },
};

function rowOf(entry: Entry, gate: string): LogRow {
  const { chain, sequence, id, refersTo, epochMs, offsetMinutes, isClockConfirmed, type, verdict } = entry;
  const { reasons, source, format, maskedName, guard, colour, testAgeSeconds, policyVersion, durationMs } = entry;
  return {
    ...{ chain, sequence, id, refersTo, epochMs, offsetMinutes, isClockConfirmed, type, verdict, gate },
    ...{ source, format, maskedName, guard, colour, testAgeSeconds, policyVersion, durationMs },
    reasons: [...reasons],
  };
}

function isWithin({ epochMs }: LogRow, { fromMs, untilMs }: Span): boolean {
  return epochMs >= fromMs && epochMs < untilMs;
}

function isKey({ personKey }: Entry, key: Uint8Array): boolean {
  return personKey !== null && Buffer.from(personKey).equals(key);
}

function isWith(all: readonly Stored[], row: LogRow, scope: Parameters<ConsoleData['traced']>[1]): boolean {
  if (scope.is === 'time') return true;
  const theirs = all.filter(({ entry }) => isKey(entry, scope.key));
  return theirs.some((it) => Math.abs(it.row.epochMs - row.epochMs) <= scope.withinMinutes * 60_000);
}

function page<T extends { readonly row: LogRow }>(rows: readonly T[], after: LogPlace | null, limit: number): T[] {
  const at = after === null ? 0 : rows.findIndex(({ row }) => isAt(row, after)) + 1;
  return rows.slice(at, at + limit);
}

function isAt({ chain, sequence }: LogRow, place: LogPlace): boolean {
  return chain === place.chain && sequence === place.sequence;
}

function asPage(found: readonly { readonly row: LogRow }[], limit: number): LogPage {
  const rows = found.map(({ row }) => row);
  const last = rows.at(-1);
  const next = last === undefined || rows.length < limit ? null : last;
  return { rows, next };
}

function overviewOf(entries: number, seesKiosks: boolean): Overview {
  const none: Counts = { admit: 0, refer: 0, refuse: 0 };
  const health = { isRevoked: false, heardAt: null, unsent: null, policyVersion: null, policyAgeSeconds: null };
  const kiosk = { kiosk: '0180bab7-0c00-7000-8000-000000000001', gate: 'north', ...health, problems: ['silent'] };
  return {
    ...{ atMs: 0, now: none, today: { ...none, admit: entries }, weekBefore: null, hours: [], reasons: [], gates: [] },
    ...{ meanMs: null, occupancy: null, policyAgeSeconds: null, unsent: null, kiosks: seesKiosks ? [kiosk] : null },
  };
}

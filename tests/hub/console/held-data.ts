import type { ConsoleData } from '../../../hub/console/data.ts';
import { openConsoleData } from '../../../hub/console/open.ts';
import type { Database } from '../../../hub/store/open.ts';
import { connect, NOON } from '../database.ts';

/** What the console reads of a hub's entries, which a test may hold up. */
export interface HeldData extends ConsoleData {
  /** Done before each page of entries is read. */
  before: () => Promise<void>;
  /** What is counted, whatever is there; `null`: what is. */
  counted: number | null;
  readonly connect: (databaseUrl: string) => void;
  readonly close: () => Promise<void>;
}

/** Before it is connected nothing is asked of it. */
export function openHeldData(): HeldData {
  let database: Database | null = null;
  let data: ConsoleData | null = null;
  const connected = (): ConsoleData => {
    if (data === null) throw new Error('not connected');
    return data;
  };
  const it: HeldData = {
    before: () => Promise.resolve(),
    counted: null,
    connect: (url) => {
      database = connect(url);
      data = openConsoleData({ database, published: { policyFolder: null }, nowMs: () => NOON });
    },
    close: async () => {
      await database?.close();
    },
    facets: (venue) => connected().facets(venue),
    async list(venue, ask) {
      await it.before();
      return connected().list(venue, ask);
    },
    async count(venue, filter) {
      return it.counted === null ? connected().count(venue, filter) : { count: it.counted, isAll: true };
    },
    detail: (venue, id) => connected().detail(venue, id),
    overview: (venue, ask, seesKiosks) => connected().overview(venue, ask, seesKiosks),
    ofPerson: (venue, key, span) => connected().ofPerson(venue, key, span),
    stay: (venue, traced) => connected().stay(venue, traced),
    lacks: (venue, traced, stay) => connected().lacks(venue, traced, stay),
    traced: (venue, traced, paging) => connected().traced(venue, traced, paging),
    tracedSealed: (venue, traced, paging) => connected().tracedSealed(venue, traced, paging),
    async *exportLog(venue, ask) {
      for await (const piece of connected().exportLog(venue, ask)) {
        if (piece.rows > 0) await it.before();
        yield piece;
      }
    },
  };
  return it;
}

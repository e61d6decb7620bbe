import type { ConsoleData } from '../../../hub/console/data.ts';
import { openConsoleData } from '../../../hub/console/open.ts';
import type { Database } from '../../../hub/store/open.ts';
import { connect, NOON } from '../database.ts';

/** What the hub has of entries, where a test comes in between. */
export interface HeldData extends ConsoleData {
  /** Done before each piece of an export that has rows. */
  before: () => Promise<void>;
  /** What is counted, whatever is there; `null`: what is. */
  counted: number | null;
  readonly connect: (databaseUrl: string) => void;
  readonly close: () => Promise<void>;
}

export function openHeldData(): HeldData {
  let database: Database | null = null;
  let data: ConsoleData | null = null;
  const real = (): ConsoleData => {
    if (data === null) throw new Error('not connected');
    return data;
  };
  const it: HeldData = {
    before: () => Promise.resolve(),
    counted: null,
    connect: (url) => {
      database = connect(url);
      data = openConsoleData({ database, published: { address: null, policyFolder: null }, nowMs: () => NOON });
    },
    close: async () => {
      await database?.close();
    },
    facets: (venue) => real().facets(venue),
    list: (venue, ask) => real().list(venue, ask),
    count: (venue, filter) =>
      it.counted === null ? real().count(venue, filter) : Promise.resolve({ count: it.counted, isAll: true }),
    detail: (venue, id) => real().detail(venue, id),
    overview: (venue, ask, seesKiosks) => real().overview(venue, ask, seesKiosks),
    ofPerson: (venue, key, span) => real().ofPerson(venue, key, span),
    traced: (venue, scope, after, limit) => real().traced(venue, scope, after, limit),
    tracedSealed: (venue, scope, after, limit) => real().tracedSealed(venue, scope, after, limit),
    async *exportLog(venue, ask) {
      for await (const piece of real().exportLog(venue, ask)) {
        // The titles go ahead.
        if (piece.rows > 0) await it.before();
        yield piece;
      }
    },
  };
  return it;
}

import type { Hub, Published } from '../hub.ts';
import { count } from './count.ts';
import type { ConsoleData } from './data.ts';
import { detail } from './detail.ts';
import { exportLog } from './log-file.ts';
import { facets } from './facets.ts';
import { readStay } from './inside.ts';
import { list } from './list.ts';
import { overview } from './overview.ts';
import { ofPerson } from './person.ts';
import { isWithoutIdentity, readTraced, sealedRows, tracedLacks } from './traced.ts';
import { openWords } from './words.ts';

/** What the console shows of a hub's entries, over connections of its own that only read. */
export function openConsoleData({
  database: { consoleStore: store },
  published,
  nowMs,
}: Pick<Hub, 'database' | 'nowMs'> & { readonly published: Pick<Published, 'policyFolder'> }): ConsoleData {
  const words = openWords(published.policyFolder);
  return {
    facets: async (venue) => facets(store, venue, await words()),
    list: (venue, ask) => list(store, venue, ask),
    count: (venue, filter) => count(store, venue, filter),
    detail: async (venue, id) => detail(store, venue, id, await words()),
    overview: (venue, ask, seesKiosks) => overview(store, venue, ask, { atMs: nowMs(), seesKiosks }),
    ofPerson: (venue, key, span) => ofPerson(store, venue, key, span),
    stay: (venue, traced) => readStay(store, venue, traced, traced.stayHours),
    lacks: (venue, traced, stay) => tracedLacks(store, venue, traced, { stay, nowMs: nowMs() }),
    async traced(venue, traced, paging) {
      const { read, next } = await readTraced(store, venue, traced, paging);
      const rows = read.map(({ row, presence, entry }) => ({
        ...row,
        presence,
        isWithoutIdentity: isWithoutIdentity(entry),
      }));
      const lacks = await tracedLacks(store, venue, traced, { stay: paging.stay, nowMs: nowMs() });
      return { rows, next, stay: paging.stay, lacks };
    },
    tracedSealed: (venue, traced, paging) => sealedRows(store, venue, traced, paging),
    async *exportLog(venue, ask) {
      yield* exportLog(store, venue, ask, await words());
    },
  };
}

import { sql, type CompiledQuery } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { count } from '../../../hub/console/count.ts';
import { detail } from '../../../hub/console/detail.ts';
import { list } from '../../../hub/console/list.ts';
import { overview } from '../../../hub/console/overview.ts';
import { ofPerson } from '../../../hub/console/person.ts';
import { outWithin, wentAmong } from '../../../hub/console/going.ts';
import { kiosksBehind, unsortedWithin } from '../../../hub/console/lacks.ts';
import { readVenue } from '../../../hub/console/venue.ts';
import { dayOf, partitionOf } from '../../../hub/store/partition.ts';
import type { Kind } from '../../../hub/store/kind.ts';
import { decidedQuery, inTime } from '../../../hub/console/page.ts';
import { standingAmong, undoneAmong } from '../../../hub/console/standing.ts';
import { readTraced } from '../../../hub/console/traced.ts';
import type { Words } from '../../../hub/console/words.ts';
import { keepOverruled } from '../../../hub/store/overruled.ts';
import type { Database } from '../../../hub/store/open.ts';
import type { Store } from '../../../hub/store/schema.ts';
import { EVERYTHING, type LogFilter } from '../../../shared/console/log.ts';
import { unknownReason } from '../../../shared/console/reason-words.ts';
import type { Stay } from '../../../shared/console/person.ts';
import { DAY_MS, WEEK_MS } from '../../../shared/console/overview.ts';
import { NO_PREVIOUS_HASH } from '../../../shared/journal.ts';
import { createDatabase, openMigrated } from '../database.ts';
import { makeEntry } from '../journal.ts';
import { BEGAN, ENDED, fillMany, REFERRED_TO, watch, type Watched } from './many.ts';
import { personKey, QUARTER } from './venues.ts';

let database: Database;
let watched: Watched;

beforeAll(async () => {
  const url = await createDatabase();
  database = await openMigrated(url);
  await fillMany(database.longStore);
  watched = watch(url);
}, 120_000);

afterAll(async () => {
  await watched.close();
  await database.close();
});

interface Plan {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
}

/** How the planner goes about a query, by its own choice: tables as they are, and its settings as they come. */
async function nodesOf({ sql: text, parameters }: CompiledQuery): Promise<Plan[]> {
  const { rows } = await watched.store.executeQuery<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>({
    ...sql`select`.compile(watched.store),
    ...{ sql: `explain (format json) ${text}`, parameters },
  });
  watched.asked();
  const within = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(within)];
  return rows.flatMap((row) => row['QUERY PLAN'].flatMap(({ Plan: plan }) => within(plan)));
}

const WORDS: Words = { version: null, codes: [], of: unknownReason };

/** Tables that are as long as there are entries. */
const LONG = /^(?:entry_\d{8}|tally|overruled)$/u;

/** What reads long tables when this is asked: each by the index, or as a whole. */
async function waysOf(ask: (store: Store) => Promise<unknown>): Promise<Set<string>> {
  watched.asked();
  await ask(watched.store);
  const queries = watched.asked().filter(({ sql: text }) => /^\s*(?:select|with)\s/u.test(text));
  const nodes = (await Promise.all(queries.map(nodesOf))).flat();
  const ways = nodes.flatMap((node) => {
    const table = node['Relation Name'];
    const index = node['Index Name']?.replace(/^entry_\d{8}_/u, '');
    return index ?? (table !== undefined && LONG.test(table) ? `${node['Node Type']} of ${table}` : []);
  });
  // A bitmap's heap is read as its index says.
  return new Set(ways.filter((way) => !way.startsWith('Bitmap Heap Scan')));
}

const page = (sought: Partial<LogFilter>) => (store: Store) =>
  list(store, 'mall', { filter: { ...EVERYTHING, ...sought }, order: 'newest-first', after: null, limit: 50 });
const counted = (sought: Partial<LogFilter>) => (store: Store) => count(store, 'mall', { ...EVERYTHING, ...sought });

const traceOf = (store: Store, stay: Stay): Promise<unknown> =>
  readTraced(store, 'mall', { is: 'time', ...SPAN, gate: null, stayHours: 2 }, { stay, after: null, limit: 50 });

/** Of the other venue: of this one nobody was overruled. */
const PLACE = { chain: '0180bab7-0c00-7000-8004-000000000001', sequence: 3 };

/** Of entries that are there in numbers, as if they were of a lane out. */
const KINDS_OUT = new Map<number, Kind>(
  [1, 2].map((kind) => [kind, { type: 'scan', verdict: 'admit', source: 'camera', reasons: [], lane: 'out' }]),
);

const SPAN = { fromMs: BEGAN + DAY_MS, untilMs: BEGAN + DAY_MS + 3 * QUARTER };
const WITH = { is: 'person', ...SPAN, key: personKey('1'), withinMinutes: 15, stayHours: 2 } as const;
/** From the midst of a quarter of an hour to the midst of another. */
const ODD_SPAN = { fromMs: SPAN.fromMs + 1000, untilMs: SPAN.untilMs - 1000 };

test.each(['enable_bitmapscan', 'enable_seqscan', 'jit'])('what is looked at is not planned by %s', async (setting) => {
  const { rows } = await sql<Record<string, string>>`show ${sql.raw(setting)}`.execute(database.consoleStore);
  expect(rows).toEqual([{ [setting]: 'off' }]);
});

describe('over many entries the planner itself goes by an index', () => {
  test.each<[string, (store: Store) => Promise<unknown>, string]>([
    ['a page of everything', page({}), 'venue_epoch_ms_idx'],
    ['a page of a time', page(SPAN), 'venue_epoch_ms_idx'],
    ['a page of a gate', page({ gate: 'gate-1' }), 'kiosk_epoch_ms_kind_idx'],
    ['a page of a gate and a verdict', page({ gate: 'gate-1', verdict: 'refuse' }), 'kiosk_epoch_ms_kind_idx'],
    ['a page of a verdict', page({ verdict: 'refuse' }), 'kind_epoch_ms_idx'],
    ['a page of a reason', page({ reason: 'colour-red' }), 'kind_epoch_ms_idx'],
    ['a page of a type', page({ type: 'gate' }), 'kind_epoch_ms_idx'],
    ['a page of a source', page({ source: 'serial' }), 'kind_epoch_ms_idx'],
    ['a page of a guard', page({ guard: 'G7' }), 'venue_guard_epoch_ms_kind_idx'],
    ['a page of a name', page({ maskedName: '张*7' }), 'venue_masked_name_epoch_ms_kind_idx'],
    ['a page of a name at a gate', page({ maskedName: '张*7', gate: 'gate-1' }), 'venue_masked_name_epoch_ms_kind_idx'],
    ['a number of a time', counted(SPAN), 'tally_pkey'],
    ['a number of a verdict in a time', counted({ ...ODD_SPAN, verdict: 'refuse' }), 'kind_epoch_ms_idx'],
    ['a number of a guard', counted({ guard: 'G7' }), 'venue_guard_epoch_ms_kind_idx'],
    ['a person', (store) => ofPerson(store, 'mall', personKey('1'), SPAN), 'person_key_idx'],
    [
      'a trace by what was seen of those who went out',
      (store) => traceOf(store, { isSeen: true, hours: 24 }),
      'venue_epoch_ms_idx',
    ],
    [
      'when somebody went in and out',
      (store) => wentAmong('mall', [personKey('1')], [1], { fromMs: BEGAN, untilMs: ENDED }).execute(store),
      'person_key_idx',
    ],
    [
      'whether anybody went out',
      async (store) => {
        const went = outWithin({ ...(await readVenue(store, 'mall')), kinds: KINDS_OUT }, SPAN);
        return went.execute(store);
      },
      'kind_epoch_ms_idx',
    ],
    [
      'who was decided on later',
      (store) =>
        decidedQuery(inTime('mall', SPAN), SPAN.untilMs, {
          ...{ order: 'oldest-first', after: null, limit: 50, areKindsMost: true },
        }).execute(store),
      'overruled_by_time',
    ],
    [
      'kiosks that have not sent all',
      (store) => kiosksBehind('mall', SPAN, ENDED).execute(store),
      'kiosk_epoch_ms_kind_idx',
    ],
    ['what is not sorted', (store) => unsortedWithin('mall', SPAN).execute(store), 'venue_chain_sequence_idx'],
    [
      'what was undone',
      (store) => undoneAmong('mall', [{ id: REFERRED_TO, ...PLACE }], [1]).execute(store),
      'refers_to_idx',
    ],
    ['what stands of somebody', (store) => standingAmong('office', [PLACE]).execute(store), 'overruled_pkey'],
    [
      'a trace of who was there with somebody',
      (store) => readTraced(store, 'mall', WITH, { stay: { isSeen: true, hours: 24 }, after: null, limit: 50 }),
      'person_key_idx',
    ],
    ['a trace by what is assumed', (store) => traceOf(store, { isSeen: false, hours: 2 }), 'venue_epoch_ms_idx'],
    ['an entry', (store) => detail(store, 'mall', REFERRED_TO, WORDS), 'id_idx'],
    ['what refers to an entry', (store) => detail(store, 'mall', REFERRED_TO, WORDS), 'refers_to_idx'],
  ])('%s', async (_what, ask, index) => {
    const ways = await waysOf(ask);
    expect(ways).toContain(index);
    expect([...ways].filter((way) => way.includes('Seq Scan'))).toEqual([]);
  });

  test.each([
    ['all gates', null],
    ['one', 'gate-1'],
  ])('an overview of %s, and of a week before it', async (_what, gate) => {
    const [dayMs, atMs] = [ENDED - DAY_MS, ENDED - DAY_MS + 40 * QUARTER + 400_000];
    for (const weeks of [0, 1]) {
      const ask = { dayMs: dayMs + weeks * WEEK_MS, gate };
      const about = { atMs: atMs + weeks * WEEK_MS, seesKiosks: false };
      const ways = await waysOf((store) => overview(store, 'mall', ask, about));
      expect([...ways]).toEqual(expect.arrayContaining(['tally_pkey', 'overruled_by_time']));
      expect([...ways].filter((way) => way.includes('Seq Scan'))).toEqual([]);
    }
  });

  test('no day is looked into on which an entry of that time cannot have been received', async () => {
    watched.asked();
    await wentAmong('mall', [personKey('1')], [1], { fromMs: ENDED + 1000, untilMs: ENDED + DAY_MS }).execute(
      watched.store,
    );
    const nodes = (await Promise.all(watched.asked().map(nodesOf))).flat();
    const days = [...new Set(nodes.flatMap(({ 'Relation Name': name }) => (name?.startsWith('entry_') ? [name] : [])))];
    expect(days.sort()).toEqual([1, 2].map((day) => partitionOf(dayOf(new Date(BEGAN + day * DAY_MS)))));
  });

  test('what is kept of who was overruled', async () => {
    const chain = '0180bab7-0c00-7000-8004-000000000001';
    const overrule = makeEntry(chain, 900_000, NO_PREVIOUS_HASH, { type: 'overrule', refersTo: REFERRED_TO });
    const ways = await waysOf((store) => keepOverruled(store, { venue: 'mall', chain }, [overrule], true));
    expect([...ways].filter((way) => /_idx|Seq Scan/u.test(way)).sort()).toEqual(['id_idx', 'refers_to_idx']);
  });
});

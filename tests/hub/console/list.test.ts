import { sql, type RawBuilder } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConsoleData } from '../../../hub/console/data.ts';
import { byId, referringTo } from '../../../hub/console/detail.ts';
import { inTime, pageQuery, soughtOf } from '../../../hub/console/page.ts';
import { letInAmong, wentOutAmong } from '../../../hub/console/traced.ts';
import { readVenue } from '../../../hub/console/venue.ts';
import type { Database } from '../../../hub/store/open.ts';
import { EVERYTHING, MAX_PAGE, type LogFilter, type LogPlace, type LogRow } from '../../../shared/console/log.ts';
import { createDatabase, NOON, openMigrated } from '../database.ts';
import { insertKiosk } from '../store/delivering.ts';
import { fillVenues, happenings, numbers, openData, personKey, plainly, QUARTER, send, type Made } from './venues.ts';

let database: Database;
let data: ConsoleData;
let mall: Made[];

beforeAll(async () => {
  database = await openMigrated(await createDatabase());
  ({ mall } = await fillVenues(database));
  data = openData(database);
});

afterAll(async () => {
  await database.close();
});

/** Each alone asks for something that is there. */
const ASKED: readonly Partial<LogFilter>[] = [
  { fromMs: NOON + 3_000_500 },
  { untilMs: NOON + 3_000_000 },
  { fromMs: NOON + QUARTER, untilMs: NOON + 3 * QUARTER },
  { gate: 'north' },
  { gate: 'south' },
  { verdict: 'admit' },
  { verdict: 'refuse' },
  { reason: 'test-too-old' },
  { type: 'scan' },
  { type: 'manual' },
  { source: 'id-card' },
  { guard: 'G08' },
  { maskedName: '李*' },
];

/** And what nothing is found by. */
const ABSENT: readonly Partial<LogFilter>[] = [
  { gate: 'east' },
  { reason: 'never-heard-of' },
  { guard: 'G99' },
  { maskedName: '赵*' },
  { type: 'anchor' },
  { fromMs: NOON + 86_400_000 },
];

const PAIRS: readonly (readonly [string, LogFilter])[] = ASKED.flatMap((one, i) =>
  ASKED.slice(i).map((other): [string, LogFilter] => {
    const filter = { ...EVERYTHING, ...other, ...one };
    return [JSON.stringify({ ...other, ...one }), filter];
  }),
);

async function walk(filter: LogFilter, order: 'newest-first' | 'oldest-first', limit: number): Promise<LogRow[]> {
  const rows: LogRow[] = [];
  let after: LogPlace | null = null;
  do {
    const page = await data.list('mall', { filter, order, after, limit });
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    rows.push(...page.rows);
    after = page.next;
  } while (after !== null);
  return rows;
}

describe('what is found is what a plain look through all entries finds', () => {
  test.each([['everything', EVERYTHING] as const, ...PAIRS])('%s', async (_which, filter) => {
    const wanted = plainly(mall, filter);
    const newest = await walk(filter, 'newest-first', MAX_PAGE);
    expect(newest.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
    expect(newest).toEqual(wanted);
    const oldest = await walk(filter, 'oldest-first', 171);
    expect(oldest.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id).reverse());
    expect(await data.count('mall', filter)).toEqual({ count: wanted.length, isAll: true });
  });

  test.each(ABSENT)('nothing: %o', async (one) => {
    const filter = { ...EVERYTHING, ...one };
    expect(await data.list('mall', { filter, order: 'newest-first', after: null, limit: 10 })).toEqual({
      rows: [],
      next: null,
    });
    expect(await data.count('mall', filter)).toEqual({ count: 0, isAll: true });
  });
});

test.each([1, 2, 3000, 3001])('a page of %i of 3,000 entries says whether there are more', async (limit) => {
  const page = await data.list('mall', { filter: EVERYTHING, order: 'newest-first', after: null, limit });
  expect(page.rows).toHaveLength(Math.min(limit, 3000));
  expect(page.next === null).toBe(limit >= 3000);
});

test('pages neither repeat nor leave out what was there, while entries arrive before and after them', async () => {
  const before = plainly(mall, EVERYTHING).map(({ id }) => id);
  const kiosk = await insertKiosk(database, 'mall', 'west');
  const next = numbers(11);
  const walked: string[] = [];
  let after: LogPlace | null = null;
  const came: Made[] = [];
  do {
    const page = await data.list('mall', { filter: EVERYTHING, order: 'newest-first', after, limit: 150 });
    walked.push(...page.rows.map(({ id }) => id));
    after = page.next;
    came.push(...(await send(database, kiosk, happenings(20, next))));
  } while (after !== null);
  expect(new Set(walked).size).toBe(walked.length);
  const known = new Set(before);
  expect(walked.filter((id) => known.has(id))).toEqual(before);
  mall.push(...came);
  expect((await walk(EVERYTHING, 'newest-first', MAX_PAGE)).length).toBe(mall.length);
});

/** The start of each filter, and the end of its index's name in a day's table. */
test.each<[string, Partial<LogFilter>, string]>([
  ['time', { fromMs: NOON, untilMs: NOON + QUARTER }, 'venue_epoch_ms_idx'],
  ['gate', { gate: 'north' }, 'kiosk_epoch_ms_kind_idx'],
  ['gate and verdict', { gate: 'north', verdict: 'refuse' }, 'kiosk_epoch_ms_kind_idx'],
  ['verdict', { verdict: 'refuse' }, '_kind_epoch_ms_idx'],
  ['reason', { reason: 'colour-red' }, '_kind_epoch_ms_idx'],
  ['type', { type: 'gate' }, '_kind_epoch_ms_idx'],
  ['source', { source: 'serial' }, '_kind_epoch_ms_idx'],
  ['guard', { guard: 'G07' }, 'venue_guard_epoch_ms_kind_idx'],
  ['masked name', { maskedName: '李*' }, 'venue_masked_name_epoch_ms_kind_idx'],
  ['masked name and gate', { maskedName: '李*', gate: 'north' }, 'venue_masked_name_epoch_ms_kind_idx'],
])('a page by %s is read by its index, in order', async (_what, one, index) => {
  const text = await explain(async (tx) => {
    const sought = soughtOf(await readVenue(tx, 'mall'), { ...EVERYTHING, ...one });
    return pageQuery(sought, { order: 'newest-first', after: null, limit: 50, areKindsMost: false });
  });
  expect(text).toContain(index);
  expect(text).not.toContain('Seq Scan');
});

const PAGE = { order: 'newest-first', after: null, limit: 50, areKindsMost: false } as const;
const SPAN = { fromMs: NOON, untilMs: NOON + QUARTER };
const ID = '0180bab7-0c00-7000-8000-000000000001';

test.each([
  ['a person’s entries', pageQuery({ ...inTime('mall', SPAN), personKey: personKey('1') }, PAGE), 'person_key_idx'],
  ['an entry by its id', byId('mall', ID), '_id_idx'],
  ['entries that refer to another', referringTo('mall', ID), 'refers_to_idx'],
  ['who was let in by hand', letInAmong('mall', [ID], [1]), 'refers_to_idx'],
  ['when somebody went out last', wentOutAmong('mall', [personKey('1')], [1], NOON), 'person_key_idx'],
])('%s are found by their index', async (_what, query, index) => {
  const text = await explain(() => Promise.resolve(query));
  expect(text).toContain(index);
  expect(text).not.toContain('Seq Scan');
});

async function explain(queryIn: (tx: Database['store']) => Promise<RawBuilder<unknown>>): Promise<string> {
  return database.store.transaction().execute(async (tx) => {
    // So few rows are sooner read one by one, and sorted.
    await sql`set local enable_seqscan = off`.execute(tx);
    await sql`set local enable_bitmapscan = off`.execute(tx);
    return JSON.stringify((await sql`explain (format json) ${await queryIn(tx)}`.execute(tx)).rows);
  });
}

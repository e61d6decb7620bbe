import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../../hub/store/open.ts';
import { applyRetention, oldestKept } from '../../../hub/store/retention.ts';
import { connect, createDatabase, NOON, openMigrated } from '../database.ts';
import { makeChain, slice } from '../journal.ts';
import { deliver, insertKiosk, storedSequences } from './delivering.ts';

const DAY_MS = 86_400_000;

let url: string;
let database: Database;

beforeEach(async () => {
  url = await createDatabase();
  database = await openMigrated(url);
});

afterEach(async () => {
  await database.close();
});

async function days(): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select inhrelid::regclass::text as name from pg_inherits
    where inhparent = 'entry'::regclass order by 1`.execute(database.store);
  return rows.map(({ name }) => name);
}

async function droppedThrough(chain: string): Promise<number> {
  const row = await database.store
    .selectFrom('chain')
    .select('dropped_through')
    .where('chain', '=', chain)
    .executeTakeFirstOrThrow();
  return Number(row.dropped_through);
}

test.each([
  ['on the last millisecond of the 30th day after it', Date.UTC(2022, 5, 13) - 1, '2022-05-13'],
  ['on the first of the 31st', Date.UTC(2022, 5, 13), '2022-05-14'],
])('with 30 days, the oldest day that is kept is told %s', (_when, nowMs, day) => {
  expect(oldestKept(30, new Date(nowMs))).toBe(day);
});

test('days beyond are dropped, the chain remembers how far, and what was dropped does not come back', async () => {
  const kiosk = await insertKiosk(database);
  const chain = makeChain(9);
  await deliver(database, kiosk, slice(chain, 0, 3), NOON);
  await deliver(database, kiosk, slice(chain, 3, 6), NOON + DAY_MS);
  const later = NOON + 32 * DAY_MS;
  await deliver(database, kiosk, slice(chain, 6), later);
  expect(await applyRetention(database.store, 31, new Date(later))).toEqual({ dropped: ['2022-05-13'], heldUp: [] });
  expect(await storedSequences(database, chain.chain)).toEqual([3, 4, 5, 6, 7, 8]);
  expect(await droppedThrough(chain.chain)).toBe(2);
  expect(await applyRetention(database.store, 30, new Date(later))).toMatchObject({ dropped: ['2022-05-14'] });
  expect(await droppedThrough(chain.chain)).toBe(5);
  expect(await deliver(database, kiosk, chain, later)).toMatchObject({ value: { stored: 0, repeated: 9 } });
  expect(await storedSequences(database, chain.chain)).toEqual([6, 7, 8]);
  expect(await days()).toEqual(['entry_20220515', 'entry_20220614', 'entry_20220615']);
});

test('a chain of which nothing was dropped remembers nothing', async () => {
  const kiosk = await insertKiosk(database);
  const [old, young] = [makeChain(2), makeChain(2)];
  await deliver(database, kiosk, old, NOON);
  await deliver(database, kiosk, young, NOON + DAY_MS);
  await applyRetention(database.store, 0, new Date(NOON + DAY_MS));
  expect([await droppedThrough(old.chain), await droppedThrough(young.chain)]).toEqual([1, -1]);
});

test('several hubs that drop at once do so once, while kiosks send', async () => {
  const hubs = [database, connect(url), connect(url), connect(url)];
  const kiosk = await insertKiosk(database);
  const chain = makeChain(60);
  for (let day = 0; day < 10; day += 1) {
    await deliver(database, kiosk, slice(chain, day * 2, day * 2 + 2), NOON + day * DAY_MS);
  }
  const now = new Date(NOON + 9 * DAY_MS);
  const sending = (async () => {
    for (let from = 20; from < 60; from += 2) {
      expect(await deliver(database, kiosk, slice(chain, from, from + 2), now.getTime())).toMatchObject({ ok: true });
    }
  })();
  const kept = await Promise.all(hubs.map(({ store }) => applyRetention(store, 3, now)));
  await sending;
  expect(kept).toHaveLength(4);
  await applyRetention(database.store, 3, now);
  expect(await storedSequences(database, chain.chain)).toEqual(Array.from({ length: 48 }, (_, i) => i + 12));
  await Promise.all(hubs.slice(1).map((hub) => hub.close()));
});

test('a day that somebody reads is left for the next time, and kiosks go on sending meanwhile', async () => {
  const kiosk = await insertKiosk(database);
  const chain = makeChain(4);
  await deliver(database, kiosk, slice(chain, 0, 2), NOON);
  const now = new Date(NOON + 40 * DAY_MS);
  const reader = await database.store.startTransaction().execute();
  await reader.selectFrom('entry').select('sequence').execute();
  const [kept, taken] = await Promise.all([
    applyRetention(database.store, 30, now),
    deliver(database, kiosk, slice(chain, 2), now.getTime()),
  ]);
  expect(kept).toMatchObject({ dropped: [], heldUp: ['2022-05-13', '2022-05-14'] });
  expect(taken).toMatchObject({ value: { stored: 2 } });
  await reader.rollback().execute();
  expect(await applyRetention(database.store, 30, now)).toMatchObject({ dropped: ['2022-05-13', '2022-05-14'] });
});

test('a hub whose clock runs ahead of the database’s drops nothing early', async () => {
  const kiosk = await insertKiosk(database);
  const chain = makeChain(1, { chain: randomUUID() });
  const { rows } = await sql<{ now: Date }>`select now()`.execute(database.store);
  const today = rows[0]?.now.getTime() ?? 0;
  await deliver(database, kiosk, chain, today);
  expect(await applyRetention(database.store, 30, new Date(today + 400 * DAY_MS))).toEqual({ dropped: [], heldUp: [] });
});

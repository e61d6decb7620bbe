import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readAlerts } from '../../../hub/store/alerts.ts';
import type { Database } from '../../../hub/store/open.ts';
import { connect, createDatabase, NOON, openMigrated } from '../database.ts';
import { makeChain, slice } from '../journal.ts';
import { deliver, insertKiosk } from './delivering.ts';

let url: string;
let database: Database;

beforeEach(async () => {
  url = await createDatabase();
  database = await openMigrated(url);
});

afterEach(async () => {
  await database.close();
});

async function alerts(since = 0): Promise<{ id: number; what: string }[]> {
  const rows = await readAlerts(database.store, { since, venue: null, limit: 100 });
  return rows.map(({ id, kind, venue, sequence }) => ({ id, what: `${kind} at ${sequence} in ${venue}` }));
}

async function words(): Promise<string[]> {
  return (await alerts()).map(({ what }) => what);
}

/** Waits until so many of the hub's transactions wait for a lock. */
async function untilHeldUp(count: number): Promise<void> {
  const watcher = connect(url);
  for (let held = 0; held < count;) {
    const { rows } = await sql<{ held: number }>`
      select count(*)::int as held from pg_stat_activity
      where wait_event_type = 'Lock' and datname = current_database()`.execute(watcher.store);
    held = rows[0]?.held ?? 0;
  }
  await watcher.close();
}

test('whoever has read up to an alert misses none that was raised before it and committed after it', async () => {
  const [slow, fast] = [await insertKiosk(database), await insertKiosk(database)];
  const [first, second] = [makeChain(4), makeChain(4)];
  await deliver(database, slow, slice(first, 0, 1), NOON);
  await deliver(database, fast, slice(second, 0, 1), NOON);
  const blocker = await database.store.startTransaction().execute();
  await sql`lock table entry in share mode`.execute(blocker);
  const hole = deliver(database, slow, { ...slice(first, 3), hole: { from: 1, reason: 'damaged' } }, NOON);
  await untilHeldUp(1);
  // Its id is above the hole's: it must not be seen before it.
  const gap = deliver(database, fast, slice(second, 3), NOON);
  const isFirst = await Promise.race([gap.then(() => true), untilHeldUp(2).then(() => false)]);
  const seen = await alerts();
  await blocker.rollback().execute();
  await Promise.all([hole, gap]);
  const rest = await alerts(seen.at(-1)?.id ?? 0);
  expect(isFirst).toBe(false);
  expect([...seen, ...rest].map(({ what }) => what)).toEqual(['hole at 1 in mall', 'gap at 1 in mall']);
});

test('a chain in two venues is a fork, and neither venue’s alerts silence the other’s', async () => {
  const [here, there] = [await insertKiosk(database, 'mall'), await insertKiosk(database, 'station')];
  const chain = makeChain(4);
  await deliver(database, here, slice(chain, 0, 1), NOON);
  await deliver(database, here, slice(chain, 2), NOON);
  expect(await words()).toEqual(['gap at 1 in mall']);
  await deliver(database, there, slice(chain, 0, 1), NOON);
  await deliver(database, there, slice(chain, 2), NOON);
  expect(await words()).toEqual(['gap at 1 in mall', 'fork at 0 in station', 'gap at 1 in station']);
});

test('a chain that another kiosk of the venue began is a fork, told once of each kiosk', async () => {
  const [first, second, third] = [
    await insertKiosk(database),
    await insertKiosk(database),
    await insertKiosk(database),
  ];
  const chain = makeChain(2);
  await deliver(database, first, chain, NOON);
  for (const kiosk of [second, second, third]) {
    expect(await deliver(database, kiosk, chain, NOON)).toMatchObject({ fault: 'chain-of-another' });
  }
  expect(await words()).toEqual(['fork at 0 in mall', 'fork at 0 in mall']);
});

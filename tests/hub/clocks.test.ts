import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { databaseClock } from '../../hub/store/clock.ts';
import { dayOf, partitionOf } from '../../hub/store/partition.ts';
import { applyRetention } from '../../hub/store/retention.ts';
import { storedSequences } from './store/delivering.ts';
import { makeChain, slice } from './journal.ts';
import { startHub, type TestHub } from './server.ts';

const DAY_SECONDS = 86_400;

let server: TestHub;

beforeEach(async () => {
  server = await startHub({}, {}, { clock: databaseClock });
});

afterEach(async () => {
  await server.close();
});

async function databaseNow(): Promise<Date> {
  return server.hub.database.store.transaction().execute(databaseClock);
}

test.each([
  ['40 days behind', -40 * DAY_SECONDS],
  ['40 days ahead', 40 * DAY_SECONDS],
])(
  'entries are filed under the database’s day by a hub whose clock is %s, and so kept as long as all',
  async (_how, off) => {
    const { store } = server.hub.database;
    const today = await databaseNow();
    server.passSeconds((today.getTime() - server.hub.nowMs()) / 1000 + off);
    const kiosk = await server.enrolled();
    const chain = makeChain(3);
    expect(await kiosk.send(chain)).toMatchObject({ status: 200 });
    const [row] = await store.selectFrom('entry').selectAll().where('chain', '=', chain.chain).execute();
    expect(Math.abs((row?.received_at.getTime() ?? 0) - today.getTime())).toBeLessThan(DAY_SECONDS * 1000);
    const partition = sql.table(partitionOf(dayOf(row?.received_at ?? today)));
    const { rows } = await sql`select 1 from ${partition}`.execute(store);
    expect(rows).toHaveLength(3);
    expect(await applyRetention(store, 30, today)).toEqual({ dropped: [], heldUp: [] });
    expect(await storedSequences(server.hub.database, chain.chain)).toEqual([0, 1, 2]);
  },
);

test('a day that somebody has dropped, although this hub knew it, is made again', async () => {
  const kiosk = await server.enrolled();
  const chain = makeChain(4);
  await kiosk.send(slice(chain, 0, 2));
  const { store } = server.hub.database;
  await sql`drop table ${sql.table(partitionOf(dayOf(await databaseNow())))}`.execute(store);
  expect(await kiosk.send(slice(chain, 2))).toMatchObject({ status: 200, body: { through: 3 } });
  expect(await storedSequences(server.hub.database, chain.chain)).toEqual([2, 3]);
});

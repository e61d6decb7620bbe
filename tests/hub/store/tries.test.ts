import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../../hub/store/open.ts';
import { beginTry, clearTries } from '../../../hub/store/tries.ts';
import { createDatabase, NOON, openMigrated, untilHeldUp } from '../database.ts';

let databaseUrl: string;
let database: Database;

beforeAll(async () => {
  databaseUrl = await createDatabase();
  database = await openMigrated(databaseUrl);
});

afterAll(async () => {
  await database.close();
});

test('a try that begins while the one before it turns out right is a first one', async () => {
  const { store } = database;
  const [login, now] = [Buffer.alloc(32, 7), new Date(NOON)];
  await beginTry(store, login, now);
  const other = await store.transaction().execute(async (tx) => {
    await tx.selectFrom('login_try').select('wrong').where('login_hash', '=', login).forUpdate().execute();
    const begun = beginTry(store, login, now);
    await untilHeldUp(databaseUrl);
    await clearTries(tx, login);
    return { begun };
  });
  expect(await other.begun).toMatchObject({ ok: true, value: { wrong: 0, triedAt: now } });
  // It counts, as a first one does.
  expect(await store.selectFrom('login_try').select('wrong').execute()).toEqual([{ wrong: 1 }]);
});

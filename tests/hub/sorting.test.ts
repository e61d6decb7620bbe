import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openLog, type Log } from '../../hub/log.ts';
import { startSorting } from '../../hub/sorting.ts';
import type { Database } from '../../hub/store/open.ts';
import { createDatabase, NOON, openMigrated } from './database.ts';
import { makeChain } from './journal.ts';
import { deliver, insertKiosk } from './store/delivering.ts';

let database: Database;
let logged: string[];
let log: Log;

beforeEach(async () => {
  database = await openMigrated(await createDatabase());
  logged = [];
  log = openLog({ write: (line) => logged.push(line) });
});

afterEach(async () => {
  await database.close();
});

const events = (): unknown[] => logged.map((line) => JSON.parse(line) as unknown);

test('a hub that starts sorts what has no kind, and says how much that was', async () => {
  await deliver(database, await insertKiosk(database), makeChain(12), NOON);
  await sql`update entry set kind = null`.execute(database.store);
  const stop = startSorting({ database, log });
  await vi.waitFor(() => {
    expect(events()).toMatchObject([{ event: 'entries-sorted', entries: 12 }]);
  });
  await stop();
  expect(await database.store.selectFrom('entry').select('id').where('kind', 'is', null).execute()).toEqual([]);
});

test('where nothing is to be sorted nothing is said, and where it fails the hub goes on', async () => {
  await deliver(database, await insertKiosk(database), makeChain(1), NOON);
  await startSorting({ database, log })();
  expect(events()).toEqual([]);
  await sql`alter table entry rename column kind to another`.execute(database.store);
  const stop = startSorting({ database, log });
  await vi.waitFor(() => {
    expect(events()).toMatchObject([{ event: 'sorting-failed' }]);
  });
  await stop();
});

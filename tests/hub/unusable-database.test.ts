import { sql } from 'kysely';
import { Client } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isUnavailable, openDatabase } from '../../hub/store/open.ts';
import { connect, createDatabase } from './database.ts';
import { makeChain } from './journal.ts';
import { startHub, type TestHub } from './server.ts';

let server: TestHub;

beforeEach(async () => {
  server = await startHub();
});

afterEach(async () => {
  await server.close();
});

/** Sets the database to read only, and ends the connections there are. */
async function setReadOnly(isReadOnly: boolean): Promise<void> {
  const { store, close } = connect(server.databaseUrl);
  const name = sql.raw(new URL(server.databaseUrl).pathname.slice(1));
  await sql`set default_transaction_read_only = off`.execute(store);
  await sql`alter database ${name} set default_transaction_read_only = ${sql.lit(isReadOnly ? 'on' : 'off')}`.execute(
    store,
  );
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid != pg_backend_pid()`.execute(store);
  await close();
}

test('a database that only reads makes kiosks and the load balancer wait, and is no bug of ours', async () => {
  const kiosk = await server.enrolled();
  const batch = makeChain(1);
  expect(await fetch(`${server.url}/ready`)).toMatchObject({ status: 200 });
  await setReadOnly(true);
  const refused = { status: 503, body: { fault: 'database-unavailable' } };
  await expect.poll(async () => (await kiosk.send(batch)).body).toEqual(refused.body);
  expect(await kiosk.send(batch)).toMatchObject(refused);
  expect(await fetch(`${server.url}/ready`)).toMatchObject({ status: 503 });
  expect(server.logged.join('')).not.toContain('internal-error');
});

test.each<[string, (url: URL) => void]>([
  [
    'a database that is not there',
    (url) => {
      url.pathname = '/nothing';
    },
  ],
  [
    'another password',
    (url) => {
      url.password = 'another';
    },
  ],
  [
    'somebody who is not known',
    (url) => {
      url.username = 'nobody';
    },
  ],
])('%s counts as a database that is away', async (_what, change) => {
  const url = new URL(await createDatabase());
  change(url);
  const { store, close } = openDatabase(url.href, () => undefined);
  const error: unknown = await sql`select 1`.execute(store).catch((it: unknown) => it);
  expect(error).toBeInstanceOf(Error);
  expect(isUnavailable(error)).toBe(true);
  await close();
});

test('a connection that broke under a transaction, or was closed, is the database’s being away', async () => {
  const { store, close } = connect(server.databaseUrl);
  const refused = await store.connection().execute(async (tx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
    await sql`select pg_terminate_backend(${rows[0]?.pid ?? 0})`.execute(server.hub.database.store);
    const says: Error[] = [];
    while (!says.some(({ message }) => message.includes('not queryable'))) {
      says.push(
        ...(await sql`select 1`.execute(tx).then(
          () => [],
          (error: unknown) => [error as Error],
        )),
      );
    }
    return says;
  });
  const client = new Client({ connectionString: server.databaseUrl });
  await client.connect();
  await client.end();
  const closed: unknown = await client.query('select 1').catch((error: unknown) => error);
  expect(closed).toMatchObject({ message: 'Client was closed and is not queryable' });
  for (const error of [...refused, closed]) expect(isUnavailable(error)).toBe(true);
  await close();
});

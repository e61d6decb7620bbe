import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { isUnavailable, openDatabase, type Database } from '../../../hub/store/open.ts';
import { createDatabase } from '../database.ts';

/** Long enough for a machine that is busy, short enough to wait for. */
const WITHIN_MS = 500;

interface Network {
  readonly url: string;
  /** From now on, what goes over the connections there are is swallowed; new ones work. */
  readonly forget: () => void;
  readonly close: () => void;
}

/** A network between the hub and PostgreSQL that can forget connections without a word, as an address translator does. */
async function openNetwork(databaseUrl: string): Promise<Network> {
  const { port, hostname } = new URL(databaseUrl);
  let known: { isForgotten: boolean }[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    const state = { isForgotten: false };
    known.push(state);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined);
      from.on('data', (bytes) => {
        if (!state.isForgotten) to.write(bytes);
      });
      from.on('close', () => {
        if (!state.isForgotten) to.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    forget: () => {
      for (const state of known) state.isForgotten = true;
      known = [];
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

async function ask({ store }: Database): Promise<unknown> {
  const { rows } = await sql<{ one: number }>`select 1 as one`.execute(store);
  return rows[0]?.one;
}

function within({ store }: Database): Promise<unknown> {
  return store.transaction().execute((tx) => sql`select pg_advisory_xact_lock(1)`.execute(tx));
}

test.each<[string, (database: Database) => Promise<unknown>]>([
  ['statement', ask],
  ['transaction', within],
])('a %s on a connection that died without a word ends, and the next gets another connection', async (_what, run) => {
  const network = await openNetwork(await createDatabase());
  const database = openDatabase(network.url, () => undefined, WITHIN_MS);
  expect(await ask(database)).toBe(1);
  network.forget();
  const error: unknown = await run(database).catch((it: unknown) => it);
  expect(isUnavailable(error)).toBe(true);
  expect(await ask(database)).toBe(1);
  await database.close();
  network.close();
});

test('a transaction whose connection dies in its midst ends once, and the next gets another connection', async () => {
  const network = await openNetwork(await createDatabase());
  const database = openDatabase(network.url, () => undefined, WITHIN_MS);
  const transaction = database.store.transaction().execute(async (tx) => {
    await sql`select 1`.execute(tx);
    network.forget();
    await sql`select 2`.execute(tx);
  });
  const error: unknown = await transaction.catch((it: unknown) => it);
  expect(isUnavailable(error)).toBe(true);
  expect(await ask(database)).toBe(1);
  await database.close();
  network.close();
});

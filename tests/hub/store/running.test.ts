import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { holdDatabase, keepHubsAway } from '../../../hub/store/running.ts';
import { connect, createDatabase } from '../database.ts';

/** Whether a restore could begin. */
async function isFree(url: string): Promise<boolean> {
  const { store, close } = connect(url);
  const free = await store.transaction().execute(keepHubsAway);
  await close();
  return free;
}

/** As PostgreSQL that is restarted. */
async function breakConnections(url: string): Promise<void> {
  const { store, close } = connect(url);
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(store);
  await close();
}

test('a database is held by any number of hubs, and free when the last has ended', async () => {
  const url = await createDatabase();
  expect(await isFree(url)).toBe(true);
  const first = await holdDatabase(url, () => undefined);
  const second = await holdDatabase(url, () => undefined);
  await first();
  expect(await isFree(url)).toBe(false);
  await second();
  expect(await isFree(url)).toBe(true);
});

test('a hub whose connection breaks holds its database again', async () => {
  const url = await createDatabase();
  const lost = vi.fn();
  const letGo = await holdDatabase(url, lost);
  await breakConnections(url);
  await vi.waitFor(() => {
    expect(lost).toHaveBeenCalledOnce();
  });
  await vi.waitFor(async () => {
    expect(await isFree(url)).toBe(false);
  });
  await letGo();
  expect(await isFree(url)).toBe(true);
});

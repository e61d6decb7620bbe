import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';
import { migrate } from '../../hub/store/migrate.ts';
import { openDatabase, type Database } from '../../hub/store/open.ts';

/** When tests take place, unless they say otherwise: noon in Shanghai on 2022-05-13. */
export const NOON = Date.UTC(2022, 4, 13, 4);

/** Makes an empty database. @returns its address */
export async function createDatabase(): Promise<string> {
  const client = new Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await client.query(`create database ${name}`);
  await client.end();
  return inject('postgresUrl').replace(/postgres$/u, name);
}

export function connect(url: string): Database {
  return openDatabase(url, () => undefined);
}

/** Brings a database to the newest schema. */
export async function openMigrated(url: string): Promise<Database> {
  const database = connect(url);
  await migrate(database.store, new Date(NOON), randomUUID());
  return database;
}

/** Base64 of what a hub has stored of a chain, in order. */
export async function storedBytes(databaseUrl: string, chain: string): Promise<string[]> {
  const { store, close } = connect(databaseUrl);
  const rows = await store.selectFrom('entry').select('bytes').where('chain', '=', chain).orderBy('sequence').execute();
  await close();
  return rows.map(({ bytes }) => bytes.toString('base64'));
}

/** Waits until one of the hub's transactions waits for a lock. */
export async function untilHeldUp(databaseUrl: string): Promise<void> {
  const watcher = connect(databaseUrl);
  for (let held = 0; held === 0;) {
    const { rows } = await sql<{ held: number }>`
      select count(*)::int as held from pg_stat_activity
      where wait_event_type = 'Lock' and datname = current_database()`.execute(watcher.store);
    held = rows[0]?.held ?? 0;
  }
  await watcher.close();
}

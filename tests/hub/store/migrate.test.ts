import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { sha256 } from '../../../hub/crypto.ts';
import { name as nameSchema } from '../../../hub/name.ts';
import { migrate, migrateWithin, NEWEST_VERSION, readEpoch, readVersion } from '../../../hub/store/migrate.ts';
import type { Database } from '../../../hub/store/open.ts';
import { ensurePartitions } from '../../../hub/store/partition.ts';
import { connect, createDatabase, NOON, openMigrated } from '../database.ts';

test('hubs that start together on an empty database migrate it once', async () => {
  const url = await createDatabase();
  const hubs = Array.from({ length: 4 }, () => connect(url));
  await Promise.all(hubs.map(({ store }) => migrate(store, new Date(NOON), randomUUID())));
  const epochs = await Promise.all(hubs.map(({ store }) => readEpoch(store)));
  expect(new Set(epochs).size).toBe(1);
  const [first] = hubs;
  expect(first && (await readVersion(first.store))).toBe(NEWEST_VERSION);
  await Promise.all(hubs.map((hub) => hub.close()));
});

test('what the first release has stored stays, and it may go on storing', async () => {
  const { store, close } = connect(await createDatabase());
  await sql.raw(readFileSync(new URL('../../../hub/store/001-hub.sql', import.meta.url), 'utf8')).execute(store);
  await sql`create table hub_migration (version int primary key, ran_at timestamptz not null)`.execute(store);
  await store
    .insertInto('hub_migration')
    .values({ version: 1, ran_at: new Date(NOON) })
    .execute();
  const kiosk = randomUUID();
  const begin = (chain: string): Promise<unknown> =>
    sql`insert into chain (venue, chain, kiosk, through, hash, began_at, advanced_at)
      values ('mall', ${chain}, ${kiosk}, -1, ${Buffer.alloc(32)}, now(), now())`.execute(store);
  await sql`insert into kiosk values (${kiosk}, 'mall', 'north', 'id', 'key', now(), null)`.execute(store);
  const alert = { kind: 'reset', venue: 'mall', kiosk, sequence: 0, raised_at: new Date(NOON) } as const;
  await begin(randomUUID());
  await store
    .insertInto('alert')
    .values({ ...alert, chain: randomUUID() })
    .execute();
  await migrate(store, new Date(NOON), randomUUID());
  await begin(randomUUID());
  await store
    .insertInto('alert')
    .values({ ...alert, chain: randomUUID() })
    .execute();
  expect(await readVersion(store)).toBe(NEWEST_VERSION);
  expect(await store.selectFrom('chain').select('signed_sequence').execute()).toEqual([
    { signed_sequence: null },
    { signed_sequence: null },
  ]);
  expect(await store.selectFrom('alert').select('kind').execute()).toHaveLength(2);
  await close();
});

test('a database of a newer release is left alone', async () => {
  const { store, close } = await openMigrated(await createDatabase());
  const newer = { version: NEWEST_VERSION + 1, ran_at: new Date(NOON) };
  await store.insertInto('hub_migration').values(newer).execute();
  const epoch = await readEpoch(store);
  await migrate(store, new Date(NOON), randomUUID());
  expect([await readVersion(store), await readEpoch(store)]).toEqual([NEWEST_VERSION + 1, epoch]);
  await close();
});

test('hubs that meet a new day together make its partition once, and the next day’s', async () => {
  const url = await createDatabase();
  const first = await openMigrated(url);
  const hubs = [first, ...Array.from({ length: 3 }, () => connect(url))];
  await Promise.all(hubs.map(({ store }) => ensurePartitions(store, new Set(), () => Promise.resolve(new Date(NOON)))));
  const { rows } = await sql<{ name: string }>`
    select inhrelid::regclass::text as name from pg_inherits where inhparent = 'entry'::regclass order by 1`.execute(
    first.store,
  );
  expect(rows.map(({ name }) => name)).toEqual(['entry_20220513', 'entry_20220514']);
  await Promise.all(hubs.map((hub) => hub.close()));
});

/** A database of before names had one spelling, and what puts a venue's first kiosk there. */
async function ofBeforeNames(): Promise<
  Database & { begin: (venue: string, gate: string, chain: string) => Promise<void> }
> {
  const database = connect(await createDatabase());
  const { store } = database;
  await store.transaction().execute((tx) => migrateWithin(tx, 7, new Date(NOON)));
  const begin = async (venue: string, gate: string, chain: string): Promise<void> => {
    const id = randomUUID();
    await sql`insert into kiosk values (${id}, ${venue}, ${gate}, ${id}, 'key', now(), null, null)`.execute(store);
    await sql`insert into chain (venue, chain, kiosk, through, hash, began_at, advanced_at)
      values (${venue}, ${chain}, ${id}, -1, ${Buffer.alloc(32)}, now(), now())`.execute(store);
    await sql`insert into alert (kind, venue, kiosk, chain, sequence, raised_at)
      values ('gap', ${venue}, ${id}, ${chain}, 0, now())`.execute(store);
    await sql`insert into setting (venue, gate, set_at, values) values (${venue}, ${gate}, now(), '{}')`.execute(store);
    await sql`insert into enrolment_code (code_hash, venue, gate, expires_at)
      values (${sha256(id)}, ${venue}, ${gate}, now())`.execute(store);
  };
  return { ...database, begin };
}

const PLACES = ['kiosk', 'setting', 'enrolment_code'] as const;

/** Venues and gates that a table names. */
async function placesIn({ store }: Database, table: (typeof PLACES)[number]): Promise<string[]> {
  const rows = await store.selectFrom(table).select(['venue', 'gate']).execute();
  return rows.map(({ venue, gate }) => `${venue} / ${gate ?? ''}`).sort();
}

test('names that were stored in another spelling get the one they are asked for by, but for a chain that is in both', async () => {
  const database = await ofBeforeNames();
  const { store, begin, close } = database;
  const [shared, own] = [randomUUID(), randomUUID()];
  await begin('Ｍａｌｌ  1', 'Cafe\u0301', own);
  await begin('Market', 'north  gate', shared);
  await begin('Ｍａｒｋｅｔ', 'ｓｏｕｔｈ', shared);
  await migrate(store, new Date(NOON), randomUUID());
  const left = ['Mall 1 / Café', 'Market / north gate', 'Ｍａｒｋｅｔ / ｓｏｕｔｈ'];
  for (const table of PLACES) expect(await placesIn(database, table)).toEqual(left);
  for (const table of ['chain', 'alert'] as const) {
    const rows = await store.selectFrom(table).select('venue').execute();
    expect(rows.map(({ venue }) => venue).sort()).toEqual(['Mall 1', 'Market', 'Ｍａｒｋｅｔ']);
  }
  await close();
});

test.each([
  ['with a bracket in it', '⑴ plaza'],
  ['with a slash in it', '½ street'],
  ['too long', '\uFDFA'.repeat(4)],
  ['that begins with a combining mark', '\uFE70a'],
])('a name is left as it is where it would be one %s', async (_what, name) => {
  expect(nameSchema.safeParse(name).success).toBe(false);
  const database = await ofBeforeNames();
  await database.begin(name, name, randomUUID());
  await migrate(database.store, new Date(NOON), randomUUID());
  for (const table of PLACES) expect(await placesIn(database, table)).toEqual([`${name} / ${name}`]);
  await database.close();
});

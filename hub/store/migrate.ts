import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import type { Store } from './schema.ts';

/** Forward only, one transaction each. Never edit one that was released; add only, since an older hub may still run. */
const MIGRATIONS: readonly string[] = [
  read('001-hub.sql'),
  read('002-sync.sql'),
  read('003-dropped.sql'),
  read('004-status.sql'),
  read('005-successor.sql'),
  read('006-alerts.sql'),
  read('007-heard.sql'),
  read('008-names.sql'),
  read('009-unsound.sql'),
  read('010-not-admitted.sql'),
  read('011-guards.sql'),
  read('012-console.sql'),
  read('013-accounts.sql'),
  read('014-overruled.sql'),
  read('015-stands-ms.sql'),
  read('016-retired.sql'),
  read('017-fleet.sql'),
  read('018-typed-codes.sql'),
  read('019-sites.sql'),
  read('020-venue-code.sql'),
];

/** Migrations that this release knows. */
export const NEWEST_VERSION = MIGRATIONS.length;

/** Held by whoever migrates, until its transaction ends: several hubs start at the same time. "DShM" in ASCII. */
const MIGRATION_LOCK = 0x4453684d;

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

/**
 * Brings a database from its own version to the newest; one beyond it is left alone.
 *
 * Throws what PostgreSQL throws, the failed step rolled back.
 *
 * @param epoch a fresh UUID, taken where the database has no epoch yet
 */
export async function migrate(store: Store, now: Date, epoch: string): Promise<void> {
  await locked(store, makeList);
  for (const version of MIGRATIONS.keys()) await locked(store, (tx) => step(tx, version + 1, now));
  await store
    .insertInto('hub_epoch')
    .values({ epoch, began_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Brings a database to `version` within a transaction of the caller's, which holds other migrations back until it ends. */
export async function migrateWithin(tx: Store, version: number, now: Date): Promise<void> {
  await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(tx);
  await makeList(tx);
  for (let next = 1; next <= version; next += 1) await step(tx, next, now);
}

function makeList(tx: Store): Promise<unknown> {
  return sql`create table if not exists hub_migration (version int primary key, ran_at timestamptz not null)`.execute(
    tx,
  );
}

async function step(tx: Store, version: number, now: Date): Promise<void> {
  const text = MIGRATIONS[version - 1];
  if (text === undefined || (await readVersion(tx)) >= version) return;
  await sql.raw(text).execute(tx);
  await tx.insertInto('hub_migration').values({ version, ran_at: now }).execute();
}

function locked(store: Store, run: (tx: Store) => Promise<unknown>): Promise<unknown> {
  return store.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(tx);
    await run(tx);
  });
}

/** How many migrations have run. */
export async function readVersion(store: Store): Promise<number> {
  const row = await store
    .selectFrom('hub_migration')
    .select((eb) => eb.fn.max('version').as('version'))
    .executeTakeFirst();
  return row?.version ?? 0;
}

/** @returns UUID of the epoch that acknowledgements name */
export async function readEpoch(store: Store): Promise<string> {
  return (await store.selectFrom('hub_epoch').select('epoch').executeTakeFirstOrThrow()).epoch;
}

import { Kysely, PostgresDialect } from 'kysely';
import { Client } from 'pg';
import type { Store } from '../store/schema.ts';

/** What a hub's connections are called in `pg_stat_activity`, and what those of a backup are. */
const NAME = 'sentinel-hub-backup';

/**
 * Begins a transaction that sees a hub as it was at one moment. Retention is locked out first: what it drops after the
 * snapshot was taken, the snapshot could not read any more.
 */
export const AT_ONE_MOMENT = 'begin isolation level repeatable read, read only; lock table entry in access share mode';

/** One connection, so that what is copied and what is asked is in one transaction; without a limit of time. */
export interface Session {
  readonly client: Client;
  readonly store: Store;
}

/**
 * Runs within one transaction, rolled back where `run` throws or answers with a failure.
 *
 * @param begin the statement that begins it
 */
export async function inTransaction<T extends { readonly ok: boolean }>(
  url: string,
  begin: string,
  run: (session: Session) => Promise<T>,
): Promise<T> {
  const client = new Client({ connectionString: url, application_name: NAME });
  // A connection that breaks fails the statement under way: nobody has to be told twice.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(begin);
    const outcome = await run({ client, store: storeOn(client) });
    await client.query(outcome.ok ? 'commit' : 'rollback');
    return outcome;
  } finally {
    await client.end();
  }
}

function storeOn(client: Client): Store {
  const connection = { query: client.query.bind(client), release: () => undefined };
  const pool = { connect: () => Promise.resolve(connection), end: () => Promise.resolve() };
  return new Kysely({ dialect: new PostgresDialect({ pool }) });
}

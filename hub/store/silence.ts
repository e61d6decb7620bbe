import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { Pool, PoolClient } from 'pg';

/** What the driver says, without a code, when no answer came within its `query_timeout`. */
const SILENT = 'Query read timeout';

/**
 * A pool that gives no connection a second time which did not answer once: its host is gone, or something between has
 * forgotten it, and every statement on it would wait as long again. Nothing more is asked of it, not even to roll back.
 */
export function withoutSilentOnes(pool: Pool): PostgresPool {
  return { connect: async () => watch(await pool.connect()), end: () => pool.end() };
}

function watch(client: PoolClient): PostgresPoolClient {
  let silence: Error | null = null;
  const query = async (sql: string, parameters: readonly unknown[]): Promise<unknown> => {
    if (silence !== null) throw silence;
    try {
      return await client.query(sql, [...parameters]);
    } catch (error) {
      if (error instanceof Error && error.message === SILENT) silence = error;
      throw error;
    }
  };
  return {
    query: query as PostgresPoolClient['query'],
    release: () => {
      client.release(silence !== null);
    },
  };
}

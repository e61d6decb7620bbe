import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { Client, DatabaseError } from 'pg';
import type { Store } from './schema.ts';

/** "DShH" in ASCII: every hub process shares it for its life, a restore has it alone. */
const RUNNING_LOCK = 0x44536848;

/** A restore that takes longer keeps a hub from starting. */
const WITHIN_MS = 15_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** A restore has the database for itself, and had not ended after 15 s. */
export class RestoreAtWork extends Error {}

/** Until a lost lock is tried for again. */
const AGAIN_MS = 1_000;
/** Both ends find within a minute that the other is gone: the lock of a machine that died is not held for hours. */
const KEEP_ALIVE_MS = 30_000;
const SERVER_KEEP_ALIVE = '-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3';

/**
 * Says for as long as a hub process lives that it is at work on a database: on a connection of its own, since an idle
 * hub lets the others go. A lost one is opened again; what happens meanwhile is safe, since every transaction reads the
 * epoch itself.
 *
 * @param onLost called when the connection broke
 * @param onWait called when a restore is at work at the start, which is waited for
 * @returns what ends it
 * @throws RestoreAtWork: the restore took longer
 */
export async function holdDatabase(
  url: string,
  onLost: () => void,
  onWait: () => void = () => undefined,
): Promise<() => Promise<void>> {
  let isOver = false;
  let held = await connectAndLock(url, onWait);
  const watch = (): void => {
    held.once('end', () => {
      if (isOver) return;
      onLost();
      void holdAgain();
    });
  };
  const holdAgain = async (): Promise<void> => {
    const next = await tryAgain(url, () => isOver);
    if (next === null) return;
    held = next;
    watch();
  };
  watch();
  return async () => {
    isOver = true;
    await held.end();
  };
}

/** @returns `null`: the hub ended before */
async function tryAgain(url: string, isOver: () => boolean): Promise<Client | null> {
  while (!isOver()) {
    try {
      const client = await connectAndLock(url, () => undefined);
      if (!isOver()) return client;
      await client.end();
    } catch {
      // The database is away, which every request says; or a restore is at work.
      await setTimeout(AGAIN_MS, undefined, { ref: false });
    }
  }
  return null;
}

async function connectAndLock(url: string, onWait: () => void): Promise<Client> {
  const client = new Client({
    connectionString: url,
    application_name: 'sentinel-hub',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: WITHIN_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    options: SERVER_KEEP_ALIVE,
  });
  // Its end is what is listened to.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ isFree: boolean }>('select pg_try_advisory_lock_shared($1) as "isFree"', [
      RUNNING_LOCK,
    ]);
    if (rows[0]?.isFree === true) return client;
    onWait();
    await client.query('select pg_advisory_lock_shared($1)', [RUNNING_LOCK]);
    return client;
  } catch (error) {
    await client.end();
    // 57014: a statement took too long, and none but that for the lock does.
    const isTooLong = error instanceof DatabaseError && error.code === '57014';
    throw isTooLong ? new RestoreAtWork('a restore is at work', { cause: error }) : error;
  }
}

/** Keeps hubs away until the transaction ends. @returns `false`: one is at work */
export async function keepHubsAway(tx: Store): Promise<boolean> {
  const { rows } = await sql<{ isFree: boolean }>`
    select pg_try_advisory_xact_lock(${RUNNING_LOCK}) as "isFree"`.execute(tx);
  return rows[0]?.isFree === true;
}

import { Kysely, PostgresDialect, sql } from 'kysely';
import { Client, Pool } from 'pg';
import { withoutSilentOnes } from './silence.ts';
import type { Store } from './schema.ts';

/** A hub process waits for the disk more than it computes: more connections than these only queue up in PostgreSQL. */
const CONNECTIONS = 10;

/** No statement of ours takes as long; one that does is held up, and its kiosk sends again. */
const STATEMENT_TIMEOUT_MS = 15_000;
/** Of retention, which marks the heads of all chains. */
const LONG_STATEMENT_TIMEOUT_MS = 300_000;
/** Of somebody at the console, who would rather ask for less than wait longer. */
const CONSOLE_STATEMENT_TIMEOUT_MS = 5000;
/** Whoever looks at entries, however many do, keeps none from being taken. */
const CONSOLE_CONNECTIONS = 4;
/**
 * Compiling a query of thirty days takes longer than running it. And PostgreSQL does not know that a kiosk, or a kind, is of
 * one venue: of fifty million entries it expects a few, and would fetch the thousands that there are and sort them (5 s), where an index has the
 * first fifty in order (20 ms). All that the console asks goes by an index.
 */
export const CONSOLE_PLANNING = '-c jit=off -c enable_bitmapscan=off -c enable_seqscan=off';
/** Nothing is written there. */
const CONSOLE_OPTIONS = `-c default_transaction_read_only=on ${CONSOLE_PLANNING}`;
/** How much longer than the server's own time-out an answer is waited for: then nobody is there to answer. */
const SILENCE_MS = 2_000;
const KEEP_ALIVE_AFTER_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** Whether the driver can read it, which it does without connecting. */
export function isDatabaseUrl(url: string): boolean {
  try {
    return /^postgres(?:ql)?:\/\//u.test(url) && new Client({ connectionString: url }) instanceof Client;
  } catch {
    // Its error quotes the address, and the password in it.
    return false;
  }
}

export interface Database {
  readonly store: Store;
  /** The same, for what takes minutes. */
  readonly longStore: Store;
  /** The same, for the console: it only reads, and not for long. */
  readonly consoleStore: Store;
  /** Requests that wait for a connection. */
  readonly waiting: () => number;
  readonly close: () => Promise<void>;
}

/**
 * Opens connections as they are asked for.
 *
 * @param onLost an idle connection broke; the next request opens another
 * @param withinMs for one statement, but for those of `longStore`
 */
export function openDatabase(url: string, onLost: () => void, withinMs = STATEMENT_TIMEOUT_MS): Database {
  const pool = openPool(url, onLost, { connections: CONNECTIONS, withinMs });
  const long = openPool(url, onLost, { connections: 1, withinMs: LONG_STATEMENT_TIMEOUT_MS });
  const console = openPool(url, onLost, {
    connections: CONSOLE_CONNECTIONS,
    withinMs: CONSOLE_STATEMENT_TIMEOUT_MS,
    options: CONSOLE_OPTIONS,
  });
  const [store, longStore, consoleStore] = [pool, long, console].map(
    (it): Store => new Kysely({ dialect: new PostgresDialect({ pool: withoutSilentOnes(it) }) }),
  ) as [Store, Store, Store];
  return {
    ...{ store, longStore, consoleStore },
    waiting: () => pool.waitingCount,
    close: async () => {
      await Promise.all([store.destroy(), longStore.destroy(), consoleStore.destroy()]);
    },
  };
}

interface Room {
  readonly connections: number;
  /** For one statement. */
  readonly withinMs: number;
  /** Settings of its sessions. */
  readonly options?: string;
}

function openPool(url: string, onLost: () => void, { connections, withinMs, options = '' }: Room): Pool {
  const pool = new Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: withinMs,
    query_timeout: withinMs + SILENCE_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    // Whatever the server's own setting: what is acknowledged is on its disk.
    options: `-c synchronous_commit=on ${options}`,
    application_name: 'sentinel-hub',
  });
  pool.on('error', onLost);
  // One that breaks while it is in use fails its statement; nobody else has to hear of it, least of all the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Tells whether entries could be stored: a standby, or a database that was told so, only reads. */
export async function takesWrites(store: Store): Promise<boolean> {
  const { rows } = await sql<{ isReadOnly: string }>`
    select current_setting('transaction_read_only') as "isReadOnly"`.execute(store);
  return rows[0]?.isReadOnly === 'off';
}

/**
 * SQLSTATE classes under which trying again later may help: connection, resources, operator intervention, system
 * error; 55P03, 40001, 40P01 for what another transaction held up; and what somebody has to put right at the database
 * while kiosks wait: 25006 it only reads (a standby, or full), 28000 and 28P01 it does not let us in, 3D000 it is not there.
 */
const PASSING = /^(?:08|53|57|58)|^(?:55P03|40001|40P01|25006|28000|28P01|3D000)$/u;
const NETWORK = /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|ETIMEDOUT|EAI_AGAIN|ENOTFOUND)$/u;
/** What the driver says without a code. */
const DRIVER =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client (?:has encountered a connection error|was closed))/u;

/** Tells whether an error is the database's being away or busy, rather than a bug. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return PASSING.test(code) || NETWORK.test(code) || DRIVER.test(error.message);
}

/** Tells whether a statement was ended because it took too long: 57014. */
export function isTooLong(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '57014';
}

/** Another transaction has what this one needs: 55P03 lock not available in time, 40P01 deadlock. */
const HELD_UP = /^(?:55P03|40P01)$/u;

/** Tells whether an error is only that somebody else was at work there, and nothing was changed. */
export function isHeldUp(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && HELD_UP.test(error.code);
}

/** 28P01 wrong password, 28000 no such user, or one who may not. */
const LOGIN = /^28(?:P01|000)$/u;

/** Tells whether the database is there, and does not let us in. */
export function isRefusedLogin(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && LOGIN.test(error.code);
}

/** What to say then; never the password. */
export const REFUSED_LOGIN =
  'the database refuses the user or the password of DATABASE_URL; the hub’s own PostgreSQL wants the ' +
  'secrets/database with which its folder was made';

/** 42501 insufficient privilege, 3F000 no such schema: of a user who may not make tables, as PostgreSQL 15 has it at first. */
const MAY_NOT = /^(?:42501|3F000)$/u;

/** Tells whether the database lets us in, and not do what a hub does there. */
export function isForbidden(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && MAY_NOT.test(error.code);
}

/** What to say then. */
export const FORBIDDEN =
  'the user of DATABASE_URL may not do in the database what a hub does: make the user its owner, or ' +
  '"grant create, usage on schema public to" the user';

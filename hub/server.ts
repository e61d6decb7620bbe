import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { buildApp } from './app.ts';
import { demoKeys } from './check-in/rules.ts';
import { beginFirstAccount } from './console/first.ts';
import { openConsoleData } from './console/open.ts';
import { BadEnvironment, findUnsealed, readEnvironment, type Environment } from './environment.ts';
import { LIMITS, type Hub } from './hub.ts';
import { openLog, type Log } from './log.ts';
import { openMetrics } from './metrics.ts';
import { startRetention } from './retention.ts';
import { startSorting } from './sorting.ts';
import { databaseClock } from './store/clock.ts';
import { migrate } from './store/migrate.ts';
import { FORBIDDEN, isForbidden, isRefusedLogin, isUnavailable, openDatabase, REFUSED_LOGIN } from './store/open.ts';
import { ensurePartitions } from './store/partition.ts';
import { holdDatabase, RestoreAtWork } from './store/running.ts';
import { openStatusProvider } from './status/open.ts';

/** Answers that are on their way get this long when the hub is told to stop. */
const STOP_WITHIN_MS = 20_000;

try {
  await serve(readEnvironment(process.env), openLog(process.stdout));
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exit(1);
}

/** What keeps the hub from starting; a bug is thrown on. */
function sentenceOf(error: unknown): string {
  if (error instanceof BadEnvironment) return error.message;
  if (error instanceof RestoreAtWork)
    return 'The hub does not start: a restore is at work on the database. Start it when that has ended.';
  if (isRefusedLogin(error)) return `The hub does not start: ${REFUSED_LOGIN}.`;
  if (isForbidden(error)) return `The hub does not start: ${FORBIDDEN}.`;
  if (isUnavailable(error))
    return 'The database at DATABASE_URL does not answer, is not there, or does not let the hub in or write.';
  throw error;
}

/** Opens, listens, and stops in order at a signal: no new connections, answers finished, database closed. */
async function serve({ host, port, retentionDays, network, ...environment }: Environment, log: Log): Promise<void> {
  // Before anything is read: a restore that is at work is waited for.
  const letGo = await holdDatabase(
    environment.databaseUrl,
    () => {
      log.write('database-lost', {});
    },
    () => {
      process.stderr.write('A restore is at work on the database: the hub waits for it, 15 seconds at most.\n');
    },
  );
  const hub = await openHub(environment, log);
  const stopRetention = await startRetention(hub, retentionDays);
  const stopSorting = startSorting(hub);
  const app = await buildApp(hub, network);
  await listen(app, { host, port });
  let isStopping = false;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    // A terminal's Ctrl+C comes twice: from the terminal, and from whoever started us.
    if (isStopping) return;
    isStopping = true;
    log.write('stopping', { signal });
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    await app.close();
    stopRetention();
    await stopSorting();
    await hub.database.close();
    await letGo();
    log.write('stopped', {});
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
  const address = app.server.address() as AddressInfo;
  const isTls = network.tls !== null;
  const origin =
    hub.published.address ?? `${isTls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
  const unsealed = findUnsealed({ host, network });
  if (unsealed !== null) process.stderr.write(`${unsealed}\n`);
  for (const sentence of await beginFirstAccount(hub, origin)) process.stderr.write(`${sentence}\n`);
  // Last: whoever reads it may ask us to stop at once.
  log.write('listening', { port: address.port, isTls });
}

/** @throws BadEnvironment: somebody else has the port, it is not for us, or the host is none of this machine's */
async function listen(app: FastifyInstance, { host, port }: Pick<Environment, 'host' | 'port'>): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    const code = String(error.code);
    const why = code === 'EADDRINUSE' ? 'another program, perhaps another hub, has it' : code;
    throw new BadEnvironment(`The hub cannot listen at HUB_HOST ${host}, HUB_PORT ${port}: ${why}.`, { cause: error });
  }
}

type Opening = Pick<Environment, 'databaseUrl' | 'secrets' | 'published' | 'statusSource'>;

async function openHub({ databaseUrl, secrets, published, statusSource }: Opening, log: Log): Promise<Hub> {
  const database = openDatabase(databaseUrl, () => {
    log.write('database-lost', {});
  });
  const now = new Date();
  const days = new Set<string>();
  await migrate(database.longStore, now, randomUUID());
  await ensurePartitions(database.store, days, databaseClock);
  const nowMs = (): number => Date.now();
  const statusProvider = await openStatusProvider(statusSource, { store: database.store, nowMs, randomBytes });
  return {
    database,
    days,
    secrets,
    published,
    statusProvider,
    consoleData: openConsoleData({ database, published, nowMs }),
    consoleFolder: join(import.meta.dirname, '..', 'out', 'console'),
    phoneFolder: join(import.meta.dirname, '..', 'out', 'phone'),
    refusedKeys: demoKeys(),
    limits: LIMITS,
    metrics: openMetrics(database.waiting),
    log,
    nowMs,
    clock: databaseClock,
    randomBytes,
    newId: randomUUID,
  };
}

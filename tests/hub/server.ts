import { randomBytes, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buildApp } from '../../hub/app.ts';
import { openConsoleData } from '../../hub/console/open.ts';
import { openHubKey } from '../../hub/crypto.ts';
import { LIMITS, type Hub } from '../../hub/hub.ts';
import { openLog } from '../../hub/log.ts';
import { openMetrics } from '../../hub/metrics.ts';
import { readEpoch } from '../../hub/store/migrate.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { createDatabase, NOON, openMigrated } from './database.ts';
import { makeKiosk, read, type Answer, type Kiosk } from './kiosk.ts';

/** A hub that listens on a real socket, on a real database, with a clock that a test sets. */
export interface TestHub {
  readonly url: string;
  readonly databaseUrl: string;
  /** As the database had it when the hub started. */
  readonly epoch: string;
  readonly hub: Hub;
  readonly app: FastifyInstance;
  /** What it has logged. */
  readonly logged: string[];
  readonly passSeconds: (seconds: number) => void;
  readonly administrate: (path: string, body?: unknown, token?: string) => Promise<Answer>;
  /** A kiosk that has enrolled. */
  readonly enrolled: () => Promise<Kiosk & { readonly id: string }>;
  readonly close: () => Promise<void>;
}

export async function startHub(
  limits: Partial<Hub['limits']> = {},
  published: Partial<Hub['published']> = {},
  fixed: Partial<Hub> = {},
): Promise<TestHub> {
  const databaseUrl = await createDatabase();
  const database = await openMigrated(databaseUrl);
  const epoch = await readEpoch(database.store);
  const logged: string[] = [];
  let nowMs = NOON;
  const known = { address: null, policyFolder: null, trustedRoot: null, ...published };
  const hub: Hub = {
    database,
    days: new Set(),
    secrets: {
      challengeKey: randomBytes(32),
      administrator: randomUUID(),
      scraper: randomUUID(),
      hubKey: openHubKey(randomBytes(32)),
      venueMaster: randomBytes(32),
    },
    published: known,
    statusProvider: null,
    consoleData: openConsoleData({ database, published: known, nowMs: () => nowMs }),
    consoleFolder: join(import.meta.dirname, 'no-console'),
    phoneFolder: join(import.meta.dirname, 'no-phone'),
    refusedKeys: new Set(),
    limits: { ...LIMITS, perGuesser: 1000, ...limits },
    metrics: openMetrics(database.waiting),
    log: openLog({ write: (line) => logged.push(line) }),
    nowMs: () => nowMs,
    clock: () => Promise.resolve(new Date(nowMs)),
    randomBytes,
    newId: randomUUID,
    ...fixed,
  };
  const app = await buildApp(hub, { tls: null, proxies: 0 });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const administrate: TestHub['administrate'] = (path, body, token = hub.secrets.administrator) =>
    askAsAdministrator(url + path, body, token);
  return {
    ...{ url, databaseUrl, epoch, hub, app, logged, administrate },
    passSeconds: (seconds) => {
      nowMs += seconds * 1000;
    },
    enrolled: async () => {
      const kiosk = makeKiosk([url]);
      return { ...kiosk, id: await enrol(kiosk, administrate) };
    },
    close: async () => {
      await app.close();
      await database.close();
    },
  };
}

export async function askAsAdministrator(url: string, body: unknown, token: string, method = 'POST'): Promise<Answer> {
  const authorization = `Bearer ${token}`;
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  return read(await fetch(url, { method, headers: { authorization, ...json }, ...sent }));
}

export async function makeCode(administrate: TestHub['administrate']): Promise<string> {
  const { body } = await administrate('/v1/enrolment-codes', { venue: '人民广场商场', gate: 'north' });
  return z.object({ code: z.string() }).parse(body).code;
}

/** @returns the kiosk's id */
export async function enrol(kiosk: Kiosk, administrate: TestHub['administrate']): Promise<string> {
  const code = await makeCode(administrate);
  const { body } = await kiosk.post('/v1/enrol', { code, publicKey: kiosk.publicKey });
  return z.object({ kiosk: z.string() }).parse(body).kiosk;
}

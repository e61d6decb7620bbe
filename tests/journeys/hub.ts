import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { z } from 'zod';
import { freePort, startPostgres, type Postgres } from '../../scripts/postgres.ts';
import { startProcess, type HubProcess } from '../hub/processes.ts';

/** A process that can be killed, and started again where it was. */
export interface Part {
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** A venue's hub in a process of its own, on a PostgreSQL in others. */
export interface HubUnderTest {
  readonly url: string;
  readonly hub: Part;
  readonly database: Part;
  /** What IT hands to a kiosk. */
  ticket(): Promise<string>;
  /** Asks as an administrator. */
  administrate(path: string, body?: unknown): Promise<Response>;
  /** Rows, as whoever has the database's password gets them. */
  query(sql: string): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}

export interface HubPlan {
  /** The health office's repository, which the hub serves. */
  readonly policyFolder: string;
  /** As kiosks are to reach the hub; a proxy, say. */
  readonly address: (url: string) => Promise<string>;
}

const SECRETS = {
  HUB_CHALLENGE_KEY_FILE: 'challenge-key',
  HUB_ADMINISTRATOR_FILE: 'administrator',
  HUB_SCRAPER_FILE: 'scraper',
  HUB_KEY_FILE: 'hub-key',
  HUB_VENUE_KEY_FILE: 'venue-key',
} as const;

/** Starts a hub and its database. */
export async function openHub({ policyFolder, address }: HubPlan): Promise<HubUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-hub-'));
  // PostgreSQL's own user passes through it.
  chmodSync(folder, 0o755);
  const secrets = writeSecrets(folder);
  const [port, databasePort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const password = randomBytes(16).toString('hex');
  let postgres: Postgres;
  let server: HubProcess;
  const database: Part = {
    kill: () => postgres.kill(),
    start: async () => {
      postgres = await startPostgres(join(folder, 'postgres'), password, databasePort);
    },
  };
  await database.start();
  const published = { HUB_ADDRESS: await address(url), HUB_POLICY_FOLDER: policyFolder };
  const hub: Part = {
    kill: async () => {
      await server.end('SIGKILL');
    },
    start: async () => {
      const variables = { ...secrets.files, ...published, HUB_PORT: String(port), DATABASE_URL: postgres.url };
      server = await startProcess('hub/server.ts', variables);
    },
  };
  await hub.start();
  const administrate = (path: string, body?: unknown): Promise<Response> =>
    fetch(url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${secrets.administrator}`, 'content-type': 'application/json' },
      body: JSON.stringify(body ?? {}),
    });
  return {
    ...{ url, hub, database, administrate },
    ticket: async () => {
      const answer = await administrate('/v1/enrolment-codes', { venue: '人民广场商场', gate: 'north' });
      return z.object({ ticket: z.string() }).parse(await answer.json()).ticket;
    },
    query: (sql) => query(postgres.url, sql),
    close: async () => {
      await server.end('SIGTERM');
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function writeSecrets(folder: string): { administrator: string; files: Record<string, string> } {
  const made = Object.entries(SECRETS).map(([variable, name]) => {
    const [path, value] = [join(folder, name), randomBytes(32).toString('base64url')];
    writeFileSync(path, value, { mode: 0o600 });
    return { variable, path, value };
  });
  const administrator = made.find(({ variable }) => variable === 'HUB_ADMINISTRATOR_FILE')?.value ?? '';
  return { administrator, files: Object.fromEntries(made.map(({ variable, path }) => [variable, path])) };
}

async function query(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

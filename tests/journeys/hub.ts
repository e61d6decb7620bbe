import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { z } from 'zod';
import { openIssuer, type Issuer } from '../../electron/cli/issuer.ts';
import { openDemoKeys, publicJwkOf } from '../../hub/status/demo/keys.ts';
import { freePort, startPostgres, type Postgres } from '../../scripts/postgres.ts';
import { factsSchema } from '../../shared/credential/issue.ts';
import { formatDateTime, SECONDS_PER_HOUR } from '../../shared/time.ts';
import { spawnSentinel } from '../electron/cli/cli-kit.ts';
import { startProcess, type HubProcess } from '../hub/processes.ts';
import { test as base } from './kiosk.ts';
import { openTestOffice } from './office.ts';
import { newKeyPair } from '../../electron/key-pair.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** A hub in a process of its own on a real PostgreSQL, with the rules of an office of its own, by the machine's clock. */
export interface JourneyHub {
  readonly start: () => Promise<void>;
  /** As a power cut would. */
  readonly kill: () => Promise<void>;
  readonly database: { readonly start: () => Promise<void>; readonly kill: () => Promise<void> };
  readonly close: () => Promise<void>;
  readonly ticket: (gate: string) => Promise<string>;
  /** The same to be typed: the hub's address, and a code. */
  readonly typed: (gate: string) => Promise<{ readonly hub: string; readonly code: string }>;
  readonly administrate: (path: string, body?: unknown, method?: string) => Promise<unknown>;
  /** Where browsers find its console. */
  readonly consoleUrl: string;
  /** Makes another one-time token for the console's first account, as IT does. */
  readonly firstToken: () => Promise<string>;
  readonly databaseUrl: () => string;
  /** Rows of a query, as whoever has the database's password gets them. */
  readonly query: (sql: string) => Promise<readonly Record<string, unknown>[]>;
  /** Entries that it has, of all kiosks. */
  readonly entries: () => Promise<number>;
  /** A code that its rules trust, of a visitor who may enter. */
  readonly code: (number: number) => string;
  /** The same of one who has no test. */
  readonly codeWithoutTest: (number: number) => string;
  /** Runs one of the hub's commands beside it. @returns the lines that it says */
  readonly command: (...args: readonly string[]) => Promise<readonly unknown[]>;
  /** Hands the hub's sites to its office, which publishes them. @returns what the command says */
  readonly publishSites: () => Promise<unknown>;
  /** Has its office sign rules of another version, with these beside whom it trusts. */
  readonly publishRules: (version: number, more: object) => void;
  /** The same of what it has taken back of the passes that it has signed. */
  readonly publishPasses: () => Promise<unknown>;
}

/** With a hub that runs before the test begins. */
export const test = base.extend<{ hub: JourneyHub }>({
  hub: async ({ folder }, use) => {
    const hub = await openJourneyHub(join(folder, 'hub'));
    try {
      await hub.start();
      await use(hub);
    } finally {
      await hub.close();
    }
  },
});

/** @param reachedAt the address by which kiosks reach the hub at `url`, if another */
export async function openJourneyHub(
  folder: string,
  reachedAt: (url: string) => Promise<string> = (url) => Promise.resolve(url),
): Promise<JourneyHub> {
  await mkdir(folder, { recursive: true });
  // PostgreSQL's own user passes through it.
  await chmod(join(folder, '..'), 0o755);
  const secrets = await writeSecrets(join(folder, 'secrets'));
  const [password, databasePort] = [randomBytes(16).toString('hex'), await freePort()];
  const startDatabase = (): Promise<Postgres> => startPostgres(join(folder, 'postgres'), password, databasePort);
  let postgres = await startDatabase();
  const { issuer, trust } = await makeIssuer(folder);
  const office = await openTestOffice(join(folder, 'office'));
  const demo = await demoStatus(secrets.files);
  const publishRules: JourneyHub['publishRules'] = (version, more) => {
    const own = { trust: [...trust, demo.signer], statusProvider: demo.provider };
    office.publish(version, { ...own, ...more }, nowSeconds());
  };
  publishRules(1, {});
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const address = await reachedAt(url);
  let running: HubProcess | null = null;
  const administrate: JourneyHub['administrate'] = async (path, body, method = 'POST') => {
    const headers = { authorization: `Bearer ${secrets.administrator}`, 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const plain = body === undefined ? { authorization: headers.authorization } : headers;
    const answer = await fetch(url + path, { method, headers: plain, ...sent });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    const said = await answer.text();
    return said === '' ? null : (JSON.parse(said) as unknown);
  };
  const start = async (): Promise<void> => {
    running = await startProcess('hub/server.ts', {
      ...secrets.files,
      DATABASE_URL: postgres.url,
      HUB_PORT: port,
      HUB_ADDRESS: address,
      HUB_POLICY_FOLDER: join(folder, 'office', 'repository'),
    });
  };
  const command: JourneyHub['command'] = async (...args) => {
    const program = ['--import', import.meta.resolve('tsx'), join(ROOT, 'hub/cli.ts'), ...args];
    const { stdout } = await promisify(execFile)(process.execPath, program, {
      env: { ...process.env, ...secrets.files, DATABASE_URL: postgres.url, HUB_ADDRESS: address },
    });
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  };
  const publishing = (what: string) => async (): Promise<unknown> => {
    const [written] = await command(what, 'write', join(folder, 'office'));
    office.publishAgain(nowSeconds());
    return written;
  };
  const kill = async (): Promise<void> => {
    await running?.end('SIGKILL');
    running = null;
  };
  return {
    ...{ start, kill, administrate, publishRules },
    database: {
      start: async () => {
        postgres = await startDatabase();
      },
      kill: () => postgres.kill(),
    },
    consoleUrl: `${url}/console/`,
    command,
    firstToken: async () => z.object({ token: z.string() }).parse((await command('first-admin'))[0]).token,
    publishSites: publishing('sites'),
    publishPasses: publishing('passes'),
    databaseUrl: () => postgres.url,
    query: (sql) => query(postgres.url, sql),
    close: async () => {
      await kill();
      office.close();
      await postgres.stop();
    },
    ticket: async (gate) => {
      const made = await administrate('/v1/enrolment-codes', { venue: '人民广场商场', gate });
      return z.object({ ticket: z.string() }).parse(made).ticket;
    },
    typed: async (gate) => {
      const made = await administrate('/v1/enrolment-codes', { venue: '人民广场商场', gate });
      return z.object({ hub: z.string(), code: z.string() }).parse(made);
    },
    entries: async () => {
      const [row] = await query(postgres.url, 'select count(*) from entry');
      return Number(row?.['count']);
    },
    code: (number) => codeOf(issuer, number),
    codeWithoutTest: (number) => codeOf(issuer, number, false),
  };
}

/** Enrols a kiosk by the command line, as IT does. */
export async function enrolByTicket(
  profile: string,
  ticket: string,
  ...options: readonly string[]
): Promise<{ kiosk: string }> {
  const sentinel = spawnSentinel(['enrol', '--profile', profile, ...options, '-']);
  sentinel.stdin?.end(ticket);
  if (sentinel.stdout === null) throw new Error('no output');
  const out: unknown = JSON.parse(await text(sentinel.stdout));
  return z.object({ kiosk: z.string() }).parse(out);
}

async function writeSecrets(folder: string): Promise<{ files: Record<string, string>; administrator: string }> {
  await mkdir(folder, { mode: 0o700 });
  const demo = ['DEMO_STATUS_OPENING_KEY', 'DEMO_STATUS_SIGNING_KEY'];
  const names = ['CHALLENGE_KEY', 'ADMINISTRATOR', 'SCRAPER', 'KEY', 'VENUE_KEY', ...demo];
  const files: Record<string, string> = {};
  let administrator = '';
  for (const name of names) {
    const secret = randomBytes(32).toString('base64url');
    if (name === 'ADMINISTRATOR') administrator = secret;
    files[`HUB_${name}_FILE`] = join(folder, name);
    await writeFile(join(folder, name), secret, { mode: 0o600 });
  }
  return { files, administrator };
}

/** The demo's status provider beside the hub, and what rules say of it. */
async function demoStatus(files: Record<string, string>): Promise<{ provider: object; signer: object }> {
  const read = async (name: string): Promise<Buffer> =>
    Buffer.from(await readFile(files[`HUB_${name}_FILE`] ?? '', 'utf8'), 'base64url');
  const keys = openDemoKeys(await read('DEMO_STATUS_OPENING_KEY'), await read('DEMO_STATUS_SIGNING_KEY'));
  return {
    provider: { key: publicJwkOf(keys.opening), issuers: ['310000'] },
    signer: { format: 'health-code', jwk: publicJwkOf(keys.signing), issuer: '310000' },
  };
}

/** An issuer of codes, since a venue's kiosk trusts none of the demo's. */
async function makeIssuer(folder: string): Promise<{ issuer: Issuer; trust: object[] }> {
  const { privateKey, publicKey } = newKeyPair('ed25519');
  const file = join(folder, 'issuer.jwk');
  await writeFile(file, JSON.stringify(privateKey.export({ format: 'jwk' })));
  const trust = [{ format: 'health-code', jwk: publicKey.export({ format: 'jwk' }), issuer: '310000' }];
  return { issuer: await openIssuer(file), trust };
}

function codeOf(issuer: Issuer, number: number, isTested = true): string {
  const ago = (hours: number): string => formatDateTime(nowSeconds() - hours * SECONDS_PER_HOUR);
  const issued = issuer.issue(
    factsSchema.parse({
      kind: 'dynamic',
      name: '演小示',
      documentNumber: `D${String(number).padStart(8, '0')}`,
      colour: 'green',
      tests: isTested ? [{ kind: 'nucleic-acid', sampledAt: ago(10), resultAt: ago(4), result: 'negative' }] : [],
      issuedAt: ago(0),
      expiresAt: ago(-1),
    }),
  );
  if (!issued.ok) throw new Error(issued.fault);
  return issued.value;
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

/** The machine's own: a venue's kiosk has no other. */
function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

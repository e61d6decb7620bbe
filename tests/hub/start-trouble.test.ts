import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { writeFileSync } from 'node:fs';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../scripts/postgres.ts';
import { keepHubsAway } from '../../hub/store/running.ts';
import { connect, createDatabase } from './database.ts';
import { makeSurroundings, PATIENCE_MS, type Surroundings } from './surroundings.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const LOADER = import.meta.resolve('tsx');

let surroundings: Surroundings;
let databaseUrl: string;

beforeAll(async () => {
  surroundings = await makeSurroundings();
  databaseUrl = await createDatabase();
});

afterAll(async () => {
  await surroundings.remove();
});

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

async function run(program: string[], variables: Record<string, string>): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', LOADER, ...program], {
    cwd: ROOT,
    env: { ...process.env, DATABASE_URL: databaseUrl, HUB_PORT: '0', ...surroundings.secrets, ...variables },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit') as Promise<[number | null]>]);
  return { code, said };
}

/** An address of the same database in another way. */
function changed(change: (url: URL) => void): string {
  const url = new URL(databaseUrl);
  change(url);
  return url.href;
}

/** Somebody who may come in and nothing else, as PostgreSQL has it at first. */
async function guest(): Promise<string> {
  const { store, close } = connect(databaseUrl);
  await sql`create role guest login password 'guest'`.execute(store);
  await close();
  return changed((url) => {
    url.username = url.password = 'guest';
  });
}

function file(name: string): string {
  const path = join(surroundings.folder, name);
  writeFileSync(path, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
  return path;
}

test.each<[string, RegExp, () => Promise<Record<string, string>> | Record<string, string>]>([
  [
    'a database that nobody serves',
    /does not answer/u,
    async () => {
      const port = await freePort();
      return {
        DATABASE_URL: changed((url) => {
          url.port = String(port);
        }),
      };
    },
  ],
  [
    'a wrong password',
    /refuses the user or the password/u,
    () => ({
      DATABASE_URL: changed((url) => {
        url.password = 'hunter2';
      }),
    }),
  ],
  [
    'a user who may not make tables',
    /may not do in the database what a hub does/u,
    async () => ({ DATABASE_URL: await guest() }),
  ],
  ['an address that is none', /DATABASE_URL/u, () => ({ DATABASE_URL: 'postgresql://hub:hunter2@[db' })],
  [
    'a key and a certificate that are none',
    /HUB_TLS_KEY_FILE and HUB_TLS_CERT_FILE are no/u,
    () => ({ HUB_TLS_KEY_FILE: file('pem'), HUB_TLS_CERT_FILE: file('pem') }),
  ],
  [
    'no key of venues',
    /nothing cannot be read \(ENOENT\)/u,
    () => ({ HUB_VENUE_KEY_FILE: join(surroundings.folder, 'nothing') }),
  ],
  ['a host that is not this machine', /cannot listen at HUB_HOST 192\.0\.2\.1/u, () => ({ HUB_HOST: '192.0.2.1' })],
])(
  'a hub does not start with %s, and says so in a sentence',
  async (_what, sentence, variables) => {
    const { code, said } = await run(['hub/server.ts'], await variables());
    expect(said).toMatch(sentence);
    expect(said).not.toMatch(/^ +at |hunter2/mu);
    expect(code).toBe(1);
  },
  PATIENCE_MS,
);

test(
  'a hub does not start where another program has its port, and says so in a sentence',
  async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const port = String((other.address() as AddressInfo).port);
    const { code, said } = await run(['hub/server.ts'], { HUB_PORT: port });
    other.close();
    expect(said).toBe(
      `The hub cannot listen at HUB_HOST 127.0.0.1, HUB_PORT ${port}: another program, perhaps another hub, has it.\n`,
    );
    expect(code).toBe(1);
  },
  PATIENCE_MS,
);

test(
  '`npm run hub` says in a sentence that its folder cannot be made',
  async () => {
    const folder = join(file('a-file'), 'hub');
    const { code, said } = await run(['scripts/hub.ts'], { HUB_FOLDER: folder });
    expect(said).toBe(`HUB_FOLDER ${folder} cannot be made or written (ENOTDIR).\n`);
    expect(code).toBe(1);
  },
  PATIENCE_MS,
);

test(
  'a hub that starts while a restore is at work says that it waits for it, and that it gives up',
  async () => {
    const { store, close } = connect(databaseUrl);
    await store.transaction().execute(async (tx) => {
      expect(await keepHubsAway(tx)).toBe(true);
      const { code, said } = await run(['hub/server.ts'], {});
      expect(said).toBe(
        'A restore is at work on the database: the hub waits for it, 15 seconds at most.\n' +
          'The hub does not start: a restore is at work on the database. Start it when that has ended.\n',
      );
      expect(code).toBe(1);
    });
    await close();
  },
  PATIENCE_MS,
);

test.each([
  ['others reach without TLS', { HUB_HOST: '0.0.0.0' }, true],
  ['a proxy stands before', { HUB_HOST: '0.0.0.0', HUB_BEHIND_PROXY: '1' }, false],
  ['this machine alone reaches', {}, false],
])(
  'a hub that %s starts, and warns where others read along',
  async (_which, variables, isSaid) => {
    const child = spawn(process.execPath, ['--import', LOADER, 'hub/server.ts'], {
      cwd: ROOT,
      env: { ...process.env, DATABASE_URL: databaseUrl, HUB_PORT: '0', ...surroundings.secrets, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = text(child.stderr);
    for await (const line of createInterface(child.stdout)) {
      if (line.includes('"listening"')) child.kill('SIGTERM');
    }
    const warning = 'The hub listens at 0.0.0.0 without TLS: passwords, cookies and names pass the network';
    expect((await said).split('\n').filter((line) => line.startsWith(warning))).toHaveLength(isSaid ? 1 : 0);
  },
  PATIENCE_MS,
);

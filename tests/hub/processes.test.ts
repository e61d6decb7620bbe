import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgres, type Postgres } from '../../scripts/postgres.ts';
import type { Batch } from '../../shared/wire.ts';
import { createDatabase, storedBytes } from './database.ts';
import { lastHash, makeChain, slice } from './journal.ts';
import { getChallenge, makeKiosk, type Kiosk } from './kiosk.ts';
import { startProcess, type HubProcess } from './processes.ts';
import { askAsAdministrator, enrol } from './server.ts';

/** Real processes on a machine that is busy with another check. */
const PATIENCE_MS = 120_000;

const ADMINISTRATOR = randomBytes(32).toString('hex');

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentinel-hub-'));
  await chmod(folder, 0o755);
  await writeFile(join(folder, 'challenge-key'), randomBytes(32).toString('hex'));
  await writeFile(join(folder, 'administrator'), `${ADMINISTRATOR}\n`);
  await writeFile(join(folder, 'scraper'), randomBytes(32).toString('hex'));
  await writeFile(join(folder, 'hub-key'), randomBytes(32).toString('base64url'));
  await writeFile(join(folder, 'venue-key'), randomBytes(32).toString('base64url'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function startHub(databaseUrl: string): Promise<HubProcess> {
  return startProcess('hub/server.ts', {
    DATABASE_URL: databaseUrl,
    HUB_CHALLENGE_KEY_FILE: join(folder, 'challenge-key'),
    HUB_ADMINISTRATOR_FILE: join(folder, 'administrator'),
    HUB_SCRAPER_FILE: join(folder, 'scraper'),
    HUB_KEY_FILE: join(folder, 'hub-key'),
    HUB_VENUE_KEY_FILE: join(folder, 'venue-key'),
  });
}

function enrolAt(kiosk: Kiosk, url: string): Promise<string> {
  return enrol(kiosk, (path, body) => askAsAdministrator(url + path, body, ADMINISTRATOR));
}

/** Sends all of a chain in pieces, each over and over until it is acknowledged. @returns answers that were none */
async function drain(kiosk: Kiosk, chain: Batch, piece: number, onSent: () => void): Promise<number> {
  let failures = 0;
  for (let from = 0; from < chain.entries.length;) {
    const part = slice(chain, from, from + piece);
    const answer = await kiosk.send(part).catch(() => null);
    onSent();
    if (answer?.status !== 200) {
      failures += 1;
      if (failures > 1000) throw new Error('the hub does not come back');
      continue;
    }
    expect(answer.body).toMatchObject({ through: part.entries.at(-1)?.sequence, hash: lastHash(part) });
    // Every other piece is sent twice, as after an answer that was lost.
    if (from % (2 * piece) === 0) expect((await kiosk.send(part).catch(() => answer)).status).toBeLessThan(600);
    from += piece;
  }
  return failures;
}

test(
  'two hubs on one database take what four kiosks send to either, one of them killed on the way',
  async () => {
    const databaseUrl = await createDatabase();
    const [steady, doomed] = await Promise.all([startHub(databaseUrl), startHub(databaseUrl)]);
    const kiosks = Array.from({ length: 4 }, () => makeKiosk([steady.url, doomed.url]));
    for (const kiosk of kiosks) await enrolAt(kiosk, steady.url);
    const chains = kiosks.map(() => makeChain(400));
    let sent = 0;
    let death: Promise<unknown> = Promise.resolve();
    const onSent = (): void => {
      sent += 1;
      if (sent === 20) death = doomed.end('SIGKILL');
    };
    await Promise.all(kiosks.map((kiosk, i) => drain(kiosk, chains[i] ?? makeChain(0), 20, onSent)));
    await death;
    for (const { chain, entries } of chains) {
      expect(await storedBytes(databaseUrl, chain)).toEqual(entries.map(({ bytes }) => bytes));
    }
    expect(await steady.end('SIGTERM')).toBe(0);
  },
  PATIENCE_MS,
);

test(
  'a challenge of one hub is good at the other, and a batch repeated after a restart is stored once',
  async () => {
    const databaseUrl = await createDatabase();
    const [first, second] = await Promise.all([startHub(databaseUrl), startHub(databaseUrl)]);
    const addresses = [second.url];
    const kiosk = makeKiosk(addresses);
    await enrolAt(kiosk, second.url);
    const batch = makeChain(10);
    const before = await kiosk.send(batch, { challenge: await getChallenge(first.url) });
    expect(before.status).toBe(200);
    expect(await Promise.all([first.end('SIGTERM'), second.end('SIGTERM')])).toEqual([0, 0]);
    const again = await startHub(databaseUrl);
    addresses[0] = again.url;
    expect(await kiosk.send(batch)).toMatchObject({ status: 200, body: before.body });
    expect(await storedBytes(databaseUrl, batch.chain)).toHaveLength(10);
    await again.end('SIGTERM');
  },
  PATIENCE_MS,
);

test(
  'while the database is away a kiosk is told to come again; what was acknowledged survives its power cut',
  async () => {
    const password = randomBytes(16).toString('hex');
    const data = join(folder, 'postgres');
    let postgres: Postgres = await startPostgres(data, password);
    const hub = await startHub(postgres.url);
    const kiosk = makeKiosk([hub.url]);
    await enrolAt(kiosk, hub.url);
    const chain = makeChain(20);
    expect(await kiosk.send(slice(chain, 0, 10))).toMatchObject({ status: 200 });
    await postgres.kill();
    const challenge = await getChallenge(hub.url);
    const away = await kiosk.send(slice(chain, 10), { challenge });
    expect(away).toMatchObject({ status: 503, body: { fault: 'database-unavailable' } });
    expect(away.headers.get('retry-after')).toBe('5');
    expect((await fetch(`${hub.url}/ready`)).status).toBe(503);
    expect((await fetch(`${hub.url}/health`)).status).toBe(200);
    postgres = await startPostgres(data, password, Number(new URL(postgres.url).port));
    expect(await kiosk.send(chain)).toMatchObject({ status: 200, body: { through: 19 } });
    expect(await storedBytes(postgres.url, chain.chain)).toEqual(chain.entries.map(({ bytes }) => bytes));
    expect(await hub.end('SIGTERM')).toBe(0);
    await postgres.stop();
  },
  PATIENCE_MS,
);

test(
  '`npm run hub` makes its secrets, readable by their owner alone, and finds them again',
  async () => {
    const own = join(folder, 'own');
    const variables = { HUB_FOLDER: own, DATABASE_URL: await createDatabase() };
    const hub = await startProcess('scripts/hub.ts', variables);
    const secret = join(own, 'secrets', 'administrator');
    const token = await readFile(secret, 'utf8');
    expect((await stat(secret)).mode & 0o777).toBe(0o600);
    const made = await askAsAdministrator(`${hub.url}/v1/enrolment-codes`, { venue: 'mall', gate: 'north' }, token);
    expect(made).toMatchObject({ status: 201 });
    expect(await hub.end('SIGTERM')).toBe(0);
    const again = await startProcess('scripts/hub.ts', variables);
    expect(await readFile(secret, 'utf8')).toBe(token);
    expect(await again.end('SIGTERM')).toBe(0);
  },
  PATIENCE_MS,
);

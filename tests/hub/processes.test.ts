import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgres, type Postgres } from '../../scripts/postgres.ts';
import { challengeSchema, PATHS, type Batch } from '../../shared/wire.ts';
import { createDatabase, storedBytes } from './database.ts';
import { lastHash, makeChain, slice } from './journal.ts';
import { getChallenge, makeKiosk, read, REPORT, type Answer, type Kiosk } from './kiosk.ts';
import { startProcess, type HubProcess } from './processes.ts';
import { askAsAdministrator, enrol } from './server.ts';
import { makeSurroundings, PATIENCE_MS, type Surroundings } from './surroundings.ts';

let surroundings: Surroundings;

beforeAll(async () => {
  surroundings = await makeSurroundings();
});

afterAll(async () => {
  await surroundings.remove();
});

function startHub(databaseUrl: string): Promise<HubProcess> {
  return surroundings.startHub(databaseUrl);
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
    for (const kiosk of kiosks) await surroundings.enrolAt(kiosk, steady.url);
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
  'a hub that is told to stop does so though somebody is connected who never asks anything',
  async () => {
    const hub = await startHub(await createDatabase());
    const { hostname, port } = new URL(hub.url);
    const silent = connect(Number(port), hostname);
    const half = connect(Number(port), hostname, () => half.write('POST /v1/entries HTTP/1.1\r\nHost: hub\r\n'));
    for (const socket of [silent, half]) socket.on('error', () => undefined);
    await Promise.all([once(silent, 'connect'), once(half, 'connect')]);
    expect(await hub.end('SIGTERM')).toBe(0);
  },
  PATIENCE_MS,
);

test(
  'what is done at one hub holds at the other at once',
  async () => {
    const databaseUrl = await createDatabase();
    const [first, second] = await Promise.all([startHub(databaseUrl), startHub(databaseUrl)]);
    const here = [first.url];
    const kiosk = makeKiosk(here);
    const administrate = (url: string, path: string, body?: unknown, method?: string): Promise<Answer> =>
      askAsAdministrator(url + path, body, surroundings.administrator, method);
    const id = await enrol(kiosk, (path, body) => administrate(first.url, path, body));
    const go = (url: string): void => {
      here[0] = url;
    };
    go(second.url);
    const chain = makeChain(4);
    expect(await kiosk.send(slice(chain, 0, 2))).toMatchObject({ status: 200 });
    go(first.url);
    const asked = { chain: chain.chain, sequence: 1 };
    expect(await kiosk.post(PATHS.chain, asked)).toMatchObject({ body: { through: 1, asked: { is: 'received' } } });
    expect(await kiosk.send(slice(chain, 2))).toMatchObject({ status: 200, body: { through: 3 } });
    const values = { language: 'en' };
    await administrate(first.url, '/v1/settings', { venue: '人民广场商场', gate: null, values }, 'PUT');
    go(second.url);
    expect(await kiosk.post(PATHS.heartbeat, REPORT)).toMatchObject({ status: 200, body: { settings: { values } } });
    expect(await administrate(first.url, '/v1/kiosks', undefined, 'GET')).toMatchObject({
      body: { kiosks: [{ kiosk: id, unsent: 3, chains: [{ through: 3 }] }] },
    });
    expect(await administrate(first.url, `/v1/kiosks/${id}/revoke`)).toMatchObject({ status: 204 });
    expect(await kiosk.post(PATHS.heartbeat, REPORT)).toMatchObject({ status: 403, body: { fault: 'kiosk-revoked' } });
    expect(await kiosk.send(chain)).toMatchObject({ status: 403, body: { fault: 'kiosk-revoked' } });
    const keys = [first, second].map(async ({ url }) => (await fetch(url + PATHS.challenge).then(read)).body);
    const [one, two] = (await Promise.all(keys)).map((body) => challengeSchema.parse(body).hubKey);
    expect(one).toBe(two);
    expect(await Promise.all([first.end('SIGTERM'), second.end('SIGTERM')])).toEqual([0, 0]);
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
    await surroundings.enrolAt(kiosk, second.url);
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
    const data = join(surroundings.folder, 'postgres');
    let postgres: Postgres = await startPostgres(data, password);
    const hub = await startHub(postgres.url);
    const kiosk = makeKiosk([hub.url]);
    await surroundings.enrolAt(kiosk, hub.url);
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
    const own = join(surroundings.folder, 'own');
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

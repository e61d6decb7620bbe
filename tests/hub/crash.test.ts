import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgres, type Postgres } from '../../scripts/postgres.ts';
import { makeChain } from './journal.ts';
import { makeKiosk } from './kiosk.ts';
import { storedBytes } from './database.ts';
import { makeSurroundings, PATIENCE_MS, sendAll, type Surroundings } from './surroundings.ts';

const ENTRIES = 800;
const PIECE = 25;
/** After every so many acknowledgements something dies: hub, PostgreSQL, hub, … */
const DEATH_EVERY = 25;
const DEATHS = 4;

let surroundings: Surroundings;

beforeAll(async () => {
  surroundings = await makeSurroundings();
});

afterAll(async () => {
  await surroundings.remove();
});

test(
  'a hub and a PostgreSQL that are killed in the middle of batches, over and over, lose nothing and take nothing twice',
  async () => {
    const password = randomBytes(16).toString('hex');
    const data = join(surroundings.folder, 'postgres');
    let postgres: Postgres = await startPostgres(data, password);
    let hub = await surroundings.startHub(postgres.url);
    const addresses = [hub.url];
    const kiosks = Array.from({ length: 4 }, () => makeKiosk(addresses));
    for (const kiosk of kiosks) await surroundings.enrolAt(kiosk, hub.url);
    const chains = kiosks.map(() => makeChain(ENTRIES));

    const killHub = async (): Promise<void> => {
      await hub.end('SIGKILL');
      hub = await surroundings.startHub(postgres.url);
      addresses[0] = hub.url;
    };
    const killPostgres = async (): Promise<void> => {
      await postgres.kill();
      postgres = await startPostgres(data, password, Number(new URL(postgres.url).port));
    };
    let [acknowledgements, deaths] = [0, 0];
    let death = Promise.resolve();
    const onAcknowledged = (): void => {
      acknowledgements += 1;
      if (deaths === DEATHS || acknowledgements < (deaths + 1) * DEATH_EVERY) return;
      deaths += 1;
      const kill = deaths % 2 === 0 ? killPostgres : killHub;
      death = death.then(kill);
    };
    await Promise.all(chains.map((chain, i) => sendAll(kiosks[i] ?? makeKiosk([]), chain, PIECE, onAcknowledged)));
    await death;
    expect(deaths).toBe(DEATHS);
    for (const { chain, entries } of chains) {
      expect(await storedBytes(postgres.url, chain)).toEqual(entries.map(({ bytes }) => bytes));
    }
    await hub.end('SIGTERM');
    await postgres.stop();
  },
  PATIENCE_MS,
);

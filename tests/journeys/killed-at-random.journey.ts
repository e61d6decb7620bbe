import { join } from 'node:path';
import { FAULTS, startFaultProxy, type Fault, type FaultProxy } from '../electron/sync/fault-proxy.ts';
import { sentinel } from './command-line.ts';
import { enrolByTicket, openJourneyHub, type JourneyHub } from './hub.ts';
import { expect, journalRows, test, type Kiosk } from './kiosk.ts';

/** `npm run soak` asks for more of both. */
const SECONDS = Number(process.env['SOAK_SECONDS'] ?? 60);
const ENTRIES = Number(process.env['SOAK_ENTRIES'] ?? 400);
/** Visitors come twice as fast as they must, since nobody comes in while the kiosk starts anew. */
const PACE_MS = (SECONDS * 1000) / ENTRIES / 2;
/** One request in so many meets the network's worst. */
const FAULT_EVERY = 4;
const [MIN_PAUSE_MS, MAX_PAUSE_MS] = [2000, 7000];
const DRAINED_WITHIN_MS = 120_000;

/** What stands around the kiosk. */
interface Surroundings {
  readonly hub: JourneyHub;
  readonly network: FaultProxy;
  isHonest: boolean;
}

let around: Surroundings;

test.beforeEach(async ({ folder }) => {
  around = await surround(folder);
});

test.afterEach(async () => {
  await around.hub.close();
  await around.network.close();
});

test('whatever is killed whenever, the hub ends with exactly what the kiosk has written', async ({ start, folder }) => {
  test.setTimeout(SECONDS * 2000 + DRAINED_WITHIN_MS + 120_000);
  const profile = join(folder, 'profile');
  await enrolByTicket(profile, await around.hub.ticket('north'), '--demo');
  const restart = (): Promise<Kiosk> => start({ withoutCamera: true, at: null, profile });
  const visitors = Array.from({ length: ENTRIES }, (_, i) => around.hub.code(i));

  around.isHonest = false;
  const { kiosk, killed, taken } = await letIn(visitors, restart);
  around.isHonest = true;
  await expect.poll(() => unsent(kiosk), { timeout: DRAINED_WITHIN_MS, intervals: [500] }).toBe(0);
  await kiosk.app.close();

  const rows = journalRows(kiosk.directory);
  const scans = rows.filter(({ type }) => type === 'scan');
  expect(scans.length, 'every visitor who was told a verdict is in the journal').toBeGreaterThanOrEqual(taken);
  expect(await received(around.hub)).toEqual(rows.map(lineOf));
  const verified = JSON.parse(await sentinel('journal', 'verify', join(kiosk.directory, 'journal.db'))) as object;
  expect(verified).toMatchObject({ entries: rows.length, brokenAt: null });
  expect(Math.min(...Object.values(killed)), 'each was killed').toBeGreaterThan(0);
  console.log(JSON.stringify({ entries: rows.length, killed, requests: Object.fromEntries(around.network.met) }));
});

async function surround(folder: string): Promise<Surroundings> {
  let network: FaultProxy | null = null;
  const hub = await openJourneyHub(join(folder, 'hub'), async (url) => {
    network = await startFaultProxy(
      () => url,
      () => (around.isHonest ? null : anyFault()),
    );
    return network.url;
  });
  await hub.start();
  return { hub, network: network as unknown as FaultProxy, isHonest: true };
}

function anyFault(): Fault | null {
  return Math.random() * FAULT_EVERY > 1 ? null : (FAULTS[Math.floor(Math.random() * FAULTS.length)] ?? null);
}

type Killed = Record<'kiosk' | 'hub' | 'database', number>;

/** Lets all visitors in, one after another, while somebody pulls plugs. @returns the kiosk that stands at the end */
async function letIn(
  visitors: readonly string[],
  restart: () => Promise<Kiosk>,
): Promise<{ kiosk: Kiosk; killed: Killed; taken: number }> {
  const killed: Killed = { kiosk: 0, hub: 0, database: 0 };
  const endsAt = Date.now() + SECONDS * 1000;
  let kiosk = await restart();
  let taken = 0;
  const isGoingOn = (): boolean => Date.now() < endsAt || taken < visitors.length;
  const visit = async (): Promise<void> => {
    while (isGoingOn()) {
      const text = visitors[taken % visitors.length] ?? '';
      // Whoever stands there while the kiosk dies shows the code again.
      if (await wasTaken(kiosk, text)) taken += 1;
      await pause(PACE_MS);
    }
  };
  const pullPlugs = async (): Promise<void> => {
    while (isGoingOn()) {
      await pause(MIN_PAUSE_MS + Math.random() * (MAX_PAUSE_MS - MIN_PAUSE_MS));
      const which = leastKilled(killed);
      killed[which] += 1;
      if (which === 'kiosk') {
        await kiosk.kill();
        kiosk = await restart();
      } else {
        const part = which === 'hub' ? around.hub : around.hub.database;
        await part.kill();
        await pause(Math.random() * MIN_PAUSE_MS);
        await part.start();
      }
    }
  };
  await Promise.all([visit(), pullPlugs()]);
  return { kiosk, killed, taken };
}

/** At random, but none of them is spared. */
function leastKilled(killed: Killed): keyof Killed {
  const names = Object.keys(killed) as (keyof Killed)[];
  const spared = names.filter((name) => killed[name] === Math.min(...Object.values(killed)));
  return spared[Math.floor(Math.random() * spared.length)] ?? 'kiosk';
}

async function wasTaken({ page }: Kiosk, text: string): Promise<boolean> {
  const submitted = page.evaluate(
    (shown) => (globalThis as unknown as Window).sentinel.call('scan:submit', { source: 'camera', text: shown }),
    text,
  );
  return submitted.then(
    (reply) => reply === 'taken',
    // Killed meanwhile.
    () => false,
  );
}

async function unsent({ page }: Kiosk): Promise<number | null | undefined> {
  const { status } = await page.evaluate(() => (globalThis as unknown as Window).sentinel.call('state:read', null));
  return status.sync?.isOnline === true ? status.sync.unsent : undefined;
}

async function received(hub: JourneyHub): Promise<string[]> {
  const rows = await hub.query(`select chain, sequence, hash from entry order by chain, sequence`);
  return rows.map(lineOf);
}

function lineOf({ chain, sequence, hash }: Readonly<Record<string, unknown>>): string {
  return `${String(chain)} ${String(sequence)} ${Buffer.from(hash as Uint8Array).toString('hex')}`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

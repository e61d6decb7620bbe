import type { KeyObject } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { SetAsideOutbox } from '../../electron/store/outbox.ts';
import type { Journals } from '../../electron/sync/outboxes.ts';
import type { PurgeableOutbox } from '../../electron/sync/purge.ts';
import type { Batch } from '../../shared/wire.ts';
import { FAULTS, startFaultProxy, type Fault } from '../electron/sync/fault-proxy.ts';
import { memoryOutbox, type MemoryOutbox } from '../electron/sync/memory-outbox.ts';
import { startTestSync } from '../electron/sync/sync-kit.ts';
import { certify, DAY_MS, fileOf, LONG, ofAuthority, ofServer } from '../electron/sync/tls/certificates.ts';
import { startFront } from '../electron/sync/tls/front.ts';
import { NOON, storedBytes } from './database.ts';
import { makeChain, slice } from './journal.ts';
import { startHub, type TestHub } from './server.ts';

const ENTRIES = 2000;
/** Small, so that the network gets many a request to spoil. */
const BATCH = 50;

let hub: TestHub;

beforeAll(async () => {
  hub = await startHub();
});

afterAll(async () => {
  await hub.close();
});

function inSmallBatches(outbox: MemoryOutbox): MemoryOutbox {
  return { ...outbox, next: (after, limit) => outbox.next(after, Math.min(limit, BATCH)) };
}

test('over TLS a kiosk whose clock is years ahead sends by the hub’s time, of which its certificate is', async () => {
  const { privateKey } = await hub.enrolled();
  const life = { from: NOON - DAY_MS, to: NOON + DAY_MS };
  const root = await certify(null, { name: 'root', life: LONG, extensions: ofAuthority() });
  const front = await startFront(hub.url, [
    await certify(root, { name: 'hub', life, extensions: ofServer('127.0.0.1') }),
  ]);
  const chain = makeChain(20);
  const outbox = memoryOutbox(chain);
  const journals = { openJournal: () => outbox, openSetAside: () => [], openSent: () => [] };
  const hubKey = hub.hub.secrets.hubKey.x;
  const sync = startTestSync({ hub: front.url, hubKey, privateKey, extraCa: fileOf(root), journals }, 1);
  await vi.waitFor(
    () => {
      expect(sync.states.at(-1)).toMatchObject({ unsent: 0, fault: null, isOnline: true });
    },
    { timeout: 25_000, interval: 50 },
  );
  expect(await storedBytes(hub.databaseUrl, chain.chain)).toEqual(chain.entries.map(({ bytes }) => bytes));
});

test('2,000 entries reach the hub once each and in order, whatever the network does to one request in three', async () => {
  const { privateKey } = await hub.enrolled();
  const chain = makeChain(ENTRIES);
  const outbox = inSmallBatches(memoryOutbox(chain));
  let turn = 0;
  // Every third request meets the next fault in the list.
  const choose = (): Fault | null => ((turn += 1) % 3 === 0 ? (FAULTS[(turn / 3) % FAULTS.length] ?? null) : null);
  const proxy = await startFaultProxy(() => hub.url, choose);
  const sync = startTestSync(
    {
      hub: proxy.url,
      hubKey: hub.hub.secrets.hubKey.x,
      privateKey,
      journals: { openJournal: () => outbox, openSetAside: () => [], openSent: () => [] },
    },
    200,
  );
  await vi.waitFor(
    () => {
      expect(sync.states.at(-1)?.unsent).toBe(0);
    },
    { timeout: 25_000, interval: 50 },
  );
  await sync.stop();
  await proxy.close();
  expect([...proxy.met.keys()].sort()).toEqual([...FAULTS, 'none'].sort());
  expect(await storedBytes(hub.databaseUrl, chain.chain)).toEqual(chain.entries.map(({ bytes }) => bytes));
});

/** Told by a kiosk whose journal was damaged there. */
const HOLE = { from: 10, reason: 'damaged' } as const;

async function sendWithHole(kiosk: { send(batch: Batch): Promise<unknown> }, whole: Batch): Promise<void> {
  await kiosk.send(slice(whole, 0, 10));
  expect(await kiosk.send({ ...slice(whole, 20), hole: HOLE })).toMatchObject({ status: 200 });
}

async function syncUntilSent(privateKey: KeyObject, journals: Partial<Journals<PurgeableOutbox>>): Promise<void> {
  const none = { openSetAside: () => [], openSent: () => [] };
  const openJournal = (): MemoryOutbox => memoryOutbox(makeChain(1));
  const hubKey = hub.hub.secrets.hubKey.x;
  const sync = startTestSync({ hub: hub.url, hubKey, privateKey, journals: { openJournal, ...none, ...journals } }, 50);
  await vi.waitFor(
    () => {
      expect(sync.states.at(-1)).toMatchObject({ unsent: 0, fault: null });
    },
    { timeout: 25_000, interval: 50 },
  );
  await sync.stop();
}

test('a sound journal put back after a damaged one told of a hole fills it', async () => {
  const kiosk = await hub.enrolled();
  const whole = makeChain(40);
  await sendWithHole(kiosk, whole);
  const outbox = inSmallBatches(memoryOutbox(whole));
  await syncUntilSent(kiosk.privateKey, { openJournal: () => outbox });
  expect(await storedBytes(hub.databaseUrl, whole.chain)).toEqual(whole.entries.map(({ bytes }) => bytes));
  expect(outbox.kept.at(-1)).toMatchObject({ through: 39 });
});

test('an older copy that was set aside, and ends in a hole of the hub’s, gives what it has of it, and owes no more', async () => {
  const kiosk = await hub.enrolled();
  const whole = makeChain(40);
  await sendWithHole(kiosk, whole);
  const old = memoryOutbox(slice(whole, 0, 16));
  await syncUntilSent(kiosk.privateKey, { openSetAside: () => [setAside(old)] });
  const stored = await storedBytes(hub.databaseUrl, whole.chain);
  expect(stored).toEqual([...whole.entries.slice(0, 16), ...whole.entries.slice(20)].map(({ bytes }) => bytes));
  expect(old.kept.at(-1)).toMatchObject({ through: 15 });
});

test('a damaged file and an older sound copy of its chain, both set aside, give together what they have', async () => {
  const kiosk = await hub.enrolled();
  const whole = makeChain(40);
  const pieces = { ...whole, entries: [...whole.entries.slice(0, 10), ...whole.entries.slice(20)] };
  const damaged = { ...memoryOutbox(pieces), file: 'damaged' };
  const copy = { ...memoryOutbox(slice(whole, 0, 16)), file: 'copy' };
  await syncUntilSent(kiosk.privateKey, { openSetAside: () => [setAside(damaged), setAside(copy)] });
  const stored = await storedBytes(hub.databaseUrl, whole.chain);
  expect(stored).toEqual([...whole.entries.slice(0, 16), ...whole.entries.slice(20)].map(({ bytes }) => bytes));
});

test('an older copy whose newest entry the hub’s retention has dropped owes nothing', async () => {
  const kiosk = await hub.enrolled();
  const whole = makeChain(40);
  await kiosk.send(whole);
  await hub.hub.database.store.deleteFrom('entry').where('chain', '=', whole.chain).execute();
  const old = memoryOutbox(slice(whole, 0, 16));
  await syncUntilSent(kiosk.privateKey, { openSetAside: () => [setAside(old)] });
  expect(await storedBytes(hub.databaseUrl, whole.chain)).toEqual([]);
  expect(old.kept.at(-1)).toMatchObject({ through: 15 });
});

function setAside(outbox: MemoryOutbox): SetAsideOutbox {
  return { ...outbox, isSetAside: true, isStopped: () => false, stop: () => undefined };
}

import { randomBytes, type KeyObject } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { keepJournal } from '../../electron/store/keeper.ts';
import { owedBySetAside } from '../../electron/store/salvage.ts';
import type { Journal } from '../../electron/store/journal.ts';
import { openJournal } from '../../electron/store/open.ts';
import type { SyncState } from '../../electron/sync/engine.ts';
import type { SyncEvents } from '../../electron/sync/run.ts';
import { startSync, type Syncing } from '../../electron/sync/syncing.ts';
import type { Heard, Report } from '../../shared/wire.ts';
import { freshFolder } from '../electron/folders.ts';
import { entryAt, NINE } from '../electron/store/journal-entries.ts';
import { startFaultProxy, type Fault } from '../electron/sync/fault-proxy.ts';
import { buildSyncWorker } from '../electron/sync/worker-program.ts';
import { storedBytes } from './database.ts';
import { startHub, type TestHub } from './server.ts';

const REPORT: Report = {
  appVersion: '0.1.0',
  policyVersion: 1,
  policyAgeSeconds: 60,
  clockOffsetSeconds: null,
  unsent: 0,
  journal: 'ok',
  camera: 'streaming',
  readers: [],
  keysAtRest: 'file',
  settingsVersion: 0,
};

let hub: TestHub;
let program: string;

beforeAll(async () => {
  [hub, program] = await Promise.all([startHub(), buildSyncWorker()]);
});

afterAll(async () => {
  await hub.close();
});

interface Kiosk {
  readonly journal: Journal;
  readonly path: string;
  readonly privateKey: KeyObject;
  /** What the hub calls it. */
  readonly id: string;
  readonly write: (count: number) => void;
}

async function makeKiosk(): Promise<Kiosk> {
  const path = join(freshFolder(), 'journal.db');
  const opened = openJournal(path, { now: () => NINE, random: randomBytes });
  if (!opened.ok) throw new Error(opened.fault);
  const { journal } = opened.value;
  onTestFinished(() => {
    journal.close();
  });
  const { privateKey, id } = await hub.enrolled();
  const write = (count: number): void => {
    for (let n = 0; n < count; n += 1) expect(journal.append(entryAt(NINE + n * 1000))).toMatchObject({ ok: true });
  };
  return { journal, path, privateKey, id, write };
}

interface Synced {
  readonly sync: Syncing;
  readonly states: SyncState[];
  readonly heard: Heard[];
}

function sync(kiosk: Kiosk, url: string, events: Partial<SyncEvents> = {}): Synced {
  const [states, heard]: [SyncState[], Heard[]] = [[], []];
  const hubKey = hub.hub.secrets.hubKey.x;
  const plan = { journalPath: kiosk.path, hub: url, hubKey, kiosk: 'any', proxy: null, retentionDays: 14 };
  const started = startSync(
    { ...plan, privateKey: kiosk.privateKey },
    {
      state: (state) => states.push(state),
      heard: (it) => heard.push(it),
      checkIns: () => undefined,
      anchor: () => Promise.resolve(false),
      newChain: () => Promise.resolve(),
      damaged: () => undefined,
      ...events,
    },
    program,
  );
  onTestFinished(() => started.stop());
  return { sync: started, states, heard };
}

async function until(check: () => void | Promise<void>): Promise<void> {
  await vi.waitFor(check, { timeout: 20_000, interval: 20 });
}

test('entries of a real journal reach the hub from a thread of its own, those that are written meanwhile as well', async () => {
  const kiosk = await makeKiosk();
  kiosk.write(700);
  const { sync: syncing, states, heard } = sync(kiosk, hub.url);
  syncing.report(REPORT);
  await until(() => {
    expect(states.at(-1)).toMatchObject({ isOnline: true, unsent: 0, fault: null, epoch: hub.epoch });
    expect(heard).toHaveLength(1);
  });
  kiosk.write(3);
  syncing.nudge();
  await vi.waitFor(async () => {
    expect(await storedBytes(hub.databaseUrl, kiosk.journal.chain)).toHaveLength(703);
  });
  // The hub of these tests lives in 2022.
  expect(states.at(-1)?.hubAheadMs).toBeLessThan(0);
  await syncing.stop();
  expect(kiosk.journal.verify()).toEqual({ entries: 703, brokenAt: null });
});

test.each<[Fault, string, number]>([
  ['drop-request', 'hub-unreachable', 2],
  ['swallow', 'hub-unreachable', 1],
  ['status-500', 'answer-not-of-the-hub', 4],
])('within five seconds of the return of a network that would %s, what was written is sent', async (...it) => {
  const [fault, told, times] = it;
  const kiosk = await makeKiosk();
  kiosk.write(1);
  let isAway = true;
  const proxy = await startFaultProxy(
    () => hub.url,
    () => (isAway ? fault : null),
  );
  onTestFinished(() => proxy.close());
  const { states } = sync(kiosk, proxy.url);
  await until(() => {
    expect(proxy.met.get(fault) ?? 0).toBeGreaterThanOrEqual(times);
    if (fault !== 'swallow') expect(states.at(-1)).toMatchObject({ isOnline: false, unsent: 1, fault: told });
  });
  isAway = false;
  const returnedAt = performance.now();
  await until(() => {
    expect(states.at(-1)).toMatchObject({ isOnline: true, unsent: 0, fault: null });
  });
  expect(performance.now() - returnedAt).toBeLessThan(5000);
});

test('a kiosk that was revoked says so, keeps its entries, and sends none', async () => {
  const kiosk = await makeKiosk();
  const { privateKey, id } = await hub.enrolled();
  expect(await hub.administrate(`/v1/kiosks/${id}/revoke`)).toMatchObject({ status: 204 });
  kiosk.write(5);
  const { states } = sync({ ...kiosk, privateKey }, hub.url);
  await until(() => {
    expect(states.at(-1)).toMatchObject({ isOnline: true, unsent: 5, fault: 'kiosk-revoked' });
  });
  expect(kiosk.journal.verify()).toEqual({ entries: 5, brokenAt: null });
});

test('a kiosk whose disk is an older copy asks for a new chain', async () => {
  const kiosk = await makeKiosk();
  kiosk.write(5);
  expect(kiosk.journal.checkpoint()).toBe(true);
  const older = join(freshFolder(), 'journal.db');
  copyFileSync(kiosk.path, older);
  kiosk.write(3);
  const first = sync(kiosk, hub.url);
  await until(() => {
    expect(first.states.at(-1)).toMatchObject({ isOnline: true, unsent: 0 });
  });
  await first.sync.stop();
  let asked = 0;
  sync({ ...kiosk, path: older }, hub.url, {
    newChain: () => {
      asked += 1;
      return Promise.resolve();
    },
  });
  await until(() => {
    expect(asked).toBe(1);
  });
});

/** The administrator asks. */
async function ask<T>(path: string): Promise<T> {
  const headers = { authorization: `Bearer ${hub.hub.secrets.administrator}` };
  const response = await fetch(hub.url + path, { headers });
  return (await response.json()) as T;
}

interface Copied {
  readonly first: Kiosk;
  readonly copy: Kiosk;
}

/** A kiosk, and another machine with a copy of its disk as it was with so many entries. */
async function cloned(entries: number): Promise<Copied> {
  const first = await makeKiosk();
  first.write(entries);
  expect(first.journal.checkpoint()).toBe(true);
  const path = join(freshFolder(), 'journal.db');
  copyFileSync(first.path, path);
  const opened = openJournal(path, { now: () => NINE, random: randomBytes });
  if (!opened.ok) throw new Error(opened.fault);
  const { journal } = opened.value;
  onTestFinished(() => {
    journal.close();
  });
  const write = (count: number): void => {
    for (let n = 0; n < count; n += 1) expect(journal.append(entryAt(NINE + 60_000 + n))).toMatchObject({ ok: true });
  };
  return { first, copy: { ...first, journal, path, write } };
}

test.each([
  ['as far as', 2, 2],
  ['farther than', 1, 4],
])(
  'of a cloned disk that has come %s the first, the hub raises an alert, and its chain stops',
  async (_how, ofFirst, ofCopy) => {
    const { first, copy } = await cloned(4);
    first.write(ofFirst);
    copy.write(ofCopy);
    const { states, sync: syncing } = sync(first, hub.url);
    await until(() => {
      expect(states.at(-1)).toMatchObject({ isOnline: true, unsent: 0, fault: null });
    });
    await syncing.stop();
    const other = sync(copy, hub.url);
    other.sync.report({ ...REPORT, syncFault: 'chain-forked' });
    await until(() => {
      expect(other.states.at(-1)).toMatchObject({ isOnline: true, fault: 'chain-forked' });
    });
    const { chain } = copy.journal;
    await vi.waitFor(async () => {
      const { alerts } = await ask<{ alerts: { kind: string; chain: string }[] }>('/v1/alerts');
      expect(alerts.filter((alert) => alert.chain === chain).map(({ kind }) => kind)).toEqual(['fork']);
    });
    expect(await storedBytes(hub.databaseUrl, chain)).toHaveLength(4 + ofFirst);
    await vi.waitFor(async () => {
      const { kiosks } = await ask<{ kiosks: { kiosk: string; report: Report | null }[] }>('/v1/kiosks');
      expect(kiosks.find(({ kiosk }) => kiosk === copy.id)?.report?.syncFault).toBe('chain-forked');
    });
    await other.sync.stop();
  },
);

test('an older copy that has had visitors before it heard of the hub goes on in a new chain, and the hub raises alerts', async () => {
  const { first, copy } = await cloned(4);
  first.write(5);
  const before = sync(first, hub.url);
  await until(() => {
    expect(before.states.at(-1)).toMatchObject({ isOnline: true, unsent: 0 });
  });
  await before.sync.stop();
  copy.write(1);
  const old = copy.journal.chain;
  const keeper = keepJournal(copy.path, { write: () => undefined });
  onTestFinished(() => {
    keeper.close();
  });
  const { states, sync: syncing } = sync(copy, hub.url, {
    newChain: () => {
      expect(keeper.beginNewChain()).toMatchObject({ ok: true });
      return Promise.resolve();
    },
  });
  await until(async () => {
    const { alerts } = await ask<{ alerts: { kind: string; chain: string; kiosk: string }[] }>('/v1/alerts');
    const ours = alerts.filter(({ kiosk }) => kiosk === copy.id);
    expect(ours.filter(({ chain }) => chain === old).map(({ kind }) => kind)).toEqual(['fork']);
    expect(ours.filter(({ chain }) => chain !== old).map(({ kind }) => kind)).toEqual(['reset']);
  });
  const begun = keeper.append(entryAt(NINE + 90_000));
  const chain = begun.ok ? begun.value.chain : '';
  expect(chain).not.toBe(old);
  syncing.nudge();
  await until(async () => {
    expect(await storedBytes(hub.databaseUrl, chain)).not.toHaveLength(0);
    expect(states.at(-1)).toMatchObject({ isOnline: true, fault: null, unsent: 0 });
  });
  // Those of the old one wait for nothing any more: this copy has never been told that some are with the hub.
  expect(owedBySetAside(copy.path)).toMatchObject([{ owed: 5, isStopped: true }]);
  expect(await storedBytes(hub.databaseUrl, old)).toHaveLength(9);
});

test('a thread that ends by itself is told', async () => {
  const kiosk = await makeKiosk();
  const { states } = sync({ ...kiosk, privateKey: randomBytes(1) as unknown as KeyObject }, hub.url);
  await until(() => {
    expect(states.at(-1)).toMatchObject({ isOnline: false, fault: 'internal-error' });
  });
});

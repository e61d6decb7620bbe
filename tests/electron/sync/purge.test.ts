import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { anchorEntry } from '../../../electron/store/anchor.ts';
import type { Journal } from '../../../electron/store/journal.ts';
import { openOutbox, type LiveOutbox, type SentOutbox } from '../../../electron/store/outbox.ts';
import { openDatabase } from '../../../electron/store/sqlite.ts';
import type { SyncEvents } from '../../../electron/sync/run.ts';
import { PATHS } from '../../../shared/wire.ts';
import { freshFolder } from '../folders.ts';
import { entryAt } from '../store/journal-entries.ts';
import { open } from '../store/journal-kit.ts';
import { startStubHub, type StubHub } from './stub-hub.ts';
import { startTestSync, type TestSync } from './sync-kit.ts';
import { newKeyPair } from '../../../electron/key-pair.ts';

const { privateKey } = newKeyPair('ed25519');
const DAY_MS = 86_400_000;
/** An hour is a third of a second. */
const SPEED = 10_000;
const ENTRIES = 450;
const PATIENCE = { timeout: 20_000, interval: 50 };

let stub: StubHub;
let nowMs: number;
/** How often nothing was due. */
let looked: number;
let path: string;
let journal: Journal;

beforeEach(async () => {
  stub = await startStubHub();
  nowMs = Date.now();
  looked = 0;
  path = join(freshFolder(), 'journal.db');
  ({ journal } = open(path));
  for (let n = 0; n < ENTRIES; n += 1) journal.append(entryAt(nowMs + n));
});

afterEach(async () => {
  await stub.close();
});

// The hub's clock stands still while the kiosk's goes on.
const openOurs = (): LiveOutbox => openOutbox(path, () => nowMs);

function sync(events: Partial<SyncEvents>, openJournal = openOurs): TestSync {
  const journals = {
    openJournal,
    openSetAside: () => [],
    openSent: () => {
      looked += 1;
      return [];
    },
  };
  return startTestSync({ hub: stub.url, hubKey: stub.key, privateKey, journals, nowMs: () => nowMs }, SPEED, events);
}

/** One that was set aside and sent, of the journal's own rows. */
function sentOnce(): { readonly outbox: SentOutbox; readonly did: string[] } {
  const did: string[] = [];
  const ours = openOurs();
  const mark = { epoch: stub.epoch, through: ENTRIES - 1 };
  const outbox: SentOutbox = {
    ...ours,
    ...{ file: 'aside', isSetAside: true, isStopped: () => false, mark: () => mark, stop: () => undefined },
    remove: () => did.push('removed'),
    oweAgain: () => did.push('owed'),
  };
  return { outbox, did };
}

test.each<[string, () => void, string[]]>([
  ['confirms', () => undefined, ['removed']],
  ['lacks', () => (stub.confirms = () => ({ is: 'missing' })), ['owed']],
  ['was told to be lost in part', () => (stub.holes = [{ from: 3, through: 3 }]), ['owed']],
  [
    'has otherwise',
    () => (stub.confirms = () => ({ is: 'received', hash: randomBytes(32).toString('base64') })),
    ['owed'],
  ],
])('what was set aside and sent, and the hub %s, is deleted only where it is there', async (_case, spoil, expected) => {
  await sendAll();
  spoil();
  const { outbox, did } = sentOnce();
  const openJournal = (): LiveOutbox => ({ ...openOurs(), duePurge: () => null });
  const journals = { openJournal, openSetAside: () => [], openSent: () => [outbox] };
  const again = startTestSync({ hub: stub.url, hubKey: stub.key, privateKey, journals, nowMs: () => nowMs }, SPEED, {
    anchor: () => Promise.resolve(false),
  });
  await vi.waitFor(() => {
    expect(did.length).toBeGreaterThan(0);
  }, PATIENCE);
  await again.stop();
  expect(did.slice(0, 1)).toEqual(expected);
});

function writeAnchor(head: Parameters<SyncEvents['anchor']>[0]): Promise<boolean> {
  const moment = { epochMs: nowMs, offsetMinutes: 480, isConfirmed: true };
  return Promise.resolve(journal.append(anchorEntry(head, moment, null)).ok);
}

/** Sends all, and lets it grow old. */
async function sendAll(): Promise<void> {
  const first = sync({ anchor: () => Promise.resolve(false) });
  await vi.waitFor(() => {
    expect(first.states.at(-1)?.unsent).toBe(0);
  }, PATIENCE);
  await first.stop();
  nowMs += 15 * DAY_MS;
  stub.hubAheadMs = nowMs - Date.now();
}

/** Lets many hours pass, by what the hub is asked. */
async function passHours(): Promise<void> {
  const before = stub.asked.filter((asked) => asked === PATHS.chain).length;
  await vi.waitFor(() => {
    expect(stub.asked.filter((asked) => asked === PATHS.chain).length).toBeGreaterThan(before + 3);
  }, PATIENCE);
}

function firstLeft(): number {
  const outbox = openOutbox(path, () => nowMs);
  onTestFinished(() => {
    outbox.close();
  });
  return outbox.next(-1, 1)?.entries[0]?.sequence ?? -1;
}

test('entries that the hub confirms once more go after fourteen days, behind an anchor that is on disk', async () => {
  await sendAll();
  const heads: number[] = [];
  const again = sync({
    anchor: (head) => {
      heads.push(head.sequence);
      return writeAnchor(head);
    },
  });
  await vi.waitFor(() => {
    expect(firstLeft()).toBe(ENTRIES - 1);
  }, PATIENCE);
  await again.stop();
  expect(heads).toEqual([ENTRIES - 2]);
  expect(journal.verify()).toMatchObject({ brokenAt: null });
});

test('nothing goes because the hub’s clock leaps', async () => {
  await sendAll();
  nowMs -= 15 * DAY_MS;
  looked = 0;
  const again = sync({ anchor: writeAnchor });
  await vi.waitFor(() => {
    expect(looked).toBeGreaterThan(1);
  }, PATIENCE);
  await again.stop();
  expect(firstLeft()).toBe(0);
});

test.each<[string, () => void, SyncEvents['anchor']]>([
  ['the hub no longer has the entry', () => (stub.confirms = () => ({ is: 'missing' })), writeAnchor],
  [
    'the hub has another entry there',
    () => (stub.confirms = () => ({ is: 'received', hash: randomBytes(32).toString('base64') })),
    writeAnchor,
  ],
  ['the hub lacks an entry before it', () => (stub.holes = [{ from: 3, through: 3 }]), writeAnchor],
  [
    'the hub tells of so many holes that there may be more',
    () => (stub.holes = Array.from({ length: 1000 }, () => ({ from: -1, through: -1 }))),
    writeAnchor,
  ],
  ['no anchor can be written', () => undefined, () => Promise.resolve(false)],
])('nothing goes where %s', async (_why, spoil, anchor) => {
  await sendAll();
  spoil();
  const again = sync({ anchor });
  await passHours();
  await again.stop();
  expect(firstLeft()).toBe(0);
});

/** What SQLite throws where the disk is full. */
function throwFull(): never {
  const database = openDatabase(join(freshFolder(), 'small.db'));
  onTestFinished(() => {
    database.close();
  });
  database.exec('create table blob (bytes blob); pragma max_page_count = 2');
  database.exec('insert into blob values (zeroblob(100000))');
  throw new Error('there was room');
}

test('a disk that fills up in the middle of a purge ends nothing, and the purge goes on once there is room', async () => {
  await sendAll();
  let isFull = true;
  let tries = 0;
  const openJournal = (): LiveOutbox => {
    const outbox = openOutbox(path, () => nowMs);
    return {
      ...outbox,
      purgeThrough: (sequence, rows) => {
        tries += 1;
        return isFull ? throwFull() : outbox.purgeThrough(sequence, rows);
      },
    };
  };
  const again = sync({ anchor: writeAnchor }, openJournal);
  await vi.waitFor(() => {
    expect(tries).toBeGreaterThan(1);
  }, PATIENCE);
  expect(again.states.every(({ fault }) => fault === null)).toBe(true);
  expect(firstLeft()).toBe(0);
  isFull = false;
  await vi.waitFor(() => {
    expect(firstLeft()).toBeGreaterThan(ENTRIES - 2);
  }, PATIENCE);
  await again.stop();
  expect(journal.verify()).toMatchObject({ brokenAt: null });
});

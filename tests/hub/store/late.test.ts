import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyHub } from '../../../hub/backup/verify.ts';
import { applyRetention } from '../../../hub/store/retention.ts';
import type { Kiosk } from '../../../hub/store/kiosk.ts';
import type { Database } from '../../../hub/store/open.ts';
import { encodeEntry } from '../../../shared/journal.ts';
import type { Batch } from '../../../shared/wire.ts';
import { createDatabase, NOON, openMigrated } from '../database.ts';
import { lastHash, makeChain, makeEntry, slice } from '../journal.ts';
import { deliver as deliverTo, insertKiosk, storedSequences } from './delivering.ts';

const DAY_MS = 86_400_000;

let url: string;
let database: Database;
let kiosk: Kiosk;

beforeAll(async () => {
  url = await createDatabase();
  database = await openMigrated(url);
  kiosk = await insertKiosk(database);
});

afterAll(async () => {
  await database.close();
});

const deliver = (batch: Batch, nowMs = NOON): ReturnType<typeof deliverTo> => deliverTo(database, kiosk, batch, nowMs);

/** Ten entries, of which 3 to 6 were told to be lost. */
async function withHole(chain = makeChain(10)): Promise<Batch> {
  await deliver(slice(chain, 0, 3));
  await deliver({ ...slice(chain, 7), hole: { from: 3, reason: 'damaged' } });
  return chain;
}

async function holes({ chain }: Batch): Promise<string[]> {
  const rows = await database.store
    .selectFrom('chain_hole')
    .select(['from_sequence', 'through_sequence', 'reason'])
    .where('chain', '=', chain)
    .orderBy('from_sequence')
    .execute();
  return rows.map((row) => `${row.from_sequence} to ${row.through_sequence} ${row.reason}`);
}

async function alerts({ chain }: Batch, kind: 'fork' | 'gap'): Promise<string[]> {
  const { store } = database;
  const rows = await store
    .selectFrom('alert')
    .select('sequence')
    .where('chain', '=', chain)
    .where('kind', '=', kind)
    .execute();
  return rows.map(({ sequence }) => sequence);
}

const taken = (stored: number, repeated: number): unknown =>
  expect.objectContaining({ ok: true, value: expect.objectContaining({ stored, repeated }) as unknown });

test.each<[string, number, number, number, string[]]>([
  ['the first of its entries', 3, 4, 1, ['4 to 6 damaged']],
  ['the last', 6, 7, 1, ['3 to 5 damaged']],
  ['all of them', 3, 7, 4, []],
  ['all of them, between others that are here', 1, 9, 4, []],
])('of a hole that was told comes after all %s, which is stored', async (_what, from, end, stored, left) => {
  const chain = await withHole();
  expect(await deliver(slice(chain, from, end))).toEqual(taken(stored, end - from - stored));
  expect(await deliver(slice(chain, from, end))).toEqual(taken(0, end - from));
  expect(await holes(chain)).toEqual(left);
  const here = [0, 1, 2, 7, 8, 9, ...[3, 4, 5, 6].filter((it) => it >= from && it < end)];
  expect(await storedSequences(database, chain.chain)).toEqual(here.sort((a, b) => a - b));
});

test('in the midst of a hole an entry is stored only where its kiosk tells again of what is lost before it', async () => {
  const chain = await withHole();
  const head = { through: 2, hash: Buffer.from(lastHash(slice(chain, 0, 3)), 'base64') };
  const part = slice(chain, 4, 6);
  for (const hole of [{}, { hole: { from: 4, reason: 'damaged' as const } }]) {
    expect(await deliver({ ...part, ...hole })).toEqual({ ok: false, fault: 'gap', head });
  }
  expect(await alerts(chain, 'gap')).toEqual(['3']);
  expect(await deliver({ ...part, hole: { from: 3, reason: 'damaged' } })).toEqual(taken(2, 0));
  expect(await holes(chain)).toEqual(['3 to 3 damaged', '6 to 6 damaged']);
  expect(await deliver(part)).toEqual(taken(0, 2));
});

test('what comes after all and what comes next may be in one batch, and of several holes', async () => {
  const chain = makeChain(12);
  await deliver({ ...slice(chain, 2, 4), hole: { from: 0, reason: 'purged' } });
  await deliver({ ...slice(chain, 6, 8), hole: { from: 4, reason: 'damaged' } });
  expect(await deliver(slice(chain, 1))).toEqual(taken(7, 4));
  expect(await holes(chain)).toEqual(['0 to 0 purged']);
  expect(await storedSequences(database, chain.chain)).toEqual(Array.from({ length: 11 }, (_, i) => i + 1));
});

/** The same chain, gone another way from `at` on. */
function another(chain: Batch, at: number): Batch {
  const before = Buffer.from(chain.entries[at]?.previousHash ?? '', 'base64');
  const bytes = encodeEntry(makeEntry(chain.chain, at, before, { verdict: 'refuse' }));
  return makeChain(chain.entries.length, { chain: chain.chain, contents: { [at]: bytes } });
}

test.each([
  ['the entry before its hole', 2, 3, 5, 3],
  ['the entry after its hole', 5, 5, 7, 6],
  ['the entry after its hole, alone', 6, 6, 7, 6],
  ['what has come before of the same hole', 3, 4, 6, 4],
])(
  'what comes after all and does not fit %s is a fork, and is not acknowledged',
  async (_what, at, from, end, forkedAt) => {
    const chain = await withHole();
    if (at === 3) await deliver(slice(chain, 3, 4));
    const before = await storedSequences(database, chain.chain);
    expect(await deliver(slice(another(chain, at), from, end))).toMatchObject({ ok: false, fault: 'fork' });
    expect(await storedSequences(database, chain.chain)).toEqual(before);
    expect(await alerts(chain, 'fork')).toEqual([String(forkedAt)]);
  },
);

test('an envelope around an entry that is here does not make what comes before it fit', async () => {
  const chain = await withHole();
  const invented = slice(another(chain, 3), 3, 7);
  const [seventh] = slice(chain, 7, 8).entries;
  const lying = { sequence: 7, bytes: seventh?.bytes ?? '', previousHash: lastHash(invented) };
  const batch = { ...invented, entries: [...invented.entries, lying] };
  expect(await deliver(batch)).toMatchObject({ ok: false, fault: 'fork' });
  expect(await alerts(chain, 'fork')).toEqual(['6']);
  expect(await holes(chain)).toEqual(['3 to 6 damaged']);
});

test.each([
  ['before anything', async () => Promise.resolve(), false],
  ['after all', async (chain: Batch) => deliver({ ...slice(chain, 2), hole: { from: 0, reason: 'damaged' } }), true],
])('a first entry that names one before it is a fork where it comes %s', async (_when, prepare, isLate) => {
  const id = randomUUID();
  const bytes = encodeEntry(makeEntry(id, 0, Buffer.alloc(32, 1)));
  const chain = makeChain(4, { chain: id, contents: { 0: bytes } });
  await prepare(chain);
  const [first] = chain.entries;
  const previousHash = Buffer.alloc(32, 1).toString('base64');
  const batch = { chain: id, entries: [{ sequence: 0, bytes: first?.bytes ?? '', previousHash }] };
  expect(await deliver(batch)).toMatchObject({ ok: false, fault: 'fork' });
  expect(await storedSequences(database, id)).toEqual(isLate ? [2, 3] : []);
});

test('what comes after all and cannot be read is kept in quarantine', async () => {
  const chain = await withHole(makeChain(10, { contents: { 5: Buffer.from('?') } }));
  expect(await deliver(slice(chain, 3, 7))).toMatchObject({ ok: true, value: { stored: 4, quarantined: 1 } });
});

test('a chain whose holes were filled is whole, and what retention drops of them does not come back', async () => {
  const chain = await withHole();
  await deliver({ ...slice(chain, 4, 6), hole: { from: 3, reason: 'damaged' } }, NOON + DAY_MS);
  const found: unknown[] = [];
  await verifyHub(url, (checked) => {
    if (checked.chain.chain === chain.chain) found.push(checked.holes, checked.found);
    return Promise.resolve();
  });
  expect(found).toEqual([
    [
      { from: 3, through: 3 },
      { from: 6, through: 6 },
    ],
    [],
  ]);
  await applyRetention(database.store, 1, new Date(NOON + 2 * DAY_MS));
  expect(await storedSequences(database, chain.chain)).toEqual([4, 5]);
  await applyRetention(database.store, 1, new Date(NOON + 3 * DAY_MS));
  expect(await deliver(slice(chain, 4, 6), NOON + 3 * DAY_MS)).toEqual(taken(0, 2));
  expect(await storedSequences(database, chain.chain)).toEqual([]);
});

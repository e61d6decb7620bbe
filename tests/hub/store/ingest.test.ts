import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Delivery, ingest } from '../../../hub/store/ingest.ts';
import type { Kiosk } from '../../../hub/store/kiosk.ts';
import type { Database } from '../../../hub/store/open.ts';
import { encodeEntry, NO_PREVIOUS_HASH } from '../../../shared/journal.ts';
import { encodeCbor } from '../../../shared/credential/cbor.ts';
import type { Batch } from '../../../shared/wire.ts';
import { createDatabase, NOON, openMigrated } from '../database.ts';
import { makeChain, makeChainOf, makeEntry, slice } from '../journal.ts';
import { deliver as deliverTo, insertKiosk, storedSequences } from './delivering.ts';

const DAY_MS = 86_400_000;

let database: Database;

beforeAll(async () => {
  database = await openMigrated(await createDatabase());
});

afterAll(async () => {
  await database.close();
});

function makeKiosk(): Promise<Kiosk> {
  return insertKiosk(database);
}

function deliver(
  kiosk: Kiosk,
  batch: Batch,
  nowMs = NOON,
  signed: Delivery['signed'] = null,
): ReturnType<typeof ingest> {
  return deliverTo(database, kiosk, batch, nowMs, signed);
}

async function alerts(chain: string): Promise<string[]> {
  const rows = await database.store
    .selectFrom('alert')
    .select(['kind', 'sequence'])
    .where('chain', '=', chain)
    .orderBy('id')
    .execute();
  return rows.map(({ kind, sequence }) => `${kind} at ${sequence}`);
}

const taken = (stored: number, repeated: number, quarantined = 0): unknown => ({
  ok: true,
  value: { stored, repeated, quarantined },
  epoch: expect.any(String) as unknown,
});

test('a batch is stored verbatim, and counted as received when it comes again', async () => {
  const kiosk = await makeKiosk();
  const batch = makeChain(3);
  expect(await deliver(kiosk, batch)).toEqual(taken(3, 0));
  expect(await deliver(kiosk, batch)).toEqual(taken(0, 3));
  const rows = await database.store
    .selectFrom('entry')
    .select(['bytes', 'verdict', 'epoch_ms', 'is_quarantined'])
    .where('chain', '=', batch.chain)
    .orderBy('sequence')
    .execute();
  expect(rows.map(({ bytes }) => bytes.toString('base64'))).toEqual(batch.entries.map(({ bytes }) => bytes));
  expect(rows[1]).toMatchObject({ verdict: 'admit', epoch_ms: String(NOON + 1000), is_quarantined: false });
});

test('batches that overlap add only what is new', async () => {
  const kiosk = await makeKiosk();
  const chain = makeChain(6);
  await deliver(kiosk, slice(chain, 0, 4));
  expect(await deliver(kiosk, slice(chain, 2, 6))).toEqual(taken(2, 2));
  expect(await storedSequences(database, chain.chain)).toEqual([0, 1, 2, 3, 4, 5]);
});

test('an entry received on one day is not stored again on the next', async () => {
  const kiosk = await makeKiosk();
  const batch = makeChain(2);
  await deliver(kiosk, batch, NOON);
  expect(await deliver(kiosk, batch, NOON + DAY_MS)).toEqual(taken(0, 2));
  expect(await storedSequences(database, batch.chain)).toEqual([0, 1]);
});

test('what retention has dropped does not come back', async () => {
  const kiosk = await makeKiosk();
  const chain = makeChain(4);
  await deliver(kiosk, slice(chain, 0, 3));
  await database.store.deleteFrom('entry').where('chain', '=', chain.chain).execute();
  expect(await deliver(kiosk, slice(chain, 0, 2))).toEqual(taken(0, 2));
  expect(await deliver(kiosk, chain)).toEqual(taken(1, 3));
  expect(await storedSequences(database, chain.chain)).toEqual([3]);
});

test.each([
  ['the first of its chain', 0],
  ['a later one', 10],
])('a batch from twenty connections at once, around midnight, is stored once: %s', async (_which, from) => {
  const kiosk = await makeKiosk();
  const chain = makeChain(60);
  if (from > 0) await deliver(kiosk, slice(chain, 0, from));
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, i) => deliver(kiosk, slice(chain, from), NOON + (i % 2) * DAY_MS)),
  );
  const stored = outcomes.map((outcome) => (outcome.ok ? outcome.value.stored : -1));
  expect(stored.filter((count) => count !== 0)).toEqual([60 - from]);
  expect(await storedSequences(database, chain.chain)).toHaveLength(60);
});

test('a gap is refused with where the chain stands, and leaves an alert and nothing else', async () => {
  const kiosk = await makeKiosk();
  const chain = makeChain(5);
  await deliver(kiosk, slice(chain, 0, 2));
  expect(await deliver(kiosk, slice(chain, 3))).toMatchObject({ fault: 'gap', head: { through: 1 } });
  expect(await deliver(kiosk, slice(chain, 3))).toMatchObject({ fault: 'gap' });
  expect(await storedSequences(database, chain.chain)).toEqual([0, 1]);
  expect(await alerts(chain.chain)).toEqual(['gap at 2']);
  expect(await deliver(kiosk, slice(chain, 2))).toEqual(taken(3, 0));
});

test('a chain that does not begin at its beginning is a gap', async () => {
  const kiosk = await makeKiosk();
  expect(await deliver(kiosk, slice(makeChain(2), 1))).toMatchObject({ fault: 'gap', head: { through: -1 } });
});

/** The same chain up to `at`, where a clone of the disk went another way. */
function fork(chain: Batch, at: number): Batch {
  const previous = chain.entries[at]?.previousHash ?? '';
  const other = makeEntry(chain.chain, at, Buffer.from(previous, 'base64'), { verdict: 'refuse' });
  return makeChain(chain.entries.length, { chain: chain.chain, contents: { [at]: encodeEntry(other) } });
}

test.each([
  ['at the head', 3, 3, 4, 'fork at 3'],
  ['before the head', 1, 1, 2, 'fork at 1'],
  ['in the midst of entries that are the same', 2, 0, 4, 'fork at 2'],
  ['behind the head, which the entry does not name', 3, 4, 6, 'fork at 4'],
  ['before the batch, whose first entry does not name it', 1, 2, 3, 'fork at 2'],
])('another history is a fork: %s', async (_where, at, from, end, alert) => {
  const kiosk = await makeKiosk();
  const chain = makeChain(6);
  await deliver(kiosk, slice(chain, 0, 4));
  expect(await deliver(kiosk, slice(fork(chain, at), from, end))).toMatchObject({
    fault: 'fork',
    head: { through: 3 },
  });
  expect(await storedSequences(database, chain.chain)).toEqual([0, 1, 2, 3]);
  expect(await alerts(chain.chain)).toEqual([alert]);
});

test('a batch that does not hang together is a fork, and nothing of it is stored', async () => {
  const kiosk = await makeKiosk();
  const chain = makeChain(4);
  const [first, second, ...rest] = fork(chain, 1).entries;
  const torn = { chain: chain.chain, entries: [first, second, ...rest.map((_, i) => chain.entries[i + 2])] } as Batch;
  expect(await deliver(kiosk, torn)).toMatchObject({ fault: 'fork' });
  expect(await storedSequences(database, chain.chain)).toEqual([]);
});

test('the first entry of a chain names 32 zero bytes', async () => {
  const kiosk = await makeKiosk();
  const [first] = makeChain(1).entries;
  const batch = { chain: randomUUID(), entries: [{ ...first, previousHash: Buffer.alloc(32, 1).toString('base64') }] };
  expect(await deliver(kiosk, batch as Batch)).toMatchObject({ fault: 'fork' });
});

const CHAIN = '0180bab7-0c00-7000-8000-000000000001';

test.each([
  ['bytes that are no CBOR', Buffer.from('ffff', 'hex')],
  ['an encoding of a newer release', encodeCbor([3, CHAIN, 1])],
  ['an entry of another chain', encodeEntry(makeEntry(randomUUID(), 1, NO_PREVIOUS_HASH))],
  ['another sequence than its envelope says', encodeEntry(makeEntry(CHAIN, 2, NO_PREVIOUS_HASH))],
  ['another hash before it than its envelope says', encodeEntry(makeEntry(CHAIN, 1, NO_PREVIOUS_HASH))],
  ['a NUL, which the database cannot hold', encodeEntry(makeEntry(CHAIN, 1, NO_PREVIOUS_HASH, { format: 'a\0b' }))],
  ['SQL', Buffer.from("'); drop table entry; --")],
])('content that cannot be read is kept in quarantine and blocks nothing: %s', async (_what, bytes) => {
  const kiosk = { ...(await makeKiosk()), venue: randomUUID() };
  const batch = makeChain(3, { chain: CHAIN, contents: { 1: bytes } });
  expect(await deliver(kiosk, batch)).toEqual(taken(3, 0, 1));
  expect(await deliver(kiosk, batch)).toEqual(taken(0, 3));
  const kept = await database.store
    .selectFrom('entry')
    .select(['sequence', 'bytes'])
    .where('venue', '=', kiosk.venue)
    .where('is_quarantined', '=', true)
    .execute();
  expect(kept).toEqual([{ sequence: '1', bytes: Buffer.from(bytes) }]);
});

test.each([{ epochMs: 9e15 }, { epochMs: -9e15 }, { offsetMinutes: 99_999_999 }, { offsetMinutes: -1440 }])(
  'an entry of a clock that shows no moment is kept in quarantine and blocks nothing: %o',
  async (clock) => {
    const kiosk = { ...(await makeKiosk()), venue: randomUUID() };
    const { batch } = makeChainOf([{}, clock, { epochMs: 0, offsetMinutes: 1439 }]);
    expect(await deliver(kiosk, batch)).toEqual(taken(3, 0, 1));
    const kept = await database.store
      .selectFrom('entry')
      .select(['sequence', 'bytes'])
      .where('venue', '=', kiosk.venue)
      .where('is_quarantined', '=', true)
      .execute();
    expect(kept).toEqual([{ sequence: '1', bytes: Buffer.from(batch.entries[1]?.bytes ?? '', 'base64') }]);
    expect(await alerts(batch.chain)).toEqual(['quarantine at 1']);
  },
);

test('content in quarantine raises an alert', async () => {
  const kiosk = await makeKiosk();
  const batch = makeChain(3, { contents: { 1: Buffer.from('?') } });
  await deliver(kiosk, batch);
  expect(await alerts(batch.chain)).toEqual(['quarantine at 1']);
});

test('a chain belongs to the kiosk that began it', async () => {
  const batch = makeChain(1);
  await deliver(await makeKiosk(), batch);
  expect(await deliver(await makeKiosk(), batch)).toEqual({ ok: false, fault: 'chain-of-another', head: null });
});

test('a kiosk that begins another chain raises an alert, its first does not', async () => {
  const kiosk = await makeKiosk();
  const [first, second] = [makeChain(1), makeChain(1)];
  await deliver(kiosk, first);
  await deliver(kiosk, second);
  expect(await alerts(first.chain)).toEqual([]);
  expect(await alerts(second.chain)).toEqual(['reset at 0']);
});

test('a batch of which PostgreSQL takes only a part is taken as a whole or not at all', async () => {
  const kiosk = await makeKiosk();
  const chain = makeChain(3);
  await deliver(kiosk, slice(chain, 0, 1));
  // A row that the head knows nothing of: somebody has put it there by hand.
  await database.store
    .insertInto('entry')
    .values({
      received_day: '2022-05-13',
      received_at: new Date(NOON),
      venue: kiosk.venue,
      kiosk: kiosk.id,
      chain: chain.chain,
      sequence: 2,
      hash: Buffer.alloc(32),
      bytes: Buffer.alloc(1),
      is_quarantined: true,
      verdict: null,
      epoch_ms: null,
    })
    .execute();
  await expect(deliver(kiosk, slice(chain, 1))).rejects.toMatchObject({ code: '23505' });
  expect(await storedSequences(database, chain.chain)).toEqual([0, 2]);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { ALERT_WORDS } from '../../hub/alert-words.ts';
import { headStatement } from '../../shared/statement.ts';
import { chainStandSchema, PATHS, type Batch } from '../../shared/wire.ts';
import { encodeEntry, NO_PREVIOUS_HASH } from '../../shared/journal.ts';
import { lastHash, makeChain, makeEntry, slice } from './journal.ts';
import { read, type Kiosk } from './kiosk.ts';
import { startHub, type TestHub } from './server.ts';

let server: TestHub;
let kiosk: Kiosk & { readonly id: string };

beforeAll(async () => {
  server = await startHub();
  kiosk = await server.enrolled();
});

afterAll(async () => {
  await server.close();
});

/** With the kiosk's word for how far the chain goes. */
function withHead(batch: Batch, whole: Batch, signer: Kiosk = kiosk): Batch {
  const sequence = whole.entries.at(-1)?.sequence ?? 0;
  const hash = lastHash(whole);
  const statement = headStatement({ chain: whole.chain, sequence, hash: Buffer.from(hash, 'base64') });
  return { ...batch, head: { sequence, hash, signature: signer.sign(statement) } };
}

async function alertsOf({ chain }: Batch): Promise<string[]> {
  const headers = { authorization: `Bearer ${server.hub.secrets.administrator}` };
  const { body } = await fetch(`${server.url}/v1/alerts`, { headers }).then(read);
  const { alerts } = body as { alerts: { kind: string; chain: string; sequence: number }[] };
  return (
    alerts
      .filter((alert) => alert.chain === chain)
      .map(({ kind, sequence }) => `${kind} at ${sequence}`)
      // All chains here are one kiosk's.
      .filter((alert) => alert !== 'reset at 0')
  );
}

async function standAt(chain: string, sequence: number): Promise<unknown> {
  const { body } = await kiosk.post(PATHS.chain, { chain, sequence });
  return chainStandSchema.parse(body);
}

test('a chain goes on after a hole that begins where the hub stands, however often it is told', async () => {
  const chain = makeChain(8);
  await kiosk.send(slice(chain, 0, 3));
  const after = { ...slice(chain, 5), hole: { from: 3, reason: 'damaged' as const } };
  expect(await kiosk.send(after)).toMatchObject({ status: 200, body: { through: 7, hash: lastHash(chain) } });
  expect(await kiosk.send(after)).toMatchObject({ status: 200, body: { through: 7 } });
  expect(await alertsOf(chain)).toEqual(['hole at 3']);
  const holes = await server.hub.database.store
    .selectFrom('chain_hole')
    .select(['from_sequence', 'through_sequence', 'reason'])
    .where('chain', '=', chain.chain)
    .execute();
  expect(holes).toEqual([{ from_sequence: '3', through_sequence: '4', reason: 'damaged' }]);
});

test.each([
  ['one entry later than where the hub stands', 4],
  ['one entry earlier', 2],
  ['at the beginning', 0],
])('a hole is refused as a gap where it begins %s', async (_where, from) => {
  const chain = makeChain(8);
  await kiosk.send(slice(chain, 0, 3));
  const after = { ...slice(chain, 5), hole: { from, reason: 'purged' as const } };
  expect(await kiosk.send(after)).toMatchObject({ status: 409, body: { fault: 'gap', head: { through: 2 } } });
});

test('a hole at the beginning of a chain is one, and a hole of nothing is none', async () => {
  const [chain, whole] = [makeChain(3), makeChain(3)];
  const hole = { from: 0, reason: 'damaged' as const };
  expect(await kiosk.send({ ...slice(chain, 1), hole })).toMatchObject({ status: 200 });
  expect(await alertsOf(chain)).toEqual(['hole at 0']);
  expect(await kiosk.send({ ...whole, hole })).toMatchObject({ status: 200 });
  expect(await alertsOf(whole)).toEqual([]);
});

test('a kiosk is told where its chain stands, and what is here of one place', async () => {
  const chain = makeChain(6);
  const { epoch } = server;
  const zeros = Buffer.alloc(32).toString('base64');
  expect(await standAt(chain.chain, 0)).toEqual({
    ...{ epoch, chain: chain.chain, through: -1, hash: zeros },
    asked: { is: 'missing' },
    holes: [],
  });
  await kiosk.send(slice(chain, 0, 2));
  await kiosk.send({ ...slice(chain, 3, 5), hole: { from: 2, reason: 'damaged' } });
  const stand = {
    epoch,
    chain: chain.chain,
    through: 4,
    hash: lastHash(slice(chain, 0, 5)),
    holes: [{ from: 2, through: 2 }],
  };
  const received = { is: 'received', hash: lastHash(slice(chain, 0, 2)) };
  expect(await standAt(chain.chain, 1)).toEqual({ ...stand, asked: received });
  expect(await standAt(chain.chain, 2)).toEqual({ ...stand, asked: { is: 'missing' } });
  expect(await standAt(chain.chain, 5)).toEqual({ ...stand, asked: { is: 'missing' } });
  await server.hub.database.store.deleteFrom('entry').where('chain', '=', chain.chain).execute();
  expect(await standAt(chain.chain, 1)).toEqual({ ...stand, asked: { is: 'dropped' } });
  expect(await standAt(chain.chain, 2)).toEqual({ ...stand, asked: { is: 'missing' } });
});

test('of holes a kiosk is told the first thousand', async () => {
  const chain = makeChain(1);
  await kiosk.send(chain);
  const place = { chain: chain.chain, reason: 'damaged', told_at: new Date() };
  const holes = Array.from({ length: 1001 }, (_, n) => ({ from_sequence: 10 + 2 * n, through_sequence: 10 + 2 * n }));
  const { store } = server.hub.database;
  const { venue } = await store
    .selectFrom('chain')
    .select('venue')
    .where('chain', '=', chain.chain)
    .executeTakeFirstOrThrow();
  await store
    .insertInto('chain_hole')
    .values(holes.map((hole) => ({ ...place, ...hole, venue })))
    .execute();
  const told = (await standAt(chain.chain, 0)) as { holes: unknown[] };
  expect(told.holes).toHaveLength(1000);
  expect(told.holes.at(-1)).toEqual({ from: 2008, through: 2008 });
});

test('a chain of another kiosk is none of its business', async () => {
  const chain = makeChain(1);
  await (await server.enrolled()).send(chain);
  expect(await kiosk.post(PATHS.chain, { chain: chain.chain, sequence: 0 })).toMatchObject({
    status: 403,
    body: { fault: 'chain-of-another' },
  });
});

async function keptOf({ chain }: Batch): Promise<string | null> {
  const { store } = server.hub.database;
  const row = await store.selectFrom('chain').select('signed_sequence').where('chain', '=', chain).executeTakeFirst();
  return row?.signed_sequence ?? null;
}

test.each([
  ['has not come yet', 3, '3'],
  ['comes with the batch that has it', 4, '7'],
  ['came before', 5, '7'],
])('a signed head is kept until the entry that it names was compared, which %s', async (_when, end, kept) => {
  const chain = makeChain(8);
  expect(await kiosk.send(withHead(slice(chain, 0, 1), slice(chain, 0, 4)))).toMatchObject({ status: 200 });
  expect(await keptOf(chain)).toBe('3');
  if (end > 4) await kiosk.send(slice(chain, 1, 4));
  expect(await kiosk.send(withHead(slice(chain, Math.min(end - 1, 1), end), chain))).toMatchObject({ status: 200 });
  expect(await keptOf(chain)).toBe(kept);
  expect(await alertsOf(chain)).toEqual([]);
});

test('new entries under a head before the one that was kept raise an alert: something was cut off', async () => {
  const chain = makeChain(8);
  await kiosk.send(withHead(slice(chain, 0, 2), slice(chain, 0, 7)));
  expect(await kiosk.send(withHead(slice(chain, 2, 4), slice(chain, 0, 6)))).toMatchObject({ status: 200 });
  expect(await kiosk.send(withHead(slice(chain, 4, 6), slice(chain, 0, 6)))).toMatchObject({ status: 200 });
  expect(await alertsOf(chain)).toEqual(['reset at 6']);
  expect(await keptOf(chain)).toBe('6');
});

test('a batch that comes again after a later one has an older head, and raises nothing', async () => {
  const chain = makeChain(8);
  const first = withHead(slice(chain, 0, 2), slice(chain, 0, 4));
  await kiosk.send(first);
  await kiosk.send(withHead(slice(chain, 2, 4), chain));
  expect(await kiosk.send(first)).toMatchObject({ status: 200 });
  expect(await alertsOf(chain)).toEqual([]);
  expect(await keptOf(chain)).toBe('7');
});

test('what is written anew in place of what was cut off is found out, however much more follows', async () => {
  const chain = makeChain(8);
  await kiosk.send(withHead(slice(chain, 0, 2), slice(chain, 0, 6)));
  const anew = clone(chain, 4, 8);
  expect(await kiosk.send(withHead(slice(anew, 2, 4), anew))).toMatchObject({ status: 200 });
  expect(await kiosk.send(withHead(slice(anew, 4), anew))).toMatchObject({ status: 409, body: { fault: 'fork' } });
  expect(await alertsOf(chain)).toEqual(['fork at 5']);
});

test('a head that its kiosk has not signed is refused, and nothing is stored', async () => {
  const chain = makeChain(2);
  const foreign = withHead(chain, chain, await server.enrolled());
  expect(await kiosk.send(foreign)).toMatchObject({ status: 400, body: { fault: 'head-wrong' } });
  expect(await standAt(chain.chain, 0)).toMatchObject({ through: -1 });
});

/** The same chain, where a clone of the disk went another way from `at` on. */
function clone(chain: Batch, at: number, length: number): Batch {
  const before = chain.entries[at]?.previousHash ?? '';
  const bytes = encodeEntry(
    makeEntry(chain.chain, at, before === '' ? NO_PREVIOUS_HASH : Buffer.from(before, 'base64'), { verdict: 'refuse' }),
  );
  return makeChain(length, { chain: chain.chain, contents: { [at]: bytes } });
}

test('an entry that is not what was signed for before is a fork, and so is one that does not follow it', async () => {
  const chain = makeChain(6);
  await kiosk.send(withHead(slice(chain, 0, 2), slice(chain, 0, 4)));
  const other = clone(chain, 2, 6);
  expect(await kiosk.send(slice(other, 2))).toMatchObject({ status: 409, body: { fault: 'fork' } });
  const after = { ...slice(other, 4), hole: { from: 2, reason: 'damaged' as const } };
  expect(await kiosk.send(after)).toMatchObject({ status: 409, body: { fault: 'fork' } });
  expect(await alertsOf(chain)).toEqual(['fork at 3', 'fork at 4']);
  expect(await kiosk.send(slice(chain, 2))).toMatchObject({ status: 200 });
});

test.each([
  ['an entry that was received long ago', 1, 4],
  ['the last entry that was received', 3, 4],
  ['an entry of its own batch', 5, 6],
])('a signed head that names another hash of %s is a fork', async (_which, at, end) => {
  const chain = makeChain(6);
  await kiosk.send(slice(chain, 0, 4));
  const lying = withHead(slice(chain, 4), clone(slice(chain, 0, end), at, at + 1));
  expect(await kiosk.send(lying)).toMatchObject({ status: 409, body: { fault: 'fork', head: { through: 3 } } });
  expect(await alertsOf(chain)).toEqual([`fork at ${at}`]);
});

test('alerts come with words, can be of one venue, and go on after the last id', async () => {
  const headers = { authorization: `Bearer ${server.hub.secrets.administrator}` };
  const ask = async (query: string): Promise<{ id: number }[]> =>
    ((await fetch(`${server.url}/v1/alerts${query}`, { headers }).then(read)).body as { alerts: { id: number }[] })
      .alerts;
  const all = await ask('');
  expect(all[0]).toMatchObject({ kind: 'hole', words: ALERT_WORDS.hole, kiosk: kiosk.id });
  expect(await ask(`?since=${all[0]?.id ?? 0}`)).toEqual(all.slice(1));
  expect(await ask(`?venue=${encodeURIComponent('人民广场商场')}`)).toEqual(all);
  expect(await ask('?venue=elsewhere')).toEqual([]);
  const wrong = await fetch(`${server.url}/v1/alerts?since=1%20or%201=1`, { headers });
  expect(wrong.status).toBe(400);
  const metrics = await fetch(`${server.url}/metrics`, {
    headers: { authorization: `Bearer ${server.hub.secrets.scraper}` },
  });
  expect(await metrics.text()).toMatch(/^sentinel_hub_alerts\{kind="fork"\} [1-9]/mu);
});

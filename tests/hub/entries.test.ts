import { connect as connectSocket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeEntry, NO_PREVIOUS_HASH } from '../../shared/journal.ts';
import {
  acknowledgementSchema,
  MAX_BATCH_ENTRIES,
  MAX_BODY_BYTES,
  MAX_ENTRY_BYTES,
  PATHS,
  type Batch,
} from '../../shared/wire.ts';
import { lastHash, makeChain, makeEntry, slice } from './journal.ts';
import { keyIdOf } from '../../hub/crypto.ts';
import { getChallenge, makeKiosk, read, type Kiosk, type Twist } from './kiosk.ts';
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

async function countOf({ chain }: Batch): Promise<number> {
  const { store } = server.hub.database;
  return (await store.selectFrom('entry').select('sequence').where('chain', '=', chain).execute()).length;
}

test('a batch is acknowledged with the hub’s epoch, its last sequence and that entry’s hash', async () => {
  const batch = makeChain(3);
  const answer = await kiosk.send(batch);
  expect(answer).toMatchObject({
    status: 200,
    body: { epoch: server.epoch, chain: batch.chain, through: 2, hash: lastHash(batch) },
  });
  expect(acknowledgementSchema.safeParse(answer.body).success).toBe(true);
});

test('a repeated batch gets the same answer, never one beyond what it sent', async () => {
  const chain = makeChain(10);
  await kiosk.send(chain);
  const part = slice(chain, 2, 5);
  for (const isPlain of [false, true]) {
    expect(await kiosk.send(part, { isPlain })).toMatchObject({
      status: 200,
      body: { through: 4, hash: lastHash(part) },
    });
  }
  expect(await countOf(chain)).toBe(10);
});

test('the same batch many times at once is stored once, and acknowledged each time', async () => {
  const batch = makeChain(100);
  const answers = await Promise.all(Array.from({ length: 20 }, () => kiosk.send(batch)));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
  expect(await countOf(batch)).toBe(100);
});

test('a gap and a fork say where the chain stands', async () => {
  const chain = makeChain(4);
  await kiosk.send(slice(chain, 0, 2));
  const head = { through: 1, hash: lastHash(slice(chain, 0, 2)) };
  expect(await kiosk.send(slice(chain, 3))).toMatchObject({ status: 409, body: { fault: 'gap', head } });
  const other = encodeEntry(makeEntry(chain.chain, 0, NO_PREVIOUS_HASH, { verdict: 'refuse' }));
  const cloned = makeChain(1, { chain: chain.chain, contents: { 0: other } });
  expect(await kiosk.send(cloned)).toMatchObject({ status: 409, body: { fault: 'fork', head } });
});

test('content that cannot be read is acknowledged like any other', async () => {
  const batch = makeChain(3, { contents: { 1: Buffer.from('nonsense') } });
  expect(await kiosk.send(batch)).toMatchObject({ status: 200, body: { through: 2 } });
});

test('the chain of another kiosk is refused, and says nothing of it', async () => {
  const batch = makeChain(1);
  await kiosk.send(batch);
  const answer = await (await server.enrolled()).send(batch);
  expect(answer).toMatchObject({ status: 403, body: { fault: 'chain-of-another' } });
  expect(answer.body).not.toHaveProperty('head');
});

test('a kiosk that only asks where another’s chain stands raises the alert too', async () => {
  const [kiosk, clone] = [await server.enrolled(), await server.enrolled()];
  const batch = makeChain(1);
  await kiosk.send(batch);
  const answer = await clone.post(PATHS.chain, { chain: batch.chain, sequence: 0 });
  expect(answer).toMatchObject({ status: 403, body: { fault: 'chain-of-another' } });
  const rows = await server.hub.database.store
    .selectFrom('alert')
    .select(['kind', 'kiosk'])
    .where('chain', '=', batch.chain)
    .execute();
  expect(rows).toEqual([{ kind: 'fork', kiosk: clone.id }]);
});

const fields = { missing: { 'signature-input': undefined }, malformed: { 'signature-input': 'kiosk=("@method")' } };

test.each<[string, number, string, Twist]>([
  ['without a signature', 401, 'signature-missing', { headers: fields.missing }],
  ['with a signature over less', 401, 'signature-malformed', { headers: fields.malformed }],
  ['with a signature that is none', 401, 'signature-malformed', { headers: { signature: 'kiosk=:AAAA:' } }],
  ['with a signature of zeros', 401, 'signature-wrong', { headers: { signature: `kiosk=:${'A'.repeat(86)}==:` } }],
  ['in the name of a kiosk nobody knows', 401, 'kiosk-unknown', { keyId: 'A'.repeat(43) }],
  ['with another body than was signed', 401, 'digest-wrong', { body: gzipSync('{}') }],
  ['with a body cut short on its way', 401, 'digest-wrong', { body: gzipSync('{"chain":').subarray(0, 12) }],
  ['for another address', 401, 'signature-wrong', { path: `${PATHS.entries}?all` }],
  ['with a challenge of its own making', 401, 'challenge-wrong', { challenge: 'AAAA' }],
  ['with another challenge than was signed', 401, 'challenge-wrong', { headers: { 'sentinel-challenge': 'AAAA' } }],
  ['without a challenge', 401, 'challenge-wrong', { headers: { 'sentinel-challenge': undefined } }],
  ['in a compression nobody agreed on', 415, 'body-type-unsupported', { headers: { 'content-encoding': 'br' } }],
  ['as not compressed, which it is', 400, 'body-malformed', { headers: { 'content-encoding': undefined } }],
  ['as compressed, which it is not', 400, 'body-malformed', { isPlain: true, headers: { 'content-encoding': 'gzip' } }],
  ['as a form', 415, 'body-type-unsupported', { headers: { 'content-type': 'text/plain' } }],
])('a batch is refused %s', async (_how, status, fault, twist) => {
  const batch = makeChain(1);
  expect(await kiosk.send(batch, twist)).toMatchObject({ status, body: { fault } });
  expect(await countOf(batch)).toBe(0);
});

test('a signature is bound to its challenge', async () => {
  const fresh = await getChallenge(server.url);
  const answer = await kiosk.send(makeChain(1), { headers: { 'sentinel-challenge': fresh } });
  expect(answer).toMatchObject({ status: 401, body: { fault: 'signature-wrong' } });
});

test('one kiosk cannot sign in the name of another', async () => {
  const other = await server.enrolled();
  const answer = await other.send(makeChain(1), { keyId: keyIdOf(kiosk.publicKey) });
  expect(answer).toMatchObject({ status: 401, body: { fault: 'signature-wrong' } });
});

const valid = (): Batch => makeChain(2);

test.each<[string, (batch: Batch) => unknown]>([
  ['without entries', ({ chain }) => ({ chain, entries: [] })],
  ['with more entries than agreed', ({ chain }) => makeChain(MAX_BATCH_ENTRIES + 1, { chain })],
  ['with a hole', ({ chain, entries }) => ({ chain, entries: [entries[0], { ...entries[1], sequence: 2 }] })],
  ['in the wrong order', ({ chain, entries }) => ({ chain, entries: [...entries].reverse() })],
  ['with a negative sequence', ({ chain, entries }) => ({ chain, entries: [{ ...entries[0], sequence: -1 }] })],
  ['with SQL for a chain', ({ entries }) => ({ chain: "'; drop table entry; --", entries })],
  ['with a chain in capitals', ({ chain, entries }) => ({ chain: chain.toUpperCase().replace(/^./u, 'A'), entries })],
  ['with bytes that are no base64', ({ chain, entries }) => ({ chain, entries: [{ ...entries[0], bytes: '*' }] })],
  ['with a short hash', ({ chain, entries }) => ({ chain, entries: [{ ...entries[0], previousHash: 'AAAA' }] })],
  [
    'with an entry too large',
    ({ chain }) => makeChain(1, { chain, contents: { 0: Buffer.alloc(MAX_ENTRY_BYTES + 1) } }),
  ],
  ['that is a list', () => []],
  ['that is nothing', () => null],
])('a batch is refused as malformed %s', async (_how, change) => {
  const batch = valid();
  const answer = await kiosk.post(PATHS.entries, change(batch));
  expect(answer).toMatchObject({ status: 400, body: { fault: 'request-malformed' } });
  expect(await countOf(batch)).toBe(0);
});

test('the largest entry and the longest batch that were agreed on are taken', async () => {
  expect(await kiosk.send(makeChain(1, { contents: { 0: Buffer.alloc(MAX_ENTRY_BYTES, 1) } }))).toMatchObject({
    status: 200,
  });
  expect(await kiosk.send(makeChain(MAX_BATCH_ENTRIES))).toMatchObject({ status: 200 });
});

test('a body that inflates without end is refused, and so is one that is too large as it travels', async () => {
  const bomb = { entries: ' '.repeat(MAX_BODY_BYTES * 8) };
  expect(await kiosk.post(PATHS.entries, bomb)).toMatchObject({ status: 413, body: { fault: 'body-too-large' } });
  const answer = await kiosk.post(PATHS.entries, bomb, { isPlain: true });
  expect(answer).toMatchObject({ status: 413, body: { fault: 'body-too-large' } });
});

test('a body that is signed but neither gzip nor JSON is refused', async () => {
  const headers = { 'content-encoding': 'gzip' };
  const answer = await kiosk.post(PATHS.entries, { a: 1 }, { isPlain: true, headers });
  expect(answer).toMatchObject({ status: 400, body: { fault: 'body-malformed' } });
});

test('a connection cut in the midst of a body leaves nothing, and the next one is served', async () => {
  const { port } = new URL(server.url);
  await new Promise<void>((resolve) => {
    const socket = connectSocket(Number(port), '127.0.0.1', () => {
      socket.write(
        `POST ${PATHS.entries} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{"chain":`,
        () => socket.destroy(),
      );
    });
    socket.once('close', () => {
      resolve();
    });
  });
  expect(await kiosk.send(makeChain(1))).toMatchObject({ status: 200 });
});

test('a challenge is taken until just before its end, and a kiosk with a wrong clock is told the time', async () => {
  const hub = await startHub();
  const late = await hub.enrolled();
  const challenge = await getChallenge(hub.url);
  hub.passSeconds(899);
  expect(await late.send(makeChain(1), { challenge })).toMatchObject({ status: 200 });
  hub.passSeconds(1);
  const refused = await late.send(makeChain(1), { challenge, headers: { date: 'Thu, 01 Jan 1970 00:00:00 GMT' } });
  expect(refused).toMatchObject({ status: 401, body: { fault: 'challenge-expired' } });
  const told = await fetch(hub.url + PATHS.challenge).then(read);
  expect(told.body).toMatchObject({ hubTimeMs: hub.hub.nowMs(), lifeSeconds: 900 });
  const past = encodeEntry(makeEntry('0180bab7-0c00-7000-8000-000000000009', 0, NO_PREVIOUS_HASH, { epochMs: 0 }));
  const batch = makeChain(1, { chain: '0180bab7-0c00-7000-8000-000000000009', contents: { 0: past } });
  expect(await late.send(batch)).toMatchObject({ status: 200 });
  await hub.close();
});

test('a challenge of a process whose clock is more than a minute ahead is to be shown later', async () => {
  const hub = await startHub();
  const kiosk = await hub.enrolled();
  const challenge = await getChallenge(hub.url);
  hub.passSeconds(-61);
  const refused = await kiosk.send(makeChain(1), { challenge });
  expect(refused).toMatchObject({ status: 503, body: { fault: 'clocks-differ' } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  hub.passSeconds(1);
  expect(await kiosk.send(makeChain(1), { challenge })).toMatchObject({ status: 200 });
  await hub.close();
});

test('a kiosk that was revoked is refused with its own code, and only it is told', async () => {
  const revoked = await server.enrolled();
  expect(await server.administrate(`/v1/kiosks/${revoked.id}/revoke`)).toMatchObject({ status: 204 });
  expect(await revoked.send(makeChain(1))).toMatchObject({ status: 403, body: { fault: 'kiosk-revoked' } });
  const stranger = await makeKiosk([server.url]).send(makeChain(1), { keyId: keyIdOf(revoked.publicKey) });
  expect(stranger).toMatchObject({ status: 401, body: { fault: 'signature-wrong' } });
  expect(await server.administrate('/v1/kiosks/0180bab7-0c00-7000-8000-000000000001/revoke')).toMatchObject({
    status: 404,
  });
});

test('one kiosk may not ask without end, and another is not held up by it', async () => {
  const hub = await startHub({ batchesPerKiosk: 2 });
  const [eager, calm] = [await hub.enrolled(), await hub.enrolled()];
  const batch = makeChain(1);
  const statuses = [];
  for (let i = 0; i < 4; i += 1) statuses.push((await eager.send(batch)).status);
  expect(statuses).toEqual([200, 200, 429, 429]);
  const wait = async (): Promise<number> => Number((await eager.send(batch)).headers.get('retry-after'));
  // What is left of the minute: it shrinks.
  while ((await wait()) >= 60) expect(await wait()).toBeLessThanOrEqual(60);
  expect(await wait()).toBeGreaterThan(0);
  expect(await eager.post(PATHS.chain, { chain: batch.chain, sequence: 0 })).toMatchObject({ status: 200 });
  expect(await calm.send(makeChain(1))).toMatchObject({ status: 200 });
  await hub.close();
});

test('metrics count what became of entries, and nothing personal is logged', async () => {
  const headers = { authorization: `Bearer ${server.hub.secrets.scraper}` };
  const text = await fetch(`${server.url}/metrics`, { headers }).then((answer) => answer.text());
  expect(text).toMatch(/^sentinel_hub_entries_total\{outcome="stored"\} [1-9]/mu);
  expect(text).toMatch(/^sentinel_hub_refusals_total\{fault="fork"\} 1$/mu);
  const log = server.logged.join('');
  expect(log).toContain('batch-taken');
  expect(log).not.toMatch(/张|health-code|127\.0\.0\.1|Bearer|人民/u);
});

import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyIdOf, sha256 } from '../../hub/crypto.ts';
import { contentDigest } from '../../shared/wire-signature.ts';
import { MAX_SMALL_BODY_BYTES, PATHS } from '../../shared/wire.ts';
import { makeChain } from './journal.ts';
import { getChallenge, makeKiosk } from './kiosk.ts';
import { makeCode, startHub, type TestHub } from './server.ts';

let server: TestHub;

beforeAll(async () => {
  server = await startHub();
});

afterAll(async () => {
  await server.close();
});

test('a code makes a kiosk of whoever has it, for its venue and gate', async () => {
  const kiosk = makeKiosk([server.url]);
  const code = await makeCode(server.administrate);
  const answer = await kiosk.post(PATHS.enrol, { code, publicKey: kiosk.publicKey });
  expect(answer).toMatchObject({
    status: 200,
    body: { venue: '人民广场商场', gate: 'north', epoch: server.epoch },
  });
  expect(await kiosk.send(makeChain(1))).toMatchObject({ status: 200 });
});

test('a code works once: neither replayed nor for another key', async () => {
  const [kiosk, other] = [makeKiosk([server.url]), makeKiosk([server.url])];
  const code = await makeCode(server.administrate);
  const challenge = await getChallenge(server.url);
  const body = { code, publicKey: kiosk.publicKey };
  expect(await kiosk.post(PATHS.enrol, body, { challenge })).toMatchObject({ status: 200 });
  expect(await kiosk.post(PATHS.enrol, body, { challenge })).toMatchObject({
    status: 403,
    body: { fault: 'code-used' },
  });
  const second = await other.post(PATHS.enrol, { code, publicKey: other.publicKey });
  expect(second).toMatchObject({ status: 403, body: { fault: 'code-used' } });
});

test('of ten kiosks that use one code at once, one enrols', async () => {
  const code = await makeCode(server.administrate);
  const kiosks = Array.from({ length: 10 }, () => makeKiosk([server.url]));
  const answers = await Promise.all(kiosks.map((it) => it.post(PATHS.enrol, { code, publicKey: it.publicKey })));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 403)]);
});

test.each([
  ['a second before its end', 599, 200],
  ['at its end', 600, 403],
])('a code lasts ten minutes: %s', async (_when, seconds, status) => {
  const kiosk = makeKiosk([server.url]);
  const code = await makeCode(server.administrate);
  server.passSeconds(seconds);
  expect(await kiosk.post(PATHS.enrol, { code, publicKey: kiosk.publicKey })).toMatchObject({ status });
});

test('a key enrols once, and leaves the second code for another', async () => {
  const kiosk = makeKiosk([server.url]);
  const [first, second] = [await makeCode(server.administrate), await makeCode(server.administrate)];
  await kiosk.post(PATHS.enrol, { code: first, publicKey: kiosk.publicKey });
  const again = await kiosk.post(PATHS.enrol, { code: second, publicKey: kiosk.publicKey });
  expect(again).toMatchObject({ status: 409, body: { fault: 'key-known' } });
  const other = makeKiosk([server.url]);
  expect(await other.post(PATHS.enrol, { code: second, publicKey: other.publicKey })).toMatchObject({ status: 200 });
});

test('a key of somebody else cannot be enrolled, and a code stays unused by what is not signed', async () => {
  const [kiosk, other] = [makeKiosk([server.url]), makeKiosk([server.url])];
  const code = await makeCode(server.administrate);
  const foreign = await kiosk.post(PATHS.enrol, { code, publicKey: other.publicKey });
  expect(foreign).toMatchObject({ status: 401, body: { fault: 'signature-wrong' } });
  expect(await kiosk.post(PATHS.enrol, { code, publicKey: kiosk.publicKey })).toMatchObject({ status: 200 });
});

test('a key under which anybody can sign is refused', async () => {
  const weak = Buffer.from(`01${'00'.repeat(31)}`, 'hex').toString('base64url');
  const code = await makeCode(server.administrate);
  const answer = await makeKiosk([server.url]).post(PATHS.enrol, { code, publicKey: weak }, { keyId: keyIdOf(weak) });
  expect(answer).toMatchObject({ status: 400, body: { fault: 'key-unusable' } });
});

test('a guessed code is unknown, and guessing ends soon', async () => {
  const strict = await startHub({ perGuesser: 3 });
  const faults: unknown[] = [];
  for (let i = 0; i < 4; i += 1) {
    const kiosk = makeKiosk([strict.url]);
    faults.push((await kiosk.post(PATHS.enrol, { code: 'AAAA-AAAA-AAAA-AAAA', publicKey: kiosk.publicKey })).body);
  }
  expect(faults).toEqual([
    ...Array.from({ length: 3 }, () => ({ fault: 'code-unknown' })),
    { fault: 'too-many-requests' },
  ]);
  // Nobody else at the address loses a try by it.
  const signIn = await fetch(`${strict.url}/console/sign-in`, { method: 'POST', body: '{}' });
  expect(signIn.status).not.toBe(429);
  expect((await strict.administrate('/v1/enrolment-codes', {}, 'guess')).status).toBe(401);
  await strict.close();
});

test('a code is kept in no table, and in no log', async () => {
  const code = await makeCode(server.administrate);
  const rows = await server.hub.database.store.selectFrom('enrolment_code').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(code);
  expect(server.logged.join('')).not.toContain(code);
});

test.each([
  ['without a gate', { venue: 'mall' }],
  ['for a venue without a name', { venue: '', gate: 'north' }],
  ['for a venue that is markup', { venue: '<script>', gate: 'north' }],
])('a code is not made %s', async (_how, body) => {
  expect(await server.administrate('/v1/enrolment-codes', body)).toMatchObject({ status: 400 });
});

test.each([
  ['brackets beyond number', '['.repeat(MAX_SMALL_BODY_BYTES * 32)],
  ['a byte more than may be', `"${' '.repeat(MAX_SMALL_BODY_BYTES - 1)}"`],
])('an enrolment that inflates to %s is refused before it is read', async (_what, text) => {
  const kiosk = makeKiosk([server.url]);
  const body = gzipSync(text);
  const digest = contentDigest(sha256(body).toString('base64'));
  const answer = await kiosk.post(PATHS.enrol, {}, { body, headers: { 'content-digest': digest } });
  expect(answer).toMatchObject({ status: 413, body: { fault: 'body-too-large' } });
  const undigested = await kiosk.post(PATHS.enrol, {}, { body });
  expect(undigested).toMatchObject({ status: 401, body: { fault: 'digest-wrong' } });
});

test('what no route answers is not read', async () => {
  const answer = await makeKiosk([server.url]).post('/v1/nothing', {}, { body: gzipSync('['.repeat(10)) });
  expect(answer).toMatchObject({ status: 404, body: { fault: 'not-found' } });
});

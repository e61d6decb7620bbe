import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyIdOf } from '../../hub/crypto.ts';
import { PATHS } from '../../shared/wire.ts';
import { answerBase, contentDigest, parseAnswerClaim, type Asked } from '../../shared/wire-signature.ts';
import { makeChain } from './journal.ts';
import { makeKiosk, type Kiosk } from './kiosk.ts';
import { startHub, type TestHub } from './server.ts';

let folder: string;
let server: TestHub;
let kiosk: Kiosk & { readonly id: string };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-policy-'));
  writeFileSync(join(folder, '1.root.json'), '{"signed":{}}');
  server = await startHub({}, { policyFolder: folder });
  kiosk = await server.enrolled();
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** Tells whether an answer is the hub's to this request: its status, its body as it came, and what was asked. */
async function isSigned(answer: Response, asked: Asked, { hub }: TestHub = server): Promise<boolean> {
  const digest = contentDigest(
    createHash('sha256')
      .update(Buffer.from(await answer.clone().arrayBuffer()))
      .digest('base64'),
  );
  const { x, keyId } = hub.secrets.hubKey;
  const field = (name: string): string | undefined => answer.headers.get(name) ?? undefined;
  const claim = parseAnswerClaim(field('signature-input'), field('signature'), asked);
  if (!claim.ok || claim.value.keyId !== keyId || field('content-digest') !== digest) return false;
  const base = answerBase({ status: answer.status, contentDigest: digest, asked }, keyId);
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return verify(null, Buffer.from(base), key, Buffer.from(claim.value.signature, 'base64'));
}

const byNonce = (value: string): Asked => ({ field: 'sentinel-nonce', value });

async function ask(path: string, init: RequestInit = {}, hub = server): Promise<readonly [number, boolean]> {
  const nonce = randomBytes(16).toString('base64url');
  const headers = { ...(init.headers as Record<string, string> | undefined), 'sentinel-nonce': nonce };
  const answer = await fetch(hub.url + path, { ...init, headers });
  return [answer.status, await isSigned(answer, byNonce(nonce), hub)];
}

const bearer = (): Record<string, string> => ({ authorization: `Bearer ${server.hub.secrets.administrator}` });

test.each<[string, number, () => ReturnType<typeof ask>]>([
  ['a challenge', 200, () => ask(PATHS.challenge)],
  ['the OpenAPI document', 200, () => ask('/v1/openapi.json')],
  ['an address nobody answers', 404, () => ask('/nothing')],
  ['rules that are not there', 404, () => ask('/policy/timestamp.json')],
  ['a root', 200, () => ask(PATHS.policyRoot)],
  ['a root that is not there', 404, () => ask(`${PATHS.policyRoot}?sha256=${'A'.repeat(43)}`)],
  ['a wrong token', 401, () => ask('/v1/alerts')],
  ['a body of another type', 415, () => ask('/v1/settings', { method: 'PUT', headers: bearer(), body: 'a' })],
  ['an answer without a body', 204, () => ask(`/v1/kiosks/${kiosk.id}/revoke`, { method: 'POST', headers: bearer() })],
])('an answer to a nonce is signed: %s', async (_what, status, run) => {
  expect(await run()).toEqual([status, true]);
});

test('a refusal for too many requests is signed, and so is one for a bug of ours', async () => {
  const strict = await startHub({ perAddress: 2 });
  const answers = [];
  for (let i = 0; i < 3; i += 1) answers.push(await ask('/health', {}, strict));
  expect(answers.at(-1)).toEqual([429, true]);
  await strict.close();
  const cut = await startHub();
  await cut.hub.database.close();
  expect(await ask('/ready', {}, cut)).toEqual([500, true]);
  await cut.app.close();
});

test.each([
  ['15 bytes', 'A'.repeat(20)],
  ['16 bytes with spare bits', `${'A'.repeat(21)}B`],
  ['17 bytes', 'A'.repeat(23)],
  ['what is no base64url', `${'A'.repeat(20)}+A`],
])('a nonce of %s is none, and its answer is not signed', async (_what, nonce) => {
  const answer = await fetch(server.url + PATHS.challenge, { headers: { 'sentinel-nonce': nonce } });
  expect(answer.status).toBe(200);
  expect(answer.headers.has('signature')).toBe(false);
});

test('who asks for no signature gets none', async () => {
  const answer = await fetch(server.url + PATHS.challenge);
  expect(['signature', 'signature-input', 'content-digest'].map((name) => answer.headers.has(name))).toEqual([
    false,
    false,
    false,
  ]);
});

test('answers to a kiosk are bound to its request, taken or refused', async () => {
  const own = await server.enrolled();
  const [taken, gap] = [
    await own.send(makeChain(2)),
    await own.send({ ...makeChain(2), entries: makeChain(2).entries.slice(1) }),
  ];
  expect([taken.status, gap.status]).toEqual([200, 409]);
  for (const { response, asked } of [taken, gap]) expect(await isSigned(response, asked)).toBe(true);
  expect(await isSigned(taken.response, gap.asked)).toBe(false);
});

test('a stranger’s answer is signed over what the stranger sent, and means nothing else', async () => {
  const stranger = await makeKiosk([server.url]).send(makeChain(1), { keyId: keyIdOf(kiosk.publicKey) });
  expect(stranger).toMatchObject({ status: 401, body: { fault: 'signature-wrong' } });
  expect(await isSigned(stranger.response, stranger.asked)).toBe(true);
});

/** A kiosk's signature, on a request that it never made. */
async function misuse(path: string, nonce: string, init: RequestInit = {}): Promise<readonly [Response, Asked]> {
  const { asked } = await kiosk.send(makeChain(1));
  const input = `kiosk=("@method" "@path" "@query" "content-digest" "sentinel-challenge");keyid="${keyIdOf(kiosk.publicKey)}";alg="ed25519";tag="digital-sentinel"`;
  const fields = { 'signature-input': input, signature: `kiosk=:${asked.value}:`, 'sentinel-nonce': nonce };
  const headers = { ...(init.headers as Record<string, string> | undefined), ...fields };
  return [await fetch(server.url + path, { ...init, headers }), asked];
}

test.each<[string, string, number]>([
  ['a challenge', PATHS.challenge, 200],
  ['whether it lives', '/health', 200],
  ['a root', PATHS.policyRoot, 200],
  ['alerts, without a token', '/v1/alerts', 401],
])('what anybody may ask is never answered to a kiosk’s signature: %s', async (_what, path, status) => {
  const nonce = randomBytes(16).toString('base64url');
  const [answer, asked] = await misuse(path, nonce);
  expect(answer.status).toBe(status);
  expect(await isSigned(answer, asked)).toBe(false);
  expect(await isSigned(answer, byNonce(nonce))).toBe(true);
  expect((await misuse(path, 'none'))[0].headers.has('signature')).toBe(false);
});

test('a kiosk that asks for what this release does not know is told so, to its signature', async () => {
  const later = await kiosk.post('/v1/later', {});
  expect(later.status).toBe(404);
  expect(await isSigned(later.response, later.asked)).toBe(true);
});

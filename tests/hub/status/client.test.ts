import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askStatus } from '../../../electron/sync/ask.ts';
import { openClient, type HubClient } from '../../../electron/sync/client.ts';
import { openWay } from '../../../electron/sync/dispatcher.ts';
import { fail, ok } from '../../../shared/result.ts';
import { PATHS } from '../../../shared/wire.ts';
import { makeCode, startHub, type TestHub } from '../server.ts';
import { lateProvider } from './kit.ts';
import { newKeyPair } from '../../../electron/key-pair.ts';

const QUESTION = Uint8Array.of(1, 2, 3);

const provider = lateProvider();
let server: TestHub;
let client: HubClient;

beforeAll(async () => {
  server = await startHub({}, {}, { statusProvider: provider });
  const { privateKey, publicKey } = newKeyPair('ed25519');
  const way = openWay(null, undefined);
  const parties = { hub: server.url, hubKey: server.hub.secrets.hubKey.x, privateKey, way };
  client = openClient(parties, { nowMs: Date.now, monotonicMs: () => performance.now(), randomBytes });
  const { x } = publicKey.export({ format: 'jwk' });
  await client.post(PATHS.enrol, { code: await makeCode(server.administrate), publicKey: x });
});

afterAll(async () => {
  await client.close();
  await server.close();
});

test('what a kiosk asks reaches the provider as it was sealed, and what that says the kiosk', async () => {
  provider.does = (question) => Promise.resolve(ok(`DS1:${Buffer.from(question).toString('hex').toUpperCase()}`));
  expect(await askStatus(client, QUESTION)).toEqual(ok('DS1:010203'));
});

test.each(['status-unknown', 'provider-unavailable'] as const)('the kiosk is told %s', async (fault) => {
  provider.does = () => Promise.resolve(fail(fault));
  expect(await askStatus(client, QUESTION)).toEqual(fail(fault));
});

test('what is not such an answer, though the hub signed it, is none', async () => {
  const signed = { status: 200, bytes: new Uint8Array(), retryAfterMs: null };
  const odd = (body: unknown): Pick<HubClient, 'post'> => ({ post: () => Promise.resolve(ok({ ...signed, body })) });
  for (const body of [undefined, {}, { code: 7 }, { code: '' }, { code: 'x'.repeat(4297) }]) {
    expect(await askStatus(odd(body), QUESTION)).toEqual(fail('answer-malformed'));
  }
});

test('a hub that is not there is told as such', async () => {
  const { privateKey } = newKeyPair('ed25519');
  const parties = { hub: 'http://127.0.0.1:9', hubKey: server.hub.secrets.hubKey.x, privateKey };
  const needs = { nowMs: Date.now, monotonicMs: () => performance.now(), randomBytes };
  const lost = openClient({ ...parties, way: openWay(null, undefined) }, needs);
  expect(await askStatus(lost, QUESTION)).toEqual(fail('hub-unreachable'));
  await lost.close();
});

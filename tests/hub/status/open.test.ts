import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDemoKeys, publicJwkOf } from '../../../hub/status/demo/keys.ts';
import { openStatusProvider } from '../../../hub/status/open.ts';
import { startHub, type TestHub } from '../server.ts';
import { NOON } from '../database.ts';
import { lateProvider, lookUp, said } from './kit.ts';

const provider = lateProvider();
let server: TestHub;

beforeAll(async () => {
  server = await startHub({}, {}, { statusProvider: provider });
});

afterAll(async () => {
  await server.close();
});

test('a hub that is told of no provider has none', async () => {
  const { store } = server.hub.database;
  expect(await openStatusProvider(null, { store, nowMs: () => NOON, randomBytes })).toBeNull();
});

test('the demo answers of its people to whoever has its public key', async () => {
  const [opening, signing] = [randomBytes(32), randomBytes(32)];
  const { store } = server.hub.database;
  const demo = await openStatusProvider({ kind: 'demo', opening, signing }, { store, nowMs: () => NOON, randomBytes });
  provider.does = (question, signal) => demo?.answer(question, signal) ?? Promise.reject(new Error('no demo'));
  const keys = openDemoKeys(opening, signing);
  const kiosk = await server.enrolled();
  const ask = async (token: string): Promise<string> => {
    const query = { is: 'online-code', text: `https://health-code.example/check?token=${token}` } as const;
    return said(await lookUp(kiosk, query, publicJwkOf(keys.opening)), keys);
  };
  expect(await ask('3f7c1e0a9d5b4826')).toBe('admit all-checks-passed checked-online');
  expect(await ask('demo-old-test-0123456789')).toMatch(/^refuse test-/u);
  expect(await ask('demo-red-0123456789')).toMatch(/^refuse colour-red /u);
  expect(await ask('nobody-of-that-name')).toBe('refer status-unknown');
});

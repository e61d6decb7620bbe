import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApp } from '../../../hub/app.ts';
import { openPage, startConsole, type ConsoleHub } from './kit.ts';

let server: ConsoleHub;

beforeAll(async () => {
  server = await startConsole();
});

afterAll(async () => {
  await server.close();
});

const PUBLIC = { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-host': 'hub.example', origin: 'https://hub.example' };

test('behind a proxy the cookie is of this host by TLS alone, and the page’s site is the one that the proxy names', async () => {
  const { login } = await server.person('manager');
  const app = await buildApp(server.hub, { tls: null, proxies: 1 });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const page = openPage(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`);
  const ask = { login, password: 'kettle-lantern-42-orchard', oneTimeCode: null };
  const answer = await page.post('/console/sign-in', ask, { headers: PUBLIC });
  expect(answer.headers.get('set-cookie')).toMatch(
    /^__Host-sentinel-console=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/u,
  );
  expect((await page.ask('me', null, { headers: PUBLIC })).status).toBe(200);
  const elsewhere = { ...PUBLIC, origin: 'https://elsewhere.example' };
  expect((await page.ask('me', null, { headers: elsewhere })).status).toBe(403);
  // A cookie that somebody without TLS could have set is none here.
  const plain = (page.cookie ?? '').replace('__Host-', '');
  expect((await page.ask('me', null, { headers: PUBLIC, cookie: plain })).status).toBe(401);
  await app.close();
});

test('where there is no proxy nobody names another host', async () => {
  const person = await server.person('guard');
  expect((await person.ask('me', null, { headers: PUBLIC })).status).toBe(403);
});

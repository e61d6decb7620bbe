import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildApp } from '../../hub/app.ts';
import { startHub, type TestHub } from './server.ts';

let server: TestHub;

beforeEach(async () => {
  server = await startHub({ perGuesser: 3 });
});

afterEach(async () => {
  await server.close();
});

/** Tries six wrong tokens, each under another `X-Forwarded-For`. @returns how many were looked at */
async function guess(proxies: number, forwardedFor: (i: number) => string): Promise<number> {
  const app = await buildApp(server.hub, { tls: null, proxies });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/v1/kiosks`;
  let looked = 0;
  for (let i = 0; i < 6; i += 1) {
    const headers = { authorization: 'Bearer wrong', 'x-forwarded-for': forwardedFor(i) };
    looked += (await fetch(url, { headers })).status === 401 ? 1 : 0;
  }
  await app.close();
  return looked;
}

test.each<[string, number, (i: number) => string, number]>([
  ['what a sender claims, where there is no proxy', 0, (i) => `203.0.113.${i}`, 3],
  ['who asked the proxy, whatever that one claims before', 1, (i) => `10.0.0.${i}, 203.0.113.7`, 3],
  ['everybody who asks the proxy apart', 1, (i) => `203.0.113.${i}`, 6],
  ['who asked the first of two proxies', 2, (i) => `10.0.0.${i}, 203.0.113.7, 192.0.2.${i}`, 3],
  ['who asked the first of two proxies apart', 2, (i) => `203.0.113.${i}, 192.0.2.1`, 6],
  ['all of one customer’s IPv6 addresses together', 1, (i) => `2001:db8::${i + 1}`, 3],
  ['the next customer’s apart', 1, (i) => `2001:db8:0:${i}::1`, 6],
])('guesses are counted by the address of the sender: %s', async (_what, proxies, forwardedFor, looked) => {
  expect(await guess(proxies, forwardedFor)).toBe(looked);
});

import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { openLog } from '../../../hub/log.ts';
import { askProvider } from '../../../hub/status/ask.ts';
import { httpProvider } from '../../../hub/status/http.ts';
import { fail, ok } from '../../../shared/result.ts';

const QUESTION = Uint8Array.of(1, 2, 3);
const AWAY = fail('provider-unavailable');

let server: Server | undefined;
const logged: string[] = [];

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

/** What a provider that behaves so comes to within `withinMs`. */
async function ask(behave: RequestListener, withinMs = 5000): Promise<unknown> {
  const running = createServer(behave);
  server = running;
  await new Promise<void>((resolve) => running.listen(0, '127.0.0.1', resolve));
  const { port } = running.address() as AddressInfo;
  const log = openLog({ write: (line) => logged.push(line) });
  return askProvider(httpProvider(`http://127.0.0.1:${port}/status`), QUESTION, withinMs, log);
}

test('the question is posted as it is, with nothing of who asks, and its answer handed back', async () => {
  const got: unknown[] = [];
  const answer = await ask((request, response) => {
    request.on('data', (chunk: Buffer) => got.push(request.method, request.headers['content-type'], [...chunk]));
    request.on('end', () => response.end(JSON.stringify({ code: 'DS1:ABC', later: 1 })));
  });
  expect(answer).toEqual(ok('DS1:ABC'));
  expect(got).toEqual(['POST', 'application/octet-stream', [1, 2, 3]]);
});

test.each<[string, RequestListener, unknown]>([
  ['knows nobody', (_, response) => response.writeHead(404).end('{}'), fail('status-unknown')],
  ['is broken', (_, response) => response.writeHead(500).end('{"code":"DS1:ABC"}'), AWAY],
  ['answers a page', (_, response) => response.end('<html>Log in</html>'), AWAY],
  ['answers something else', (_, response) => response.end('{"code":7}'), AWAY],
  ['answers nothing', (_, response) => response.end(), AWAY],
  ['answers far too much', (_, response) => response.end(`{"code":"${'x'.repeat(20_000_000)}"}`), AWAY],
  ['answers a code too long', (_, response) => response.end(`{"code":"${'x'.repeat(4297)}"}`), AWAY],
  ['sends elsewhere', (_, response) => response.writeHead(307, { location: '/other' }).end(), AWAY],
  ['hangs up', (_, response) => response.destroy(), AWAY],
  [
    'breaks off',
    (_, response) => {
      response.writeHead(200, { 'content-length': '99' });
      response.write('{"code":', () => response.destroy());
    },
    AWAY,
  ],
])('a provider that %s', async (_case, behave, expected) => {
  expect(await ask(behave)).toEqual(expected);
});

test('a provider that drips is not waited for, and its connection is given up', async () => {
  let isClosed = false;
  const answer = await ask((_request, response) => {
    const drip = setInterval(() => response.write(' '), 10);
    response.on('close', () => {
      clearInterval(drip);
      isClosed = true;
    });
  }, 300);
  expect(answer).toEqual(AWAY);
  await expect.poll(() => isClosed).toBe(true);
});

test('a provider that is down is away', async () => {
  const log = openLog({ write: (line) => logged.push(line) });
  expect(await askProvider(httpProvider('http://127.0.0.1:9/status'), QUESTION, 5000, log)).toEqual(AWAY);
});

test('no time left is no answer', async () => {
  expect(await ask(() => undefined, -5)).toEqual(AWAY);
});

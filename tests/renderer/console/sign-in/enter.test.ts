import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { enter, type Entered } from '../../../../renderer/console/sign-in/enter.ts';
import type { Me } from '../../../../shared/console/accounts.ts';

const ME: Me = {
  name: '李示例',
  login: 'li.example',
  role: 'manager',
  venue: 'venue-1',
  may: ['overview'],
  mustChangePassword: false,
  hasOneTimeCodes: false,
  at: 'hub',
  token: 'token',
};

async function enteredAt(answer: RequestListener): Promise<Entered> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    return await enter(new URL(`http://127.0.0.1:${port}/console/sign-in`), { login: 'li.example' });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('who is let in is known, and what they typed went as JSON', async () => {
  let sent = '';
  const entered = await enteredAt((request, response) => {
    request.on('data', (chunk: Buffer) => (sent += chunk.toString()));
    request.on('end', () => {
      response.end(JSON.stringify(ME));
    });
  });
  expect(entered).toEqual({ ok: true, me: ME });
  expect(JSON.parse(sent)).toEqual({ login: 'li.example' });
});

test.each([
  ['a wrong password', 401, {}, '{"fault":"sign-in-wrong"}', 'sign-in-wrong', null],
  [
    'too many tries, and for how long',
    429,
    { 'retry-after': '40' },
    '{"fault":"too-many-requests"}',
    'too-many-requests',
    40,
  ],
  [
    'a date to wait until, which no hub says',
    429,
    { 'retry-after': 'Fri, 13 May 2022 08:00:00 GMT' },
    '{"fault":"too-many-requests"}',
    'too-many-requests',
    null,
  ],
  ['a refusal of somebody before the hub', 502, {}, '<h1>Bad gateway</h1>', 'internal-error', null],
  ['a refusal nobody knows', 401, {}, '{"fault":"on-fire"}', 'internal-error', null],
  ['an answer that is nobody', 200, {}, '{}', 'internal-error', null],
  ['a page in the place of an answer', 200, {}, '<!doctype html>', 'internal-error', null],
] as const)('after %s', async (_case, status, fields, text, fault, waitSeconds) => {
  const entered = await enteredAt((_request, response) => {
    response.writeHead(status, fields).end(text);
  });
  expect(entered).toEqual({ ok: false, fault, waitSeconds });
});

test('nobody answers', async () => {
  const entered = await enteredAt((request) => request.socket.destroy());
  expect(entered).toEqual({ ok: false, fault: 'unreachable', waitSeconds: null });
});

import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeChain, slice } from './journal.ts';
import { getChallenge, type Answer } from './kiosk.ts';
import { connect, untilHeldUp } from './database.ts';
import { startHub, type TestHub } from './server.ts';

let server: TestHub;

beforeEach(async () => {
  server = await startHub();
});

afterEach(async () => {
  await server.close();
});

/** Holds a chain's head until it is let go, as a batch that is being taken does. */
async function hold(chain: string): Promise<() => Promise<void>> {
  const other = connect(server.databaseUrl);
  const transaction = await other.store.startTransaction().execute();
  await transaction.selectFrom('chain').select('chain').where('chain', '=', chain).forUpdate().execute();
  return async () => {
    await transaction.rollback().execute();
    await other.close();
  };
}

test('a hub that stops finishes the batch it is taking, and takes no other', async () => {
  const kiosk = await server.enrolled();
  const chain = makeChain(4);
  await kiosk.send(slice(chain, 0, 2));
  const letGo = await hold(chain.chain);
  const sent = kiosk.send(slice(chain, 2));
  await untilHeldUp(server.databaseUrl);
  const closed = server.app.close();
  await expect(fetch(`${server.url}/health`)).rejects.toThrow();
  await letGo();
  expect(await sent).toMatchObject({ status: 200, body: { through: 3 } });
  await closed;
});

test('a hub that stops refuses a request that it was only told half of, and signs that too', async () => {
  const socket = connectSocket(Number(new URL(server.url).port), '127.0.0.1');
  const whole = 'GET /health HTTP/1.1\r\nHost: a\r\n';
  socket.write(`${whole}\r\n${whole}`);
  let heard = '';
  const answered = new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
      if (heard.includes('"ok"')) resolve();
    });
  });
  const ended = once(socket, 'close');
  await answered;
  const closed = server.app.close();
  await expect(fetch(`${server.url}/health`)).rejects.toThrow();
  socket.write(`Sentinel-Nonce: ${'A'.repeat(22)}\r\n\r\n`);
  await ended;
  const [, refusal = ''] = heard.split(/(?=HTTP\/1\.1 503)/u);
  expect(refusal).toContain('{"fault":"hub-busy"}');
  expect(refusal).toMatch(/^signature: hub=:/mu);
  await closed;
});

test('when too many wait for the database, the next is told to come again', async () => {
  const kiosk = await server.enrolled();
  const chain = makeChain(2);
  await kiosk.send(slice(chain, 0, 1));
  const letGo = await hold(chain.chain);
  const challenge = await getChallenge(server.url);
  const sent: Promise<Answer>[] = Array.from({ length: 150 }, () => kiosk.send(chain, { challenge }));
  await Promise.race(sent);
  await letGo();
  const answers = await Promise.all(sent);
  const refused = answers.filter(({ status }) => status === 503);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.body).toEqual({ fault: 'hub-busy' });
  expect(refused[0]?.headers.get('retry-after')).toBe('5');
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(150 - refused.length);
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
});

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { freshFolder } from '../folders.ts';
import { SETTING, watchedGate } from './gate-kit.ts';

interface Told {
  readonly gate: string;
  readonly sequence: number;
  readonly secret: string | undefined;
  readonly path: string | undefined;
}

interface Controller {
  readonly url: string;
  readonly told: readonly Told[];
  /** Settles when this is what it was told, in order. */
  readonly hears: (...gates: readonly string[]) => Promise<void>;
}

/** A gate's controller that answers as it is made to. */
async function controller(answer: (response: ServerResponse) => void): Promise<Controller> {
  const told: Told[] = [];
  let wake = (): void => undefined;
  const server = createServer((request: IncomingMessage, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { gate, sequence } = JSON.parse(body) as { gate: string; sequence: number };
      told.push({ gate, sequence, secret: request.headers.authorization, path: request.url });
      answer(response);
      wake();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/gate`,
    told,
    async hears(...gates) {
      while (told.map(({ gate }) => gate).join(' ') !== gates.join(' ')) {
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}

const status = (code: number) => (response: ServerResponse) => response.writeHead(code).end();

test('a controller is told each position, in order, with the secret', async () => {
  const secretFile = join(freshFolder(), 'secret');
  writeFileSync(secretFile, 'made-up\n');
  const { url, told, hears } = await controller(status(204));
  const { gate, until } = watchedGate({ ...SETTING, board: { driver: 'http', url, secretFile } });
  await until('ready');
  gate.admit();
  await hears('closed', 'open', 'closed');
  expect(told.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  expect(told[0]).toMatchObject({ secret: 'Bearer made-up', path: '/gate' });
  gate.hold(true);
  await hears('closed', 'open', 'closed', 'open');
  await gate.close();
  await hears('closed', 'open', 'closed', 'open', 'open');
});

test.each([
  [500, 'faulty'],
  [403, 'faulty'],
  [200, 'ready'],
] as const)('one that says %i is %s', async (code, state) => {
  const { url } = await controller(status(code));
  const { until } = watchedGate({ ...SETTING, board: { driver: 'http', url, secretFile: null } });
  await until(state);
});

test('a redirect is not followed, and a fault', async () => {
  const elsewhere = await controller(status(204));
  const { url } = await controller((response) => response.writeHead(307, { location: elsewhere.url }).end());
  const { until } = watchedGate({ ...SETTING, board: { driver: 'http', url, secretFile: null } });
  await until('faulty');
  expect(elsewhere.told).toEqual([]);
});

test('one that never answers is said to be so, and an emergency does not wait for it', async () => {
  const { url, hears } = await controller(() => undefined);
  const { gate, until } = watchedGate({ ...SETTING, board: { driver: 'http', url, secretFile: null } });
  await hears('closed');
  gate.hold(true);
  await hears('closed', 'open');
  expect(gate.state()).not.toBe('no-answer');
  await until('no-answer');
});

test('nobody at its address: not connected', async () => {
  const { until } = watchedGate({
    ...SETTING,
    board: { driver: 'http', url: 'http://127.0.0.1:9/', secretFile: null },
  });
  await until('not-connected');
});

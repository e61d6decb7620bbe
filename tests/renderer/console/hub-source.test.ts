import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { hubSource, type HubSource } from '../../../renderer/console/hub-source.ts';
import type { Me } from '../../../shared/console/accounts.ts';
import { FRAME } from '../../../shared/console/frames.ts';
import { EVERYTHING } from '../../../shared/console/log.ts';

interface Heard {
  readonly path: string;
  readonly token: string | undefined;
  readonly ask: unknown;
}

interface Hub {
  readonly source: HubSource;
  readonly heard: Heard[];
  readonly kept: { name: string; file: Blob }[];
}

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A server that answers as it is told, and the source that asks it. */
async function hub(answer: (response: ServerResponse, path: string) => void): Promise<Hub> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const path = request.url ?? '';
      const token = request.headers['x-console-token'];
      heard.push({ path, token: typeof token === 'string' ? token : undefined, ask: JSON.parse(body) });
      answer(response, path);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const kept: Hub['kept'] = [];
  const { port } = server.address() as AddressInfo;
  const source = hubSource(`http://127.0.0.1:${port}/console/`, (name, file) => kept.push({ name, file }));
  return { source, heard, kept };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

const says =
  (status: number, text: string) =>
  (response: ServerResponse): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(text);
  };

const ME: Me = {
  name: 'Manager',
  login: 'manager',
  role: 'manager',
  venue: 'Mall',
  may: ['overview', 'log', 'export'],
  mustChangePassword: false,
  hasOneTimeCodes: false,
  at: 'hub',
  token: 'token-of-the-session',
};

describe('what is asked of a hub', () => {
  test('is posted to the call’s own address, with the token of who has signed in', async () => {
    const { source, heard } = await hub(says(200, JSON.stringify({ count: 3, isAll: true })));
    source.become(ME);
    const ask = { filter: EVERYTHING };
    expect(await source.ask('count', ask)).toEqual({ ok: true, value: { count: 3, isAll: true } });
    expect(heard).toEqual([{ path: '/console/api/count', token: ME.token, ask }]);
  });

  test('has the token that the hub tells a page that was loaded anew', async () => {
    const { source, heard } = await hub(says(200, JSON.stringify(ME)));
    await source.ask('me', null);
    await source.ask('me', null);
    expect(heard.map(({ token }) => token)).toEqual(['', ME.token]);
  });

  test('has no token after somebody has signed out', async () => {
    const { source, heard } = await hub(says(200, JSON.stringify(ME)));
    source.become(ME);
    await source.signOut();
    await source.ask('me', null);
    expect(heard.map(({ path, token }) => [path, token])).toEqual([
      ['/console/sign-out', ME.token],
      ['/console/api/me', ''],
    ]);
  });

  test.each([
    ['a refusal', 401, '{"fault":"signed-out"}', 'signed-out'],
    ['another', 503, '{"fault":"too-much"}', 'too-much'],
    ['a refusal of a code that nobody knows', 400, '{"fault":"odd"}', 'internal-error'],
    ['somebody before the hub who says no', 502, '<html>Bad gateway</html>', 'internal-error'],
    ['a page in the place of a reply', 200, '<html>Sign in to the guest network</html>', 'internal-error'],
    ['a reply of another shape', 200, '{"count":-1,"isAll":true}', 'internal-error'],
    ['nothing', 200, '', 'internal-error'],
  ])('is answered by %s as %i: %s', async (_case, status, text, fault) => {
    const { source } = await hub(says(status, text));
    expect(await source.ask('count', { filter: EVERYTHING })).toEqual({ ok: false, fault });
  });

  test('is not answered where nobody listens, or who does hangs up', async () => {
    const hangsUp = await hub((response) => response.socket?.destroy());
    expect(await hangsUp.source.ask('me', null)).toEqual({ ok: false, fault: 'unreachable' });
    const { source } = await hub(says(200, ''));
    await closing.pop()?.();
    expect(await source.ask('me', null)).toEqual({ ok: false, fault: 'unreachable' });
  });
});

const LOG = { is: 'log', filter: EVERYTHING, format: 'csv', language: 'en', offsetMinutes: 480 } as const;

function frame(kind: number, payload: string): Buffer {
  const bytes = Buffer.from(payload, 'utf8');
  const head = Buffer.alloc(5);
  head.writeUInt8(kind);
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

const WHOLE = [
  frame(FRAME.bytes, '时间,'),
  frame(FRAME.progress, '{"rows":1}'),
  frame(FRAME.bytes, 'Gate\r\n'),
  frame(FRAME.progress, '{"rows":2}'),
  frame(FRAME.done, '{"rows":2,"name":"log.csv"}'),
];

const TEXT = '时间,Gate\r\n';

/** Sends bytes in so many pieces, each on its way before the next. */
function inPieces(bytes: Buffer, size: number): (response: ServerResponse) => void {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    const send = (at: number): void => {
      if (at >= bytes.length) response.end();
      else
        response.write(bytes.subarray(at, at + size), () => {
          send(at + size);
        });
    };
    send(0);
  };
}

describe('an export from a hub', () => {
  test.each([1, 3, 7, 1000])('comes whole though the network tears it into pieces of %i bytes', async (size) => {
    const { source, kept, heard } = await hub(inPieces(Buffer.concat(WHOLE), size));
    source.become(ME);
    const told: number[] = [];
    const result = await source.export(LOG, (rows) => told.push(rows), new AbortController().signal);
    expect(result).toEqual({ ok: true, value: { name: 'log.csv', rows: 2, folder: null } });
    expect(told).toEqual([1, 2]);
    expect(kept.map(({ name }) => name)).toEqual(['log.csv']);
    expect(await kept[0]?.file.text()).toBe(TEXT);
    expect(heard).toEqual([{ path: '/console/api/export', token: ME.token, ask: LOG }]);
  });

  test.each([
    ['is torn in the middle of a frame', Buffer.concat(WHOLE).subarray(0, 20), 'unreachable'],
    ['ends without saying that it is done', Buffer.concat(WHOLE.slice(0, 4)), 'unreachable'],
    [
      'fails at the hub',
      Buffer.concat([frame(FRAME.bytes, 'a'), frame(FRAME.failed, '{"fault":"too-much"}')]),
      'too-much',
    ],
    ['fails of a fault that nobody knows', frame(FRAME.failed, '{"fault":"odd"}'), 'internal-error'],
    ['is done without a name', frame(FRAME.done, '{"rows":2}'), 'internal-error'],
    ['has frames of a kind that nobody knows', frame(9, 'a'), 'internal-error'],
    ['says that more will come than any hub sends', Buffer.from([0, 255, 255, 255, 255]), 'internal-error'],
  ])('that %s leaves no file', async (_case, bytes, fault) => {
    const { source, kept } = await hub(inPieces(bytes, 4096));
    const result = await source.export(LOG, () => undefined, new AbortController().signal);
    expect(result).toEqual({ ok: false, fault });
    expect(kept).toEqual([]);
  });

  test('that is refused says why', async () => {
    const { source } = await hub(says(403, '{"fault":"not-allowed"}'));
    expect(await source.export(LOG, () => undefined, new AbortController().signal)).toEqual({
      ok: false,
      fault: 'not-allowed',
    });
  });

  test('that is cancelled ends at the hub as well, and leaves no file', async () => {
    const controller = new AbortController();
    let hasEnded = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      hasEnded = resolve;
    });
    const { source, kept } = await hub((response) => {
      response.on('close', hasEnded);
      response.writeHead(200).write(frame(FRAME.progress, '{"rows":1}'));
    });
    const result = await source.export(
      LOG,
      () => {
        controller.abort();
      },
      controller.signal,
    );
    expect(result).toEqual({ ok: false, fault: 'cancelled' });
    expect(kept).toEqual([]);
    await ended;
  });

  test('keeps what the page itself has made', async () => {
    const { source, kept } = await hub(says(200, ''));
    expect(await source.save('day.pdf', new Uint8Array([37, 80]))).toEqual({
      ok: true,
      value: { name: 'day.pdf', folder: null },
    });
    expect(kept.map(({ name, file }) => [name, file.size])).toEqual([['day.pdf', 2]]);
  });
});

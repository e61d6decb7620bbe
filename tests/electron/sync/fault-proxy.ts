import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What the network may do to one request and its answer. */
export const FAULTS = [
  'drop-request',
  'drop-answer',
  'delay',
  /** The hub gets it twice, the kiosk the second answer. */
  'duplicate',
  /** The hub gets it after the next one; the kiosk has long been cut off. */
  'reorder',
  'truncate-request',
  'truncate-answer',
  'reset-in-answer',
  'status-500',
  'html-200',
  'redirect',
  'garbage',
  'endless-answer',
  'flip-request',
  'flip-answer',
  /** The answer to the request before. */
  'stale-answer',
] as const;
/**
 * What takes as long as the kiosk lets it. `swallow`: nothing ever comes of it, and the connection stays; `drip`: a byte now and
 * then, without end; `stall`: a beginning, and nothing more.
 */
export type Fault = (typeof FAULTS)[number] | 'swallow' | 'drip' | 'stall';

export interface FaultProxy {
  readonly url: string;
  /** How often each has happened. */
  readonly met: Map<Fault | 'none', number>;
  /** Connections over which an answer is still to come, or to end. */
  readonly unanswered: () => number;
  readonly close: () => Promise<void>;
}

interface Whole {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

const HTML = '<html><body>Welcome! Please accept our terms.</body></html>';
const DELAY_MS = 40;
const DRIP_MS = 20;

/**
 * Stands between a kiosk and a hub, on real sockets, and does to each request what `choose` says.
 *
 * @param target address of the hub, which may change
 */
export async function startFaultProxy(
  target: () => string,
  choose: (path: string) => Fault | null,
): Promise<FaultProxy> {
  const met = new Map<Fault | 'none', number>();
  const held: Whole[] = [];
  let last: Whole | null = null;
  const sockets = new Set<Socket>();
  const unanswered = new Set<ServerResponse>();

  const forward = async (asked: Whole): Promise<Whole> => {
    const answer = await send(target(), asked);
    for (const late of held.splice(0)) await send(target(), late).catch(() => null);
    return answer;
  };

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const asked = await whole(incoming, incoming.method ?? 'GET', incoming.url ?? '/');
    const fault = choose(asked.path);
    met.set(fault ?? 'none', (met.get(fault ?? 'none') ?? 0) + 1);
    const socket = incoming.socket;
    if (fault === 'swallow') return;
    if (fault === 'drop-request') return void socket.destroy();
    if (fault === 'reorder') {
      held.push(asked);
      return void socket.destroy();
    }
    const own = OWN_ANSWERS[fault ?? 'delay'];
    if (own !== undefined) {
      own(outgoing, socket);
      return;
    }
    if (fault === 'delay') await new Promise((resolve) => setTimeout(resolve, DELAY_MS));
    if (fault === 'duplicate') await forward(asked);
    const answer = await forward(twisted(asked, fault));
    const before = last ?? answer;
    last = answer;
    if (fault === 'drop-answer') return void socket.destroy();
    deliver(fault === 'stale-answer' ? before : answer, fault, outgoing, socket);
  };

  const server = createServer((incoming, outgoing) => {
    unanswered.add(outgoing);
    outgoing.once('close', () => unanswered.delete(outgoing));
    // The hub is away, or the kiosk is: the other end sees its connection end.
    serve(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    met,
    unanswered: () => unanswered.size,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What somebody on the way answers by himself. */
const OWN_ANSWERS: Partial<Record<Fault, (outgoing: ServerResponse, socket: Socket) => void>> = {
  'status-500': (outgoing) => outgoing.writeHead(500).end('{"fault":"internal-error"}'),
  'html-200': (outgoing) => outgoing.writeHead(200, { 'content-type': 'text/html' }).end(HTML),
  redirect: (outgoing) => outgoing.writeHead(302, { location: 'http://127.0.0.1:9/portal' }).end(),
  garbage: (_outgoing, socket) => socket.end('\u0016\u0003\u0001 this is not HTTP\r\n\r\n'),
  drip: (outgoing) => {
    const dripping = setInterval(() => outgoing.write(' '), DRIP_MS);
    outgoing.writeHead(200).once('close', () => {
      clearInterval(dripping);
    });
  },
  stall: (outgoing) => outgoing.writeHead(200).write('{'),
  'endless-answer': (outgoing) => {
    const more = (): void => {
      while (!outgoing.destroyed && outgoing.write('a'.repeat(16 * 1024)));
    };
    outgoing.writeHead(200).on('drain', more);
    more();
  },
};

function twisted(asked: Whole, fault: Fault | null): Whole {
  if (fault === 'flip-request') return { ...asked, body: flipped(asked.body) };
  // What is cut off is cut off before whoever forwards it counts it.
  if (fault === 'truncate-request') return { ...asked, body: asked.body.subarray(0, asked.body.length / 2) };
  return asked;
}

function flipped(body: Buffer): Buffer {
  const changed = Buffer.from(body);
  const at = changed.length >> 1;
  if (changed.length > 0) changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}

function deliver(answer: Whole, fault: Fault | null, outgoing: ServerResponse, socket: Socket): void {
  const body = fault === 'flip-answer' ? flipped(answer.body) : answer.body;
  outgoing.writeHead(answer.status, { ...answer.headers, 'content-length': String(body.length) });
  if (fault !== 'truncate-answer' && fault !== 'reset-in-answer') {
    outgoing.end(body);
    return;
  }
  outgoing.write(body.subarray(0, body.length >> 1), () => {
    if (fault === 'truncate-answer') socket.end();
    else socket.resetAndDestroy();
  });
}

/** Fields that speak of a connection, and not of a message (RFC 9110 §7.6.1). */
const OF_CONNECTION = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'host']);

async function whole(message: IncomingMessage, method: string, path: string): Promise<Whole> {
  const pieces: Buffer[] = [];
  for await (const piece of message as AsyncIterable<Buffer>) pieces.push(piece);
  const headers = Object.entries(message.headers).filter(
    (field): field is [string, string] => typeof field[1] === 'string' && !OF_CONNECTION.has(field[0]),
  );
  const { statusCode: status = 0 } = message;
  return { method, path, status, headers: Object.fromEntries(headers), body: Buffer.concat(pieces) };
}

function send(target: string, { method, path, headers, body }: Whole): Promise<Whole> {
  return new Promise((resolve, reject) => {
    const length = method === 'GET' ? {} : { 'content-length': String(body.length) };
    request(target + path, { method, headers: { ...headers, ...length } }, (answer) => {
      whole(answer, method, path).then(resolve, reject);
    })
      .once('error', reject)
      .end(method === 'GET' ? undefined : body);
  });
}

import { createHash, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { hubKeyOf } from '../../../electron/sync/answer.ts';
import {
  batchSchema,
  chainAskSchema,
  checkInsAskSchema,
  PATHS,
  type ChainStand,
  type CheckIn,
  type Heard,
  type WireFault,
} from '../../../shared/wire.ts';
import { answerFields, contentDigest, type Asked, answerBase } from '../../../shared/wire-signature.ts';
import { newKeyPair } from '../../../electron/key-pair.ts';

/** How a hub refuses, once. */
export interface StubRefusal {
  readonly status: number;
  readonly fault: WireFault;
  readonly headers?: Record<string, string>;
}

/** A hub that signs, takes everything and keeps only where it stands: what is tested is the other end. */
export interface StubHub {
  readonly url: string;
  /** `x` of its JWK. */
  readonly key: string;
  epoch: string;
  /** Of its clock, against the machine's. */
  hubAheadMs: number;
  /** What it says of an entry that it is asked for. */
  confirms: (chain: string, sequence: number) => ChainStand['asked'];
  /** Of every chain. */
  holes: NonNullable<ChainStand['holes']>;
  /** Answers to requests on a path, first to last, before it answers as usual. */
  readonly refusals: Map<string, StubRefusal[]>;
  /** Signed and sent in place of any answer. */
  instead: string | null;
  /** Paths asked for, in order. */
  readonly asked: string[];
  /** What it says of the gate's venue code; `undefined`: a release that has none. */
  venueCode: Heard['venueCode'];
  /** All who have checked in by phone, which it tells at each ask. */
  checkIns: readonly CheckIn[];
  /** Signs with its key, Ed25519. */
  readonly sign: (message: Uint8Array) => Uint8Array;
  /** What was posted to a path, in order. */
  readonly posted: (path: string) => unknown[];
  /** Last sequence and base64 of its hash, by chain. */
  readonly stands: Map<string, { readonly through: number; readonly hash: string }>;
  /** Base64 of the hash of each entry it was sent, by chain and sequence. */
  readonly hashes: Map<string, string>;
  readonly close: () => Promise<void>;
}

const NO_HASH = Buffer.alloc(32).toString('base64');

export async function startStubHub(): Promise<StubHub> {
  const { privateKey, publicKey } = newKeyPair('ed25519');
  const key = publicKey.export({ format: 'jwk' }).x ?? '';
  const { id } = hubKeyOf(key);
  const sockets = new Set<Socket>();

  const answer = (
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    status: number,
    body: unknown,
    more = {},
  ): void => {
    const text = stub.instead ?? JSON.stringify(body);
    const digest = contentDigest(createHash('sha256').update(text).digest('base64'));
    const signed = { status, contentDigest: digest, asked: askedOf(incoming) };
    const signature = sign(null, Buffer.from(answerBase(signed, id)), privateKey).toString('base64');
    outgoing.writeHead(status, { ...answerFields(signed, id, signature), ...more }).end(text);
  };

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await readJson(incoming);
    const [path = ''] = (incoming.url ?? '').split('?');
    stub.asked.push(path);
    posted.push({ path, body });
    const refusal = stub.refusals.get(path)?.shift();
    if (refusal === undefined) answer(incoming, outgoing, 200, bodyOf(stub, path, body));
    else answer(incoming, outgoing, refusal.status, { fault: refusal.fault }, refusal.headers);
  };

  const server = createServer((incoming, outgoing) => void serve(incoming, outgoing));
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const hashes = new Map<string, string>();
  const posted: { readonly path: string; readonly body: unknown }[] = [];
  const stub: StubHub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key,
    epoch: '0180bab7-0c00-7000-8000-00000000000e',
    hubAheadMs: 0,
    confirms: (chain, sequence) => {
      const hash = hashes.get(`${chain} ${sequence}`);
      return hash === undefined ? { is: 'missing' } : { is: 'received', hash };
    },
    holes: [],
    refusals: new Map(),
    instead: null,
    asked: [],
    venueCode: undefined,
    checkIns: [],
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
    posted: (path) => posted.filter((one) => one.path === path).map(({ body }) => body),
    stands: new Map(),
    hashes,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return stub;
}

function askedOf({ headers }: IncomingMessage): Asked {
  const [, signature] = /^kiosk=:(.*):$/u.exec(String(headers['signature'])) ?? [];
  if (signature !== undefined) return { field: 'signature', value: signature };
  return { field: 'sentinel-nonce', value: String(headers['sentinel-nonce']) };
}

async function readJson(incoming: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming as AsyncIterable<Buffer>) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  return bytes.length === 0 ? null : JSON.parse(gunzipSync(bytes).toString('utf8'));
}

function bodyOf(stub: StubHub, path: string, body: unknown): unknown {
  const { epoch, stands } = stub;
  switch (path) {
    case PATHS.challenge:
      return { challenge: 'challenge', hubTimeMs: Date.now() + stub.hubAheadMs, lifeSeconds: 900, hubKey: stub.key };
    case PATHS.heartbeat:
      return { epoch, hubTimeMs: Date.now() + stub.hubAheadMs, settings: null, venueCode: stub.venueCode };
    case PATHS.checkIns: {
      const [{ used }, { checkIns }] = [checkInsAskSchema.parse(body), stub];
      stub.checkIns = checkIns.map((one) => (used.includes(one.entry) ? { ...one, isUsed: true } : one));
      return { checkIns: stub.checkIns, next: `${epoch}.1`, isMore: false, hubTimeMs: Date.now() + stub.hubAheadMs };
    }
    case PATHS.chain: {
      const { chain, sequence } = chainAskSchema.parse(body);
      const stand = stands.get(chain) ?? { through: -1, hash: NO_HASH };
      return { epoch, chain, ...stand, asked: stub.confirms(chain, sequence), holes: stub.holes };
    }
    case PATHS.entries: {
      const { chain, entries } = batchSchema.parse(body);
      let hash = NO_HASH;
      for (const { sequence, bytes } of entries) {
        hash = createHash('sha256').update(Buffer.from(bytes, 'base64')).digest('base64');
        stub.hashes.set(`${chain} ${sequence}`, hash);
      }
      const through = entries.at(-1)?.sequence ?? -1;
      stands.set(chain, { through, hash });
      return { epoch, chain, through, hash };
    }
    default:
      return {};
  }
}

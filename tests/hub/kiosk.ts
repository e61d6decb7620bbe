import { createHash, sign, type KeyObject } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { keyIdOf } from '../../hub/crypto.ts';
import { challengeSchema, PATHS, type Batch, type Report } from '../../shared/wire.ts';
import { contentDigest, signatureBase, signatureFields, type Asked } from '../../shared/wire-signature.ts';
import { newKeyPair } from '../../electron/key-pair.ts';

/** What came back over the network. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** With what it has to be bound to, and all of it as it came. */
export interface BoundAnswer extends Answer {
  readonly asked: Asked;
  readonly response: Response;
}

/** How a request is to differ from an honest one. */
export interface Twist {
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Sent instead of what was signed. */
  readonly body?: Uint8Array;
  readonly path?: string;
  readonly method?: string;
  readonly challenge?: string;
  readonly keyId?: string;
  readonly isPlain?: boolean;
  /** Of the hub that is asked, whose turn it may not be. */
  readonly url?: string;
}

/** A kiosk as a hub sees it: a key, and requests signed with it. */
export interface Kiosk {
  readonly publicKey: string;
  readonly privateKey: KeyObject;
  readonly post: (path: string, body: unknown, twist?: Twist) => Promise<BoundAnswer>;
  readonly send: (batch: Batch, twist?: Twist) => Promise<BoundAnswer>;
  /** Signs a statement. @returns base64 */
  readonly sign: (statement: Uint8Array) => string;
}

export async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
}

export async function getChallenge(url: string): Promise<string> {
  return challengeSchema.parse((await read(await fetch(url + PATHS.challenge))).body).challenge;
}

/** @param addresses of hubs, asked in turn; may change on the way */
export function makeKiosk(addresses: readonly string[]): Kiosk {
  const { privateKey, publicKey } = newKeyPair('ed25519');
  const x = publicKey.export({ format: 'jwk' }).x ?? '';
  let turn = 0;
  const post = async (path: string, body: unknown, twist: Twist = {}): Promise<BoundAnswer> => {
    const url = twist.url ?? addresses[(turn += 1) % addresses.length] ?? '';
    const json = Buffer.from(JSON.stringify(body));
    const bytes = twist.isPlain === true ? json : gzipSync(json);
    const fields = signed(privateKey, twist.keyId ?? keyIdOf(x), {
      path,
      bytes,
      challenge: twist.challenge ?? (await getChallenge(url)),
    });
    const encoding = twist.isPlain === true ? {} : { 'content-encoding': 'gzip' };
    const headers: Readonly<Record<string, string | undefined>> = {
      'content-type': 'application/json',
      ...encoding,
      ...fields,
      ...twist.headers,
    };
    const given = Object.entries(headers).filter((field): field is [string, string] => field[1] !== undefined);
    const method = twist.method ?? 'POST';
    const sent = method === 'GET' ? null : Buffer.from(twist.body ?? bytes);
    const response = await fetch(url + (twist.path ?? path), { method, headers: given, body: sent });
    const asked: Asked = { field: 'signature', value: /:(.*):/u.exec(headers['signature'] ?? '')?.[1] ?? '' };
    return { ...(await read(response.clone())), asked, response };
  };
  return {
    publicKey: x,
    privateKey,
    post,
    send: (batch, twist) => post(PATHS.entries, batch, twist),
    sign: (statement) => sign(null, statement, privateKey).toString('base64'),
  };
}

interface Signing {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly challenge: string;
}

function signed(key: KeyObject, keyId: string, { path, bytes, challenge }: Signing): Record<string, string> {
  const digest = contentDigest(createHash('sha256').update(bytes).digest('base64'));
  const request = { method: 'POST', path, query: '?', contentDigest: digest, challenge };
  const signature = sign(null, Buffer.from(signatureBase(request, keyId)), key).toString('base64');
  return signatureFields(request, keyId, signature);
}

/** How a kiosk that is well reports itself. */
export const REPORT: Report = {
  appVersion: '0.2.0',
  policyVersion: null,
  policyAgeSeconds: null,
  clockOffsetSeconds: 0,
  unsent: 3,
  journal: 'well',
  camera: 'reading',
  readers: [],
  keysAtRest: 'file',
  settingsVersion: 0,
};

import { createHash, createPrivateKey, createPublicKey, hash, sign, type KeyObject } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { keyIdOf } from '../../../hub/crypto.ts';
import { encodeEntry, NO_PREVIOUS_HASH, type Entry } from '../../../shared/journal.ts';
import type { Batch } from '../../../shared/wire.ts';
import { contentDigest, signatureBase, signatureFields } from '../../../shared/wire-signature.ts';

/** A kiosk that can be made again in another process by its number alone. */
export interface BenchKiosk {
  readonly id: string;
  readonly venue: string;
  readonly publicKey: string;
  readonly keyId: string;
  readonly key: KeyObject;
  /** As a proxy in front of the hub would tell it: no two kiosks share one, nor its limits. */
  readonly address: string;
}

/** PKCS #8 of an Ed25519 key up to its 32 bytes (RFC 8410 §7). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

export function makeBenchKiosk(number: number): BenchKiosk {
  const seed = hash('sha256', `bench kiosk ${number}`, 'buffer');
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ format: 'jwk' }).x ?? '';
  const [a, b] = [number >> 8, number & 255];
  return {
    id: uuid(number, 1),
    venue: `venue-${number % 100}`,
    publicKey,
    keyId: keyIdOf(publicKey),
    key,
    address: `10.${a >> 8}.${a & 255}.${b}`,
  };
}

/** @param kind keeps ids of kiosks, chains and entries apart */
export function uuid(number: number, kind: number): string {
  const digits = number.toString(16).padStart(12, '0');
  return `0180bab7-0c00-7000-8${kind.toString(16).padStart(3, '0')}-${digits}`;
}

/** Of CBOR that says who it was, sealed: usually. */
const SEALED_BYTES = 336;

/** Like what is sealed for each entry alone: it looks random, and does not get shorter with the batch. */
function sealedOf(chain: string, sequence: number): Uint8Array {
  return createHash('shake256', { outputLength: SEALED_BYTES }).update(`sealed ${chain} ${sequence}`).digest();
}

/** A scan as a kiosk under rules with a sealing key remembers it: some 580 bytes. */
function makeBenchEntry(chain: string, sequence: number, previousHash: Uint8Array, epochMs: number): Entry {
  return {
    ...{ chain, sequence, id: uuid(sequence, 2), previousHash, type: 'scan', refersTo: null, epochMs },
    ...{ offsetMinutes: 480, isClockConfirmed: true, source: 'camera', format: 'health-code', verdict: 'admit' },
    ...{ reasons: ['all-checks-passed'], colour: 'green', testAgeSeconds: 169_200, maskedName: '张*三' },
    ...{ personKey: hash('sha256', `${chain} ${sequence}`, 'buffer'), personKeyId: 'v1', policyVersion: 1 },
    ...{ durationMs: 4, sealed: sealedOf(chain, sequence), anchor: null, guard: null, lane: null },
  };
}

/** Batches of one chain, each beginning where the one before ended. */
export function makeBatches(chain: string, count: number, size: number, epochMs: number): Batch[] {
  let previousHash: Uint8Array = NO_PREVIOUS_HASH;
  return Array.from({ length: count }, (_, batch) => ({
    chain,
    entries: Array.from({ length: size }, (_entry, i) => {
      const sequence = batch * size + i;
      const bytes = encodeEntry(makeBenchEntry(chain, sequence, previousHash, epochMs + sequence));
      const sent = { sequence, previousHash: base64(previousHash), bytes: base64(bytes) };
      previousHash = hash('sha256', bytes, 'buffer');
      return sent;
    }),
  }));
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

export interface SignedPost {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export function signPost(kiosk: BenchKiosk, challenge: string, path: string, message: unknown): SignedPost {
  const body = gzipSync(JSON.stringify(message), { level: 1 });
  const digest = contentDigest(hash('sha256', body, 'base64'));
  const request = { method: 'POST', path, query: '?', contentDigest: digest, challenge };
  const signature = sign(null, Buffer.from(signatureBase(request, kiosk.keyId)), kiosk.key).toString('base64');
  const headers = {
    'content-type': 'application/json',
    'content-encoding': 'gzip',
    'content-length': String(body.length),
    'x-forwarded-for': kiosk.address,
    ...signatureFields(request, kiosk.keyId, signature),
  };
  return { path, headers, body };
}

/** @returns base64 */
export function signStatement(kiosk: BenchKiosk, statement: Uint8Array): string {
  return sign(null, statement, kiosk.key).toString('base64');
}

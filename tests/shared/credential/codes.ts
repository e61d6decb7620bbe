import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { encode, rfc8949EncodeOptions } from 'cborg';
import type { Claims } from '../../../shared/credential/claims.ts';
import type { Facts, TestFact } from '../../../shared/credential/facts.ts';
import { primitives } from '../../../electron/crypto.ts';
import { base45 } from '../../../scripts/foreign-codes.ts';
import { healthCode } from '../../../shared/credential/health-code.ts';
import { NO_REVOCATIONS } from '../../../shared/credential/revocation.ts';
import { buildTrustList } from '../../../shared/credential/trust-list.ts';
import { verifyCredential } from '../../../shared/credential/verify.ts';

/*
 * Health codes made for tests, of whatever is handed in, right or wrong. Written from docs/health-code.md and the standards,
 * apart from the code under test.
 */

export interface SigningKey {
  readonly jwk: { kty: 'OKP'; crv: 'Ed25519'; x: string };
  /** First 8 bytes of the RFC 7638 thumbprint. */
  readonly kid: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

/** PKCS #8 around an Ed25519 seed of 32 bytes (RFC 8410 §7). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The key of a seed, the same at every run. */
export function keyOf(seed: number): SigningKey {
  const key = createPrivateKey({
    key: Buffer.concat([PKCS8, createHash('sha256').update(`seed ${seed}`).digest()]),
    format: 'der',
    type: 'pkcs8',
  });
  const x = createPublicKey(key).export({ format: 'jwk' }).x ?? '';
  const thumbprint = createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest();
  return {
    jwk: { kty: 'OKP', crv: 'Ed25519', x },
    kid: new Uint8Array(thumbprint.subarray(0, 8)),
    sign: (message) => new Uint8Array(sign(null, message, key)),
  };
}

export const NOW = Date.UTC(2022, 4, 13, 1) / 1000;
export const HOUR = 3600;

export const bytesOf = (length: number, first = 1): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (first + i) & 255);
export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export const NEGATIVE: TestFact = {
  kind: 'nucleic-acid',
  sampledAt: NOW - 47 * HOUR,
  resultAt: NOW - 40 * HOUR,
  result: 'negative',
};

export const SALT = bytesOf(8, 50);

export function factsOf(change: Partial<Facts> = {}): Facts {
  return {
    answers: null,
    kind: 'dynamic',
    maskedName: '张*三',
    person: { type: 'subject', issuer: '310000', subject: '0102030405060708' },
    colour: 'green',
    tests: [NEGATIVE],
    vaccinations: [],
    recoveries: [],
    visited: [],
    ageGroup: null,
    pass: null,
    cardMatch: null,
    ...change,
  };
}

export function claimsOf(change: Partial<Facts> = {}, frame: Partial<Omit<Claims, 'facts'>> = {}): Claims {
  return {
    issuer: '310000',
    issuedAt: NOW - 60,
    expiresAt: NOW + 600,
    id: 'a1a2a3a4a5a6a7a8',
    facts: factsOf(change),
    ...frame,
  };
}

/** Claims as CBOR maps, field by field, so that a test may spoil one. @see docs/health-code.md §3, §4 */
export interface Spoilt {
  readonly claims?: ReadonlyMap<number, unknown>;
  readonly content?: ReadonlyMap<number, unknown>;
}

export const CONTENT = -65_537;

/** The payload of a plain green code, with entries replaced; `undefined` leaves an entry out. */
export function payloadWith({ claims = new Map(), content = new Map() }: Spoilt = {}): Uint8Array {
  const inner = merge(
    [
      [1, 0],
      [2, '张*三'],
      [3, bytesOf(8)],
      [4, 0],
      [5, [[0, NOW - 47 * HOUR, 7 * HOUR, 0]]],
    ],
    content,
  );
  return cbor(
    merge(
      [
        [1, '310000'],
        [4, NOW + 600],
        [6, NOW - 60],
        [7, bytesOf(8, 0xa1)],
        [CONTENT, inner],
      ],
      claims,
    ),
  );
}

function merge(base: [number, unknown][], change: ReadonlyMap<number, unknown>): Map<number, unknown> {
  return new Map([...new Map([...base, ...change])].filter(([, value]) => value !== undefined));
}

export function cbor(value: unknown): Uint8Array {
  return encode(value, rfc8949EncodeOptions);
}

/** The parts of a COSE_Sign1, each of which a test may spoil. */
export interface Envelope {
  readonly key: SigningKey;
  readonly payload: Uint8Array;
  readonly protectedHeader?: unknown;
  readonly unprotectedHeader?: unknown;
  readonly signature?: Uint8Array;
}

/** Tagged COSE_Sign1 (RFC 9052 §4.2), signed over its `Sig_structure` (§4.4). */
export function envelope({ key, payload, ...parts }: Envelope): Uint8Array {
  const header = cbor(parts.protectedHeader ?? headerOf(key));
  const signature = parts.signature ?? key.sign(cbor(['Signature1', header, new Uint8Array(), payload]));
  return Buffer.concat([Uint8Array.of(0xd2), cbor([header, parts.unprotectedHeader ?? new Map(), payload, signature])]);
}

export function headerOf({ kid }: Pick<SigningKey, 'kid'>, algorithm = -8): Map<number, unknown> {
  return new Map<number, unknown>([
    [1, algorithm],
    [4, kid],
  ]);
}

/** What a health code with this payload claims, or what verifying it under its key finds wrong. */
export function claimsIn(payload: Uint8Array): Claims | string {
  const key = keyOf(1);
  const sealed = healthCode.decode(textOf(envelope({ key, payload })), primitives);
  if (!sealed.ok) throw new Error(sealed.fault);
  const trust = buildTrustList([{ format: 'health-code', jwk: key.jwk }], primitives);
  const { credential, checks } = verifyCredential(sealed.value, healthCode, trust, NO_REVOCATIONS, primitives, NOW);
  // When it was issued and ends is read here, and judged elsewhere.
  const unread = checks.find(([, fault]) => fault === 'claims-malformed' || fault === 'period-malformed');
  return credential?.claims ?? unread?.[1] ?? 'nothing wrong';
}

/** Bytes as the text of a code: its prefix and Base45 (RFC 9285 §4). */
export function textOf(bytes: Uint8Array, prefix = 'DS1:'): string {
  return `${prefix}${base45(bytes)}`;
}

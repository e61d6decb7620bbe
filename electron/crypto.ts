import { createHash, createHmac, createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { PersonRef } from '../shared/credential/facts.ts';
import type { Primitives, PublicJwk, SignatureAlgorithm } from '../shared/primitives.ts';

/** Parsing a JWK costs as much as verifying with it, so each is parsed once and lives as long as its trust list. */
const keys = new WeakMap<PublicJwk, KeyObject | null>();

/** Which keys may be used with which algorithm: the algorithm is bound to the key (RFC 8725 §3.1). */
const KEY_OF: Record<SignatureAlgorithm, { kty: string; crv?: string }> = {
  EdDSA: { kty: 'OKP', crv: 'Ed25519' },
  ES256: { kty: 'EC', crv: 'P-256' },
  PS256: { kty: 'RSA' },
};

/**
 * Points of order 1, 2, 4 and 8 in every spelling, sign bit cleared, in hex. Under such a key one signature fits many
 * messages, or all, and OpenSSL and BoringSSL take it for a key like any other.
 *
 * @see RFC 8032 §8; Chalkias et al., "Taming the many EdDSAs", 2020, table 1
 */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
]);

export const primitives: Primitives = { verifySignature, sha256 };

function verifySignature(
  algorithm: SignatureAlgorithm,
  jwk: PublicJwk,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const wanted = KEY_OF[algorithm];
  if (jwk.kty !== wanted.kty || (wanted.crv !== undefined && jwk.crv !== wanted.crv)) return false;
  const key = publicKey(jwk);
  // The other algorithms come with the formats that use them.
  if (key === null || algorithm !== 'EdDSA') return false;
  return verify(null, message, key, signature);
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

function publicKey(jwk: PublicJwk): KeyObject | null {
  const known = keys.get(jwk);
  if (known !== undefined) return known;
  const key = importKey(jwk);
  keys.set(jwk, key);
  return key;
}

function importKey(jwk: PublicJwk): KeyObject | null {
  try {
    if (jwk.kty === 'OKP' && isSmallOrder(Buffer.from(jwk.x ?? '', 'base64url'))) return null;
    return createPublicKey({ key: { ...jwk }, format: 'jwk' });
  } catch {
    // Not a key at all: nothing verifies under it.
    return null;
  }
}

function isSmallOrder(point: Uint8Array): boolean {
  const withoutSign = Buffer.from(point);
  withoutSign[31] = (withoutSign[31] ?? 0) & 0x7f;
  return SMALL_ORDER.has(withoutSign.toString('hex'));
}

/**
 * The journal's name for a person: HMAC-SHA-256(venue key, type ‖ issuer ‖ subject), each part preceded by its length
 * in bytes (4, big-endian) so that no two persons share an input.
 *
 * @returns 32 bytes
 */
export function personKey(venueKey: Uint8Array, { type, issuer, subject }: PersonRef): Uint8Array {
  const hmac = createHmac('sha256', venueKey);
  for (const part of [type, issuer, subject]) {
    const bytes = Buffer.from(part, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hmac.update(length).update(bytes);
  }
  return hmac.digest();
}

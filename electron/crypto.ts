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
    return createPublicKey({ key: { ...jwk }, format: 'jwk' });
  } catch {
    // Not a key at all: nothing verifies under it.
    return null;
  }
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

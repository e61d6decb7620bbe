import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  hash,
  hkdfSync,
  timingSafeEqual,
  verify,
  type KeyObject,
} from 'node:crypto';
import { isSmallOrder } from '../shared/credential/small-order.ts';
import { ed25519KeyId } from '../shared/credential/thumbprint.ts';
import { CODE_ID_INPUT, codeProofInput, type Named } from '../shared/enrolment-code.ts';

export function sha256(bytes: Uint8Array | string): Buffer {
  return hash('sha256', bytes, 'buffer');
}

export function keyIdOf(x: string): string {
  return ed25519KeyId(x, sha256);
}

/** @returns `undefined` for what is no key, or one under which anybody can sign */
export function importKey(x: string): KeyObject | undefined {
  if (isSmallOrder(Buffer.from(x, 'base64url'))) return undefined;
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  } catch {
    // No point of the curve: the caller says whose key it was to be.
    return undefined;
  }
}

/** @param signature base64, 64 bytes */
export function isSignedBy(key: KeyObject, message: string | Uint8Array, signature: string): boolean {
  return verify(
    null,
    typeof message === 'string' ? Buffer.from(message) : message,
    key,
    Buffer.from(signature, 'base64'),
  );
}

/** Compares in a time that says nothing of where they differ, or of their lengths. */
export function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}

/** The hub's own key, which signs its answers. */
export interface HubKey {
  readonly private: KeyObject;
  /** `x` of its JWK (RFC 8037). */
  readonly x: string;
  /** Thumbprint (RFC 7638), base64url. */
  readonly keyId: string;
}

/** A private key of Ed25519 but for its seed, as PKCS #8 (RFC 8410 §7). */
const PKCS8_BEFORE_SEED = Buffer.from('302e020100300506032b657004220420', 'hex');

/** @param seed 32 bytes (RFC 8032 §5.1.5) */
export function openHubKey(seed: Uint8Array): HubKey {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_BEFORE_SEED, seed]), format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return { private: key, x, keyId: keyIdOf(x) };
}

/**
 * What all kiosks of a venue make person keys with, 32 bytes, derived anew each time it is asked for: it is in no
 * database. @see RFC 5869
 */
export function venueKeyOf(master: Uint8Array, venue: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, '', `digital-sentinel venue key v1\0${venue}`, 32));
}

/** See {@link CODE_ID_INPUT}. @param codeHash SHA-256 of a code */
export function codeIdOf(codeHash: Uint8Array): Buffer {
  return createHmac('sha256', codeHash).update(CODE_ID_INPUT).digest();
}

/** See {@link codeProofInput}. @param codeHash SHA-256 of a code */
export function codeProofOf(codeHash: Uint8Array, named: Named): Buffer {
  return createHmac('sha256', codeHash).update(codeProofInput(named)).digest();
}

import { createPublicKey, hash, timingSafeEqual, verify, type KeyObject } from 'node:crypto';
import { isSmallOrder } from '../shared/credential/small-order.ts';
import { thumbprintOf } from '../shared/credential/thumbprint.ts';

export function sha256(bytes: Uint8Array | string): Buffer {
  return hash('sha256', bytes, 'buffer');
}

/** Thumbprint of an Ed25519 key, base64url. @param x of its JWK. @see RFC 7638, RFC 8037 */
export function keyIdOf(x: string): string {
  return Buffer.from(thumbprintOf({ kty: 'OKP', crv: 'Ed25519', x }, sha256)).toString('base64url');
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
export function isSignedBy(key: KeyObject, message: string, signature: string): boolean {
  return verify(null, Buffer.from(message), key, Buffer.from(signature, 'base64'));
}

/** Compares in a time that says nothing of where they differ, or of their lengths. */
export function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}

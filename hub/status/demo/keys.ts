import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { PublicJwk } from '../../../shared/primitives.ts';

/** What the demo provider holds and the hub does not use for anything else. */
export interface DemoKeys {
  /** X25519: opens questions. */
  readonly opening: KeyObject;
  /** Ed25519: signs answers, and is in the trust list. */
  readonly signing: KeyObject;
  /** Under which people are looked up. */
  readonly index: Uint8Array;
}

/** Private keys but for their 32 bytes, as PKCS #8 (RFC 8410 §7). */
const BEFORE_X25519 = Buffer.from('302e020100300506032b656e04220420', 'hex');
const BEFORE_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** @param opening 32 bytes (RFC 7748 §5). @param signing 32 bytes (RFC 8032 §5.1.5) */
export function openDemoKeys(opening: Uint8Array, signing: Uint8Array): DemoKeys {
  return {
    opening: privateKey(BEFORE_X25519, opening),
    signing: privateKey(BEFORE_ED25519, signing),
    index: Buffer.from(hkdfSync('sha256', opening, '', 'digital-sentinel demo status index v1', 32)),
  };
}

/** The public half, as a policy names it. */
export function publicJwkOf(key: KeyObject): PublicJwk {
  const { kty = '', crv = '', x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return { kty, crv, x };
}

function privateKey(before: Buffer, bytes: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([before, bytes]), format: 'der', type: 'pkcs8' });
}

import type { Primitives, PublicJwk } from '../primitives.ts';
import { encodeUtf8 } from '../utf8.ts';
import { encodeBase64Url } from './radix.ts';

/** Members of each kind of key that its thumbprint is made of, in order. @see RFC 7638 §3.2, RFC 8037 §2 */
const MEMBERS: Readonly<Record<string, readonly (keyof PublicJwk)[]>> = {
  OKP: ['crv', 'kty', 'x'],
  EC: ['crv', 'kty', 'x', 'y'],
  RSA: ['e', 'kty', 'n'],
};

/** SHA-256 thumbprint of a key, 32 bytes. @see RFC 7638 §3 */
export function thumbprintOf(jwk: PublicJwk, sha256: Primitives['sha256']): Uint8Array {
  const members = (MEMBERS[jwk.kty] ?? []).map((member) => [member, jwk[member]]);
  return sha256(encodeUtf8(JSON.stringify(Object.fromEntries(members))));
}

/** By what kiosk and hub call an Ed25519 key: its thumbprint, base64url. @param x of its JWK. @see RFC 8037 §2 */
export function ed25519KeyId(x: string, sha256: Primitives['sha256']): string {
  return encodeBase64Url(thumbprintOf({ kty: 'OKP', crv: 'Ed25519', x }, sha256));
}

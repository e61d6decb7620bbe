import type { Primitives, PublicJwk } from '../primitives.ts';
import { encodeUtf8 } from '../utf8.ts';

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

import type { Primitives, PublicJwk } from '../primitives.ts';
import type { Language } from '../verdict.ts';
import type { FormatId } from './claims.ts';
import { toHex } from './hex.ts';
import type { TrustEntry } from './trust.ts';

/** A key that may sign, ready to use. */
export interface TrustedKey {
  readonly format: FormatId;
  readonly jwk: PublicJwk;
  /** The only issuer this key may sign for; `null`: any. */
  readonly issuer: string | null;
  readonly name: Readonly<Record<Language, string>> | null;
}

/** Trusted keys by `format:kid`. Two keys may share a kid: each is tried. */
export type TrustList = ReadonlyMap<string, readonly TrustedKey[]>;

/** Bytes of a thumbprint that make a key id: as in the EU's hcert specification, enough to find, not to trust. */
const KID_BYTES = 8;

const encoder = { encode: (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0)) };

/**
 * Key id of an Ed25519 key: the first 8 bytes of its JWK thumbprint, in hex.
 *
 * @see RFC 7638 §3, RFC 8037 §2 (required members `crv`, `kty`, `x`)
 */
export function kidOf(jwk: PublicJwk, sha256: Primitives['sha256']): string {
  const required = JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x });
  return toHex(sha256(encoder.encode(required)).subarray(0, KID_BYTES));
}

/** Makes the trust list of a policy ready for look-ups; done once when the policy is opened. */
export function buildTrustList(entries: readonly TrustEntry[], sha256: Primitives['sha256']): TrustList {
  const list = new Map<string, TrustedKey[]>();
  for (const { format, jwk, issuer, name } of entries) {
    const at = `${format}:${kidOf(jwk, sha256)}`;
    const key = { format, jwk, issuer: issuer ?? null, name: name ?? null };
    list.set(at, [...(list.get(at) ?? []), key]);
  }
  return list;
}

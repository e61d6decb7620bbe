import type { CredentialFault } from '../faults.ts';
import type { Primitives } from '../primitives.ts';
import { fail, ok, type Result } from '../result.ts';
import type { EpochSeconds } from '../time.ts';
import type { Claims, Format, FormatId, Sealed } from './claims.ts';
import { checkPeriod } from './period.ts';
import type { TrustedKey, TrustList } from './trust-list.ts';

declare const verified: unique symbol;

/** A code whose signature was verified under a key trusted for its issuer. Only {@link verifyCredential} makes one. */
export interface Credential {
  readonly format: FormatId;
  readonly claims: Claims;
  readonly signer: TrustedKey;
  readonly [verified]: true;
}

/** Revoked credentials as `issuer:id`, the id in lower-case hex. */
export type Revocations = ReadonlySet<string>;

/**
 * Verifies a code's signature under the trust list, then reads what was signed.
 *
 * The algorithm is the format's and the key's, never the header's alone (RFC 8725 §3.1). A key that is bound to an
 * issuer may sign for that one only.
 */
export function verifyCredential(
  sealed: Sealed,
  format: Format,
  trust: TrustList,
  primitives: Primitives,
): Result<Credential, CredentialFault> {
  const keys = trust.get(`${sealed.format}:${sealed.kid}`) ?? [];
  if (keys.length === 0) return fail('issuer-unknown');
  const signers = keys.filter(({ jwk }) =>
    primitives.verifySignature(sealed.algorithm, jwk, sealed.message, sealed.signature),
  );
  if (signers.length === 0) return fail('signature-forged');
  const claims = format.parseClaims(sealed.payload);
  if (!claims.ok) return claims;
  const signer = signers.find(({ issuer }) => issuer === null || issuer === claims.value.issuer);
  if (signer === undefined) return fail('issuer-mismatch');
  return ok({ format: sealed.format, claims: claims.value, signer } as Credential);
}

/** Checks all that the credential itself says of its validity, and whether its issuer has taken it back. */
export function checkValidity(
  { claims }: Credential,
  revocations: Revocations,
  now: EpochSeconds,
): Result<null, CredentialFault> {
  const period = checkPeriod(claims, now);
  if (!period.ok) return period;
  return claims.id !== null && revocations.has(`${claims.issuer}:${claims.id}`) ? fail('revoked') : ok(null);
}

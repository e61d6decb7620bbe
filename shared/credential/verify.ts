import type { CredentialFault } from '../faults.ts';
import type { Primitives } from '../primitives.ts';
import type { EpochSeconds } from '../time.ts';
import type { Claims, Content, Format, FormatId, Sealed } from './claims.ts';
import { checkPeriod, checkSignerPeriod } from './period.ts';
import { isRevoked, type Revocations } from './revocation.ts';
import type { Check } from './steps.ts';
import type { TrustedKey, TrustList } from './trust-list.ts';

declare const verified: unique symbol;

/** A code whose signature was verified under a key trusted for its issuer. Only {@link verifyCredential} makes one. */
export interface Credential {
  readonly format: FormatId;
  readonly claims: Claims;
  readonly signer: TrustedKey;
  readonly [verified]: true;
}

/** What came of verifying: every step that could be taken, also those after the first that failed. */
export interface Verification {
  readonly checks: readonly Check[];
  /** The first thing wrong, in the order of the steps. */
  readonly fault: CredentialFault | null;
  /** There whenever the signature holds and what was signed could be read, be it expired or revoked. */
  readonly credential: Credential | null;
}

/**
 * Verifies a code's signature under the trust list and checks all that the code and its signer say of its validity.
 *
 * The algorithm is the format's and the key's, never the header's alone (RFC 8725 §3.1). Several keys may share a key
 * id, and several entries a key: each is tried. A key that is bound to an issuer may sign for that one only.
 */
export function verifyCredential(
  sealed: Sealed,
  format: Format,
  trust: TrustList,
  revocations: Revocations,
  primitives: Primitives,
  now: EpochSeconds,
): Verification {
  const keys = trust.get(`${sealed.format}:${sealed.kid}`);
  if (keys === undefined) return { checks: [['kid', 'issuer-unknown']], fault: 'issuer-unknown', credential: null };
  const { content } = sealed;
  const signer = findSigner(sealed, keys, primitives, now);
  const found: [Check[0], CredentialFault | null][] = [
    ['kid', null],
    ['signature', typeof signer === 'string' ? signer : null],
  ];
  // Of several keys none of which has signed, the first stands for what else is wrong.
  const key = typeof signer === 'string' ? keys[0] : signer;
  if (content.period !== null) found.push(['period', periodFault(content, key, now)]);
  if (format.hasKeyUsage) found.push(['keyUsage', isBeyondKeyUsage(content, key) ? 'key-usage-exceeded' : null]);
  found.push(['schema', content.claims.ok ? null : content.claims.fault]);
  if (content.claims.ok) {
    found.push([
      'revocation',
      isRevoked(revocations, content.claims.value, sealed.kid, primitives.sha256) ? 'revoked' : null,
    ]);
  }
  return {
    checks: found,
    fault: found.find(([, fault]) => fault !== null)?.[1] ?? null,
    credential:
      typeof signer === 'string' || !content.claims.ok
        ? null
        : ({ format: sealed.format, claims: content.claims.value, signer } as Credential),
  };
}

function findSigner(
  { algorithm, message, signature, content }: Sealed,
  keys: readonly TrustedKey[],
  { verifySignature }: Primitives,
  now: EpochSeconds,
): TrustedKey | 'signature-forged' | 'issuer-mismatch' {
  const signers = keys.filter(({ jwk }) => verifySignature(algorithm, jwk, message, signature));
  if (signers[0] === undefined) return 'signature-forged';
  const { issuer } = content;
  const own = signers.filter((key) => issuer === null || key.issuer === null || key.issuer === issuer);
  const mayVouch = (key: TrustedKey): boolean =>
    periodFault(content, key, now) === null && !isBeyondKeyUsage(content, key);
  return own.find(mayVouch) ?? own[0] ?? 'issuer-mismatch';
}

function periodFault({ period }: Content, key: TrustedKey | undefined, now: EpochSeconds): CredentialFault | null {
  if (period === null) return null;
  if (!period.ok) return period.fault;
  const own = checkPeriod(period.value, now);
  if (!own.ok) return own.fault;
  const signers = key === undefined ? own : checkSignerPeriod(key, now);
  return signers.ok ? null : signers.fault;
}

function isBeyondKeyUsage({ statement }: Content, key: TrustedKey | undefined): boolean {
  const usage = key?.statements ?? null;
  return statement !== null && usage !== null && !usage.includes(statement);
}

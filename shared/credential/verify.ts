import type { CredentialFault } from '../faults.ts';
import type { Primitives } from '../primitives.ts';
import type { EpochSeconds } from '../time.ts';
import type { Claims, Content, Format, Sealed } from './claims.ts';
import { checkPeriod, checkSignerPeriod } from './period.ts';
import { isRevoked, type Revocations } from './revocation.ts';
import type { Check } from './steps.ts';
import type { TrustedKey, TrustList } from './trust-list.ts';

declare const verified: unique symbol;

/** A code whose signature was verified under a key trusted for its issuer. Only {@link verifyCredential} makes one. */
export interface Credential {
  readonly format: string;
  readonly claims: Claims;
  readonly [verified]: true;
}

/** What came of verifying: every step that could be taken, also those after the first that failed. */
export interface Verification {
  readonly checks: readonly Check[];
  /** The first thing wrong, in the order of the steps. */
  readonly fault: CredentialFault | null;
  /** The key that signed it: there whenever the signature holds, whatever it is under. */
  readonly signer: TrustedKey | null;
  /** Who signed, as the code says; `null`: it does not, or nothing holds that it says. */
  readonly issuer: string | null;
  /** There whenever the signature holds and what was signed could be read, be it expired or revoked. */
  readonly credential: Credential | null;
}

/** Of a code that nobody is known to have signed. */
const NOBODY = { signer: null, issuer: null, credential: null };

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
  const { content, kid } = sealed;
  const keys = kid === null ? undefined : trust.get(`${sealed.format}:${kid}`);
  const found = keys === undefined ? 'issuer-unknown' : findSigner(sealed, keys, trust, primitives, now);
  if (keys === undefined || found === 'issuer-unknown') {
    return { checks: [['kid', 'issuer-unknown']], fault: 'issuer-unknown', ...NOBODY };
  }
  const key = typeof found === 'string' ? null : found;
  const checks: [Check[0], CredentialFault | null][] = [
    ['kid', null],
    ['signature', typeof found === 'string' ? found : null],
    // Of several keys none of which has signed, the first stands for what else is wrong.
    ...checkContent(content, key ?? keys[0], format, now),
  ];
  const revocation = checkRevocation(sealed, revocations, primitives);
  if (revocation !== undefined) checks.push(['revocation', revocation]);
  const fault = checks.find(([, one]) => one !== null)?.[1] ?? null;
  if (key === null) return { checks, fault, ...NOBODY };
  return { checks, fault, signer: key, issuer: content.issuer, credential: credentialOf(sealed) };
}

/** A key may be trusted under another issuer's name while we have never heard of this one: then our list may be old. */
function findSigner(
  { format, algorithm, message, signature, content }: Sealed,
  keys: readonly TrustedKey[],
  trust: TrustList,
  { verifySignature }: Primitives,
  now: EpochSeconds,
): TrustedKey | 'algorithm-unsupported' | 'signature-forged' | 'issuer-mismatch' | 'issuer-unknown' {
  if (algorithm === null) return 'algorithm-unsupported';
  const signers = keys.filter(({ jwk }) => verifySignature(algorithm, jwk, message, signature));
  if (signers[0] === undefined) return 'signature-forged';
  const { issuer } = content;
  const own = signers.filter((key) => issuer === null || key.issuer === null || key.issuer === issuer);
  const mayVouch = (key: TrustedKey): boolean =>
    periodFault(content, key, now) === null && !isBeyondKeyUsage(content, key);
  const found = own.find(mayVouch) ?? own[0];
  if (found !== undefined) return found;
  return isKnown(trust, format, issuer) ? 'issuer-mismatch' : 'issuer-unknown';
}

/** Looks through the whole list, which only a code with a good signature under somebody else's key makes it do. */
function isKnown(trust: TrustList, format: string, issuer: string | null): boolean {
  return [...trust.values()].some((keys) => keys.some((key) => key.format === format && key.issuer === issuer));
}

function checkContent(
  content: Content,
  key: TrustedKey | undefined,
  { hasKeyUsage }: Format,
  now: EpochSeconds,
): [Check[0], CredentialFault | null][] {
  const checks: [Check[0], CredentialFault | null][] = [];
  if (content.period !== null) checks.push(['period', periodFault(content, key, now)]);
  if (hasKeyUsage) checks.push(['keyUsage', isBeyondKeyUsage(content, key) ? 'key-usage-exceeded' : null]);
  checks.push(['schema', content.facts.ok ? null : content.facts.fault]);
  return checks;
}

/** @returns `undefined` where nobody can say what would have been taken back */
function checkRevocation(
  { kid, content: { issuer, id, period, facts } }: Sealed,
  revocations: Revocations,
  { sha256 }: Primitives,
): 'revoked' | null | undefined {
  if (issuer === null || (id === null && !facts.ok)) return undefined;
  // Where it cannot be read, it may have been issued before whatever was taken back.
  const issuedAt = period?.ok === true ? period.value.issuedAt : -Infinity;
  return isRevoked(revocations, { issuer, id, issuedAt }, kid ?? '', sha256) ? 'revoked' : null;
}

function credentialOf({ format, content: { issuer, id, period, facts } }: Sealed): Credential | null {
  if (issuer === null || period?.ok !== true || !facts.ok) return null;
  return { format, claims: { issuer, id, ...period.value, facts: facts.value } } as Credential;
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

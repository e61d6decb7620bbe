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
  const keys = kid === null ? undefined : trust.get(`${format.id}:${kid}`);
  if (keys === undefined) return { checks: [['kid', 'issuer-unknown']], fault: 'issuer-unknown', ...NOBODY };
  const found = findSigner(sealed, keys, primitives, now);
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
  return { checks, fault, signer: key, issuer: content.issuer, credential: credentialOf(sealed, format) };
}

function findSigner(
  { algorithm, message, signature, content }: Sealed,
  keys: readonly TrustedKey[],
  { verifySignature }: Primitives,
  now: EpochSeconds,
): TrustedKey | 'algorithm-unsupported' | 'signature-forged' | 'issuer-mismatch' {
  if (algorithm === null) return 'algorithm-unsupported';
  const signers = keys.filter(({ jwk }) => verifySignature(algorithm, jwk, message, signature));
  if (signers[0] === undefined) return 'signature-forged';
  // What names no issuer is nobody's statement, which its schema says.
  const own = signers.filter((key) => content.issuer === null || key.issuer === null || key.issuer === content.issuer);
  const mayVouch = (key: TrustedKey): boolean =>
    periodFault(content, key, now) === null && !isBeyondKeyUsage(content, key);
  return own.find(mayVouch) ?? own[0] ?? 'issuer-mismatch';
}

function checkContent(
  content: Content,
  key: TrustedKey | undefined,
  { hasKeyUsage }: Format,
  now: EpochSeconds,
): [Check[0], CredentialFault | null][] {
  const { period, facts, issuer } = content;
  const checks: [Check[0], CredentialFault | null][] = [];
  if (period !== null || facts.ok) checks.push(['period', periodFault(content, key, now)]);
  if (hasKeyUsage) checks.push(['keyUsage', isBeyondKeyUsage(content, key) ? 'key-usage-exceeded' : null]);
  // What says nothing of its issuer is nobody's statement.
  const unread = facts.ok ? null : facts.fault;
  checks.push(['schema', facts.ok && issuer === null ? 'claims-malformed' : unread]);
  return checks;
}

/** @returns `undefined` where nobody can say what would have been taken back */
function checkRevocation(
  { kid, content: { issuer, ids, period, facts } }: Sealed,
  revocations: Revocations,
  { sha256 }: Primitives,
): 'revoked' | null | undefined {
  if (issuer === null || (ids.length === 0 && !facts.ok)) return undefined;
  // Where it cannot be read, it may have been issued before whatever was taken back.
  const issuedAt = period?.ok === true ? period.value.issuedAt : -Infinity;
  const isTaken = ids.some((id) => isRevoked(revocations, { issuer, id, issuedAt }, kid ?? '', sha256));
  return isTaken ? 'revoked' : null;
}

function credentialOf({ content: { issuer, ids, period, facts } }: Sealed, { id: format }: Format): Credential | null {
  if (issuer === null || period?.ok !== true || !facts.ok) return null;
  return { format, claims: { issuer, id: ids[0] ?? null, ...period.value, facts: facts.value } } as Credential;
}

function periodFault(
  { period }: Pick<Content, 'period'>,
  key: TrustedKey | undefined,
  now: EpochSeconds,
): CredentialFault | null {
  if (period === null) return 'period-malformed';
  if (!period.ok) return period.fault;
  const own = checkPeriod(period.value, now);
  if (!own.ok) return own.fault;
  const signers = key === undefined ? own : checkSignerPeriod(key, now);
  return signers.ok ? null : signers.fault;
}

function isBeyondKeyUsage({ statement }: Pick<Content, 'statement'>, key: TrustedKey | undefined): boolean {
  const usage = key?.statements ?? null;
  return statement !== null && usage !== null && !usage.includes(statement);
}

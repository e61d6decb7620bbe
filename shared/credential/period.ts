import { fail, ok, type Result } from '../result.ts';
import type { EpochSeconds } from '../time.ts';

export interface Period {
  readonly issuedAt: EpochSeconds;
  /** Where the issuer signed besides that it counts only from then on. */
  readonly notBefore?: EpochSeconds;
  /** `null` where the issuer signed no end. */
  readonly expiresAt: EpochSeconds | null;
}

export type PeriodFault = 'period-reversed' | 'not-yet-valid' | 'expired';

/** How far an issuer's clock may run ahead of ours before a credential counts as post-dated. */
export const SKEW_SECONDS = 300;

/**
 * Tells whether `now` lies within the period the issuer signed.
 *
 * Half-open: the first valid second is `issuedAt - 300`, or `notBefore - 300` if that is later, the first invalid one is
 * `expiresAt`.
 * Whether a test is recent enough is the policy's business, not judged here.
 *
 * @returns seconds of validity left (`Infinity` if the issuer signed no end), or the first fault
 * @see RFC 8392 §3.1.4 `exp`, §3.1.6 `iat`
 */
export function checkPeriod(
  { issuedAt, notBefore = issuedAt, expiresAt }: Period,
  now: EpochSeconds,
): Result<number, PeriodFault> {
  const beginsAt = Math.max(issuedAt, notBefore);
  if (expiresAt !== null && expiresAt <= beginsAt) return fail('period-reversed');
  if (beginsAt > now + SKEW_SECONDS) return fail('not-yet-valid');
  if (expiresAt === null) return ok(Infinity);
  return expiresAt > now ? ok(expiresAt - now) : fail('expired');
}

/** A signer's own life, as its certificate or the trust list says. */
export interface SignerPeriod {
  /** First second at which it may sign; `-Infinity` where nothing is said. */
  readonly validFrom: EpochSeconds;
  /** Last second, included (RFC 5280 §4.1.2.5); `Infinity` where nothing is said. */
  readonly validTo: EpochSeconds;
}

/**
 * Tells whether the signer lives now. Whether the period it signed lies within its own life is for issuers to mind: those
 * who renew their certificates often do not.
 *
 * @see RFC 5280 §4.1.2.5
 */
export function checkSignerPeriod(
  { validFrom, validTo }: SignerPeriod,
  now: EpochSeconds,
): Result<null, 'signer-not-yet-valid' | 'signer-expired'> {
  if (validFrom > now + SKEW_SECONDS) return fail('signer-not-yet-valid');
  return now > validTo ? fail('signer-expired') : ok(null);
}

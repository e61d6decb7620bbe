import type { CredentialFault, Fault, GroundsFault } from '../faults.ts';
import type { Format } from './claims.ts';

/** The steps a code goes through, by the names testers see; which of them a format takes, it says itself. */
export type StepName =
  | 'prefix'
  | 'base45'
  | 'base32'
  | 'jws'
  | 'zlib'
  | 'cbor'
  | 'cose'
  | 'kid'
  | 'signature'
  | 'period'
  | 'keyUsage'
  | 'schema'
  | 'revocation'
  | 'policy';

/** A step that was taken, and what it found; `null`: nothing wrong. */
export type Check = readonly [step: StepName, fault: Fault | null];

/** The step at which each fault is found. */
export const STEP_OF_FAULT: Readonly<Record<CredentialFault | GroundsFault | 'rules-failed', StepName>> = {
  'not-a-health-code': 'prefix',
  'online-code': 'prefix',
  'version-unsupported': 'prefix',
  'text-too-long': 'prefix',
  'too-many-parts': 'prefix',
  'base45-malformed': 'base45',
  'base32-malformed': 'base32',
  'jws-malformed': 'jws',
  'zlib-malformed': 'zlib',
  'zlib-too-large': 'zlib',
  'cbor-malformed': 'cbor',
  'cbor-too-deep': 'cbor',
  'cbor-too-large': 'cbor',
  'cose-malformed': 'cose',
  'issuer-unknown': 'kid',
  'algorithm-unsupported': 'signature',
  'signature-forged': 'signature',
  'issuer-mismatch': 'signature',
  'period-malformed': 'period',
  'period-reversed': 'period',
  'not-yet-valid': 'period',
  expired: 'period',
  'signer-not-yet-valid': 'period',
  'signer-expired': 'period',
  'key-usage-exceeded': 'keyUsage',
  'json-malformed': 'schema',
  'json-too-deep': 'schema',
  'claims-malformed': 'schema',
  revoked: 'revocation',
  'policy-missing': 'policy',
  'policy-damaged': 'policy',
  'policy-forged': 'policy',
  'policy-rolled-back': 'policy',
  'policy-expired': 'policy',
  'clock-wrong': 'policy',
  'kiosk-revoked': 'policy',
  'rules-failed': 'policy',
};

/** The steps of taking a code apart, up to the one that failed; all of them where `fault` is `null`. */
export function decodingChecks({ decodingSteps }: Format, fault: CredentialFault | null): Check[] {
  const failed = fault === null ? null : STEP_OF_FAULT[fault];
  const checks: Check[] = [];
  for (const step of decodingSteps) {
    const isFailed = step === failed;
    checks.push([step, isFailed ? fault : null]);
    if (isFailed) return checks;
  }
  // What a decoder notices of a later step is said as that step's.
  return failed === null ? checks : [...checks, [failed, fault]];
}

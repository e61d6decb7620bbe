import { fail, type Result } from '../result.ts';
import type { CredentialFault } from '../faults.ts';
import type { Format, FormatId, Sealed, StepName } from './claims.ts';
import { healthCode } from './health-code.ts';

/** Every signed format the kiosk reads. Adding one is its file and a line here. */
const FORMATS: Readonly<Record<FormatId, Format>> = {
  'health-code': healthCode,
};

/** The format a text means to be in, by its look. */
export function formatOf(text: string): Format | undefined {
  return Object.values(FORMATS).find((format) => format.recognises(text));
}

/** Takes a code apart; nothing in the result is to be believed yet. */
export function decodeCredential(text: string): Result<Sealed, CredentialFault> {
  return formatOf(text)?.decode(text) ?? fail('not-a-health-code');
}

/** The step at which each fault is found. */
const STEP_OF_FAULT: Readonly<Record<CredentialFault, StepName>> = {
  'not-a-health-code': 'prefix',
  'online-code': 'prefix',
  'version-unsupported': 'prefix',
  'text-too-long': 'prefix',
  'base45-malformed': 'base45',
  'cbor-malformed': 'cbor',
  'cose-malformed': 'cose',
  'algorithm-unsupported': 'cose',
  'issuer-unknown': 'kid',
  'signature-forged': 'signature',
  'issuer-mismatch': 'signature',
  'claims-malformed': 'schema',
  'period-reversed': 'period',
  'not-yet-valid': 'period',
  expired: 'period',
  revoked: 'revocation',
};

/**
 * Which steps a code passed: those before the fault are true, the fault's own is false, later ones are absent.
 *
 * @param fault `null`: all passed; `rules-failed` is the one fault of ours that is a step (`policy`)
 */
export function stepsTaken(
  formatId: string | null,
  fault: CredentialFault | 'rules-failed' | null,
): Partial<Record<StepName, boolean>> {
  const steps = Object.values(FORMATS).find(({ id }) => id === formatId)?.steps ?? (['prefix'] as const);
  const failed = fault === null ? null : fault === 'rules-failed' ? 'policy' : STEP_OF_FAULT[fault];
  const taken: Partial<Record<StepName, boolean>> = {};
  for (const step of steps) {
    taken[step] = step !== failed;
    if (step === failed) break;
  }
  return taken;
}

export function isCredentialFault(fault: string): fault is CredentialFault {
  return Object.hasOwn(STEP_OF_FAULT, fault);
}

import { primitives } from '../../../electron/crypto.ts';
import { ecKeyOf, shcJws, type EcKey } from '../../../scripts/foreign-codes.ts';
import { buildRevocations, NO_REVOCATIONS, type RevokedId } from '../../../shared/credential/revocation.ts';
import { shc } from '../../../shared/credential/shc.ts';
import { buildTrustList } from '../../../shared/credential/trust-list.ts';
import type { TrustEntry } from '../../../shared/credential/trust.ts';
import { verifyCredential, type Verification } from '../../../shared/credential/verify.ts';
import { NOW } from './codes.ts';

export const SHC_KEY = ecKeyOf(11);
export const ISS = 'https://demo.example/cards';
export const SHC_TRUST: TrustEntry = { format: 'shc', iss: ISS, jwks: { keys: [{ ...SHC_KEY.jwk }] } };

export const PATIENT = {
  resourceType: 'Patient',
  name: [{ family: 'Anyperson', given: ['John', 'B.'] }],
  birthDate: '1951-01-20',
};

export const SHOT = {
  resourceType: 'Immunization',
  status: 'completed',
  vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '208' }] },
  occurrenceDateTime: '2021-06-05',
};

export const LAB = {
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '94500-6' }] },
  effectiveDateTime: '2022-05-12T08:00:00Z',
  valueCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code: '260415000' }] },
};

export function bundleOf(...resources: unknown[]): object {
  return {
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map((resource, i) => ({ fullUrl: `resource:${i}`, resource })),
  };
}

/** A card's payload with fields replaced; `undefined` leaves one out. */
export function cardWith(
  change: Record<string, unknown> = {},
  credential: Record<string, unknown> = {},
  bundle: unknown = bundleOf(PATIENT, LAB),
): Record<string, unknown> {
  const vc = {
    type: ['https://smarthealth.cards#health-card', 'https://smarthealth.cards#covid19'],
    credentialSubject: { fhirVersion: '4.0.1', fhirBundle: bundle },
    ...credential,
  };
  return { iss: ISS, nbf: NOW - 3600, vc, ...change };
}

export function cardCode(
  payload: unknown = cardWith(),
  key: EcKey = SHC_KEY,
  header?: Record<string, unknown>,
): string {
  return shcJws(payload, key, header);
}

export function verifyCard(
  text: string,
  trust: readonly TrustEntry[] = [SHC_TRUST],
  revoked: readonly RevokedId[] = [],
  now = NOW,
): Verification {
  const sealed = shc.decode(text, primitives);
  if (!sealed.ok) return { checks: [], fault: sealed.fault, signer: null, issuer: null, credential: null };
  const revocations = revoked.length === 0 ? NO_REVOCATIONS : buildRevocations(revoked);
  return verifyCredential(sealed.value, shc, buildTrustList(trust, primitives), revocations, primitives, now);
}

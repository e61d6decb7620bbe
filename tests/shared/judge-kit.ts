import { primitives } from '../../electron/crypto.ts';
import type { Claims } from '../../shared/credential/claims.ts';
import type { Facts } from '../../shared/credential/facts.ts';
import { encodeClaims } from '../../shared/credential/health-code-encode.ts';
import { buildRevocations, NO_REVOCATIONS, type Revocations } from '../../shared/credential/revocation.ts';
import { buildTrustList } from '../../shared/credential/trust-list.ts';
import { judge, type Decision, type Grounds } from '../../shared/judge.ts';
import { ok } from '../../shared/result.ts';
import { NO_EVIDENCE, type Evidence } from '../../shared/visit.ts';
import { claimsOf, envelope, keyOf, NOW, textOf } from './credential/codes.ts';
import { DEMO } from './policy/policy-kit.ts';

/** The one issuer that is trusted in these tests, for 310000. */
export const SHANGHAI = keyOf(1);

const TRUST = [{ format: 'health-code' as const, jwk: SHANGHAI.jwk, issuer: '310000' }];

/** A kiosk at a mall under the demo policy, on whose clock and rules nothing is wrong. */
export const GROUNDS: Grounds = {
  policy: ok(DEMO),
  trust: buildTrustList(TRUST, primitives),
  revocations: NO_REVOCATIONS,
  venue: {
    venueType: 'mall',
    district: null,
    door: null,
    direction: 'in',
    hasCardReader: false,
    hasThermometer: false,
  },
  clockErrorSeconds: null,
  clockFloor: null,
  policyExpiresAt: null,
  hubStops: null,
  lastAdmitted: () => null,
};

/** Each as `issuer:id`. */
export function revoking(...revoked: readonly string[]): Revocations {
  const named = revoked.map((one) => one.split(':'));
  return buildRevocations(named.map(([issuer = '', id = '']) => ({ issuer, id })));
}

/** The text of a code that Shanghai signed, green and tested 47 hours ago unless said otherwise. */
export function codeOf(facts: Partial<Facts> = {}, frame: Partial<Omit<Claims, 'facts'>> = {}): string {
  return textOf(envelope({ key: SHANGHAI, payload: encodeClaims(claimsOf(facts, frame)) }));
}

export function judged(
  evidence: Partial<Evidence>,
  grounds: Partial<Grounds> = {},
  now = NOW,
): ReturnType<typeof judge> {
  return judge({ ...NO_EVIDENCE, ...evidence }, { ...GROUNDS, ...grounds }, primitives, now);
}

/** What must come to a decision. */
export function decided(...given: Parameters<typeof judged>): Decision {
  const result = judged(...given);
  if (result.kind !== 'decision') throw new Error(`not a decision but ${result.kind}`);
  return result;
}

/** A decision in one line: verdict and codes of the reasons, worst first. */
export function said(...given: Parameters<typeof judged>): string {
  const { verdict, reasons } = decided(...given);
  return [verdict, ...reasons.map(({ code }) => code)].join(' ');
}

import { compareMasked } from './credential/card-match.ts';
import { decodeCredential } from './credential/decode.ts';
import type { PassFact } from './credential/facts.ts';
import { maskName } from './credential/mask.ts';
import { pass } from './credential/pass.ts';
import type { Revocations } from './credential/revocation.ts';
import { decodingChecks, type Check } from './credential/steps.ts';
import type { TrustList } from './credential/trust-list.ts';
import { verifyCredential, type Credential } from './credential/verify.ts';
import type { CredentialFault, PassFault } from './faults.ts';
import type { VisitContext } from './policy/apply.ts';
import { isHere, isNow } from './policy/pass-scope.ts';
import type { Policy } from './policy/policy.ts';
import type { Primitives } from './primitives.ts';
import { builtInReason } from './reasons.ts';
import { summaryOf, summaryOfSort, type Summary } from './summary.ts';
import type { EpochSeconds } from './time.ts';
import { worstFirst, type Reason } from './verdict.ts';
import type { IdCard } from './visit.ts';

/** What came of a pass that was shown. */
export interface ShownPass {
  /** The first thing wrong; `null`: nothing is. */
  readonly fault: PassFault | null;
  /** All that is wrong, worst first; where nothing is, that it holds. */
  readonly reasons: readonly Reason[];
  /** What it says, signed by somebody trusted, be it expired or taken back. */
  readonly fact: PassFact | null;
  readonly credential: Credential | null;
  readonly checks: readonly Check[];
  /** Of a pass that is shown alone. */
  readonly summary: Summary;
}

/** Whose pass it should be: who else has shown something. */
export interface BesidePass {
  /** `undefined`: no code was shown yet. */
  readonly maskedName: string | null | undefined;
  readonly idCard: IdCard | null;
}

/** What a pass is judged by, beside the policy. */
interface PassGrounds {
  readonly trust: TrustList;
  readonly revocations: Revocations;
  readonly venue: Scope;
}

type Scope = Pick<VisitContext, 'door' | 'district'>;

/** Judges a pass that is shown with a code, or before it: as signed, and for this door at this hour. */
export function judgePass(
  text: string,
  beside: BesidePass,
  grounds: PassGrounds,
  policy: Policy,
  primitives: Primitives,
  now: EpochSeconds,
): ShownPass {
  const sealed = decodeCredential(text, primitives);
  const decoding = decodingChecks(pass, sealed.ok ? null : sealed.fault);
  if (!sealed.ok) return { ...UNREAD, ...found(['pass-unusable']), checks: decoding };
  const verified = verifyCredential(sealed.value, pass, grounds.trust, grounds.revocations, primitives, now);
  const { signer, issuer, credential, checks, fault } = verified;
  const known = { checks: [...decoding, ...checks] };
  // Where the signature does not hold, nothing else of it is known.
  if (signer === null) return { ...UNREAD, ...found(fault === null ? [] : [faultOf(fault)]), ...known };
  const fact = credential?.claims.facts.pass ?? null;
  const wrong = checks.flatMap(([, one]) => (one === null ? [] : [faultOf(one as CredentialFault)]));
  return {
    ...found([
      ...wrong,
      ...(fact === null ? [] : outOfScope(fact, grounds.venue, policy, now)),
      ...ofAnother(credential, beside),
    ]),
    ...known,
    fact,
    credential,
    summary: summaryOf(pass, issuer, signer, credential, now),
  };
}

const UNREAD = { fact: null, credential: null, summary: summaryOfSort(pass) } as const;

function found(wrong: readonly PassFault[]): Pick<ShownPass, 'fault' | 'reasons'> {
  const [first = null] = wrong;
  if (first === null) return { fault: null, reasons: [builtInReason('pass-valid')] };
  return { fault: first, reasons: worstFirst([...new Set(wrong)].map((one) => builtInReason(one))) };
}

const FAULTS: Partial<Record<CredentialFault, PassFault>> = {
  'signature-forged': 'pass-forged',
  revoked: 'pass-revoked',
  expired: 'pass-expired',
};

function faultOf(fault: CredentialFault): PassFault {
  return FAULTS[fault] ?? 'pass-unusable';
}

function outOfScope(fact: PassFact, { door, district }: Scope, { parameters }: Policy, now: EpochSeconds): PassFault[] {
  return [
    // A stay may end before what was signed of it does.
    ...(now > fact.until ? (['pass-expired'] as const) : []),
    ...(isHere(fact, door, district) ? [] : (['pass-elsewhere'] as const)),
    ...(isNow(fact, now, parameters.utcOffsetMinutes) ? [] : (['pass-not-now'] as const)),
  ];
}

/** Subjects differ by issuer: masked names are what a pass and a code have in common. */
function ofAnother(credential: Credential | null, { maskedName, idCard }: BesidePass): PassFault[] {
  if (credential === null) return [];
  const own = credential.claims.facts.maskedName;
  const names = [
    ...(maskedName === undefined ? [] : [maskedName]),
    ...(idCard === null ? [] : [maskName(idCard.name)]),
  ];
  return names.every((name) => compareMasked(own, name) === 'same') ? [] : ['pass-of-another'];
}

/** Whether a pass that a health code carries stands for one that is shown. */
export function holdsHereAndNow(
  fact: PassFact | null,
  { door, district }: Scope,
  { parameters }: Policy,
  now: EpochSeconds,
): boolean {
  return (
    fact !== null && now <= fact.until && isHere(fact, door, district) && isNow(fact, now, parameters.utcOffsetMinutes)
  );
}

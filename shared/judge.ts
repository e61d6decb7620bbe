import { checkCard } from './credential/card-match.ts';
import { formatOf } from './credential/decode.ts';
import type { Colour, PersonRef, TestFact } from './credential/facts.ts';
import type { TrustList } from './credential/trust-list.ts';
import type { Format } from './credential/claims.ts';
import type { Revocations } from './credential/revocation.ts';
import { decodingChecks, type Check } from './credential/steps.ts';
import { verifyCredential, type Credential, type Verification } from './credential/verify.ts';
import type { CredentialFault, Fault, GroundsFault, KioskFault } from './faults.ts';
import { classifyForeign, findOnlineCode, type Seeming } from './foreign.ts';
import { applyPolicy, type VisitContext } from './policy/apply.ts';
import { newestTest } from './policy/rule-data.ts';
import type { Policy, PolicyFault } from './policy/policy.ts';
import type { Primitives } from './primitives.ts';
import { builtInReason, reworded } from './reasons.ts';
import { fail, ok, type Result } from './result.ts';
import { MAX_SCAN_LENGTH } from './scan.ts';
import type { EpochSeconds } from './time.ts';
import { worstFirst, worstVerdict, type Language, type Reason, type Verdict } from './verdict.ts';
import type { Evidence } from './visit.ts';

/** What the guard is shown of the visitor: nothing that names one person among many. */
export interface Summary {
  readonly maskedName: string | null;
  readonly colour: Colour | null;
  readonly codeKind: 'dynamic' | 'paper' | null;
  /** The newest concluded nucleic-acid test, else the newest of any kind. */
  readonly test: Pick<TestFact, 'kind' | 'result'> | null;
  /** From sampling to the scan. */
  readonly testAgeSeconds: number | null;
  /** Who issued the code. */
  readonly issuer: IssuerSummary | null;
}

export interface IssuerSummary {
  /** As signed: area code (GB/T 2260), country (ISO 3166-1), URL or DID. */
  readonly id: string;
  /** From the policy, where it names this issuer. */
  readonly name: Readonly<Record<Language, string>> | null;
}

export interface Decision {
  readonly kind: 'decision';
  readonly verdict: Verdict;
  /** Worst first, never empty. */
  readonly reasons: readonly Reason[];
  /** What stopped the code or the kiosk before the rules were asked; `null`: nothing did. */
  readonly fault: Fault | null;
  /** Every step that was taken with the code, in order, also those after the first that failed. */
  readonly checks: readonly Check[];
  /** Which format the code was in, `null` when that could not be told. */
  readonly format: string | null;
  readonly summary: Summary;
  readonly policyVersion: number | null;
  /** Never leaves the main process. */
  readonly person: PersonRef | null;
}

/** Not a visitor's credential at all: said on screen, not journalled. */
export interface Hint {
  readonly kind: 'hint';
  readonly seems: Seeming;
  readonly reason: Reason;
}

export type Needed = 'id-card' | 'temperature';

/** Nothing can be said yet: the visitor still has to present what is named. */
export interface Needs {
  readonly kind: 'needs';
  readonly needs: readonly Needed[];
}

/** What the kiosk judges by, besides the evidence. */
export interface Grounds {
  readonly policy: Result<Policy, PolicyFault>;
  readonly trust: TrustList;
  readonly revocations: Revocations;
  readonly venue: Pick<VisitContext, 'venueType' | 'district' | 'direction' | 'hasCardReader'> & {
    readonly hasThermometer: boolean;
  };
  /** How far our clock may be off at most; `null`: nobody knows. */
  readonly clockErrorSeconds: number | null;
  /** Latest moment known to have passed; `null`: the clock is not doubted. */
  readonly clockFloor: EpochSeconds | null;
  /** First second at which the rules are too old to judge by; `null`: their age is not asked. */
  readonly policyExpiresAt: EpochSeconds | null;
  /** When this person was last admitted here, as far as it matters to the policy. */
  lastAdmitted(person: PersonRef): EpochSeconds | null;
}

/** A clock this far below the floor cannot be explained by drift: field practice, and the same as an issuer's skew. */
const CLOCK_TOLERANCE_SECONDS = 300;

const NO_SUMMARY: Summary = {
  maskedName: null,
  colour: null,
  codeKind: null,
  test: null,
  testAgeSeconds: null,
  issuer: null,
};

/**
 * Judges all that one visitor has presented. Pure: the same arguments give the same answer, and no input makes it throw.
 *
 * @param now whole seconds at the moment of the scan
 */
export function judge(
  evidence: Evidence,
  grounds: Grounds,
  primitives: Primitives,
  now: EpochSeconds,
): Decision | Hint | Needs {
  const judged = judgeInOurWords(evidence, grounds, primitives, now);
  if (judged.kind !== 'decision' || !grounds.policy.ok) return judged;
  return { ...judged, reasons: reworded(judged.reasons, grounds.policy.value.messages) };
}

function judgeInOurWords(
  evidence: Evidence,
  grounds: Grounds,
  primitives: Primitives,
  now: EpochSeconds,
): Decision | Hint | Needs {
  const text = evidence.code ?? '';
  const format = formatOf(text);
  const policy = checkGrounds(grounds, now);
  if (format === undefined) return judgeForeign(text, grounds, policy);
  // The kiosk's own fault is found before the code is taken apart: of the code's steps only the first was taken.
  if (!policy.ok) {
    return stopped(policy.fault, format.id, null, [
      ['prefix', null],
      ['policy', policy.fault],
    ]);
  }
  const sealed = format.decode(text, primitives);
  const decoding = decodingChecks(format, sealed.ok ? null : sealed.fault);
  if (!sealed.ok) return stopped(sealed.fault, format.id, policy.value, decoding);
  const verified = verifyCredential(sealed.value, format, grounds.trust, grounds.revocations, primitives, now);
  const checks = [...decoding, ...verified.checks];
  if (verified.fault !== null) return stoppedBy(verified.fault, verified, format, policy.value, checks, now);
  if (verified.credential === null) throw new Error('a code without fault has a credential');
  return applyRules(evidence, verified.credential, checks, policy.value, grounds, primitives, now);
}

/** No signed format: a government's online code, as far as the rules name any, or nothing of ours. */
function judgeForeign(text: string, { policy }: Grounds, judgeable: ReturnType<typeof checkGrounds>): Decision | Hint {
  if (text.length > MAX_SCAN_LENGTH) return stopped('text-too-long', null, null, [['prefix', 'text-too-long']]);
  const seems = classifyForeign(text);
  const known = policy.ok && seems === 'url' ? findOnlineCode(text, policy.value.onlineCodes) : undefined;
  // Without rules nobody knows which address is a health code.
  const mayBeOnline = seems === 'url' && (known !== undefined || !policy.ok);
  if (!mayBeOnline) return { kind: 'hint', seems, reason: builtInReason('not-a-health-code') };
  if (!judgeable.ok) return stopped(judgeable.fault, null, null, [['policy', judgeable.fault]]);
  const decision = stopped('online-code', 'online-code', judgeable.value, [['prefix', 'online-code']]);
  const issuer = known === undefined ? null : { id: known.hostSuffix, name: known.name };
  return { ...decision, summary: { ...NO_SUMMARY, issuer } };
}

/** Where the signature held, it is known whose code this was: the journal and the guard may have that. */
function stoppedBy(
  fault: CredentialFault,
  { credential }: Verification,
  { id }: Format,
  policy: Policy,
  checks: readonly Check[],
  now: EpochSeconds,
): Decision {
  const decision = stopped(fault, id, policy, checks);
  return credential === null ? decision : { ...decision, ...identify(credential, now) };
}

/** Whether a clock stands before a moment that has passed, by more than drift explains. */
export function isClockBehind(floor: EpochSeconds | null, now: EpochSeconds): boolean {
  return floor !== null && now < floor - CLOCK_TOLERANCE_SECONDS;
}

/** Tells whether the kiosk is in a state to judge at all: rules there and fresh, clock believable. */
export function checkGrounds(
  { policy, clockFloor, policyExpiresAt }: Pick<Grounds, 'policy' | 'clockFloor' | 'policyExpiresAt'>,
  now: EpochSeconds,
): Result<Policy, GroundsFault> {
  if (!policy.ok) return policy;
  if (isClockBehind(clockFloor, now)) return fail('clock-wrong');
  if (policyExpiresAt !== null && now >= policyExpiresAt) return fail('policy-expired');
  return ok(policy.value);
}

function applyRules(
  evidence: Evidence,
  credential: Credential,
  checks: readonly Check[],
  policy: Policy,
  grounds: Grounds,
  primitives: Primitives,
  now: EpochSeconds,
): Decision | Needs {
  const { facts, issuedAt } = credential.claims;
  const admittedAt = facts.person === null ? null : grounds.lastAdmitted(facts.person);
  const { venueType, district, direction, hasCardReader } = grounds.venue;
  const context: VisitContext = {
    venueType,
    district,
    direction,
    hasCardReader,
    secondsSinceAdmitted: admittedAt === null ? null : now - admittedAt,
    temperatureCelsius: evidence.temperatureCelsius,
    codeIssuedAt: issuedAt,
    clockErrorSeconds: grounds.clockErrorSeconds,
  };
  const { reasons: failed, fault } = applyPolicy(facts, policy, context, now);
  const card = checkCard(facts, evidence.idCard, hasCardReader, primitives.sha256);
  if (card !== null && card !== 'card-needed') failed.push(builtInReason(card));
  const missing = missingEvidence(policy.venueTypes[venueType]?.present ?? [], evidence, grounds.venue);
  failed.push(...missing.faults.map(builtInReason));
  const reasons = isAdmitted(failed) ? [builtInReason('all-checks-passed'), ...failed] : worstFirst(failed);
  const verdict = worstVerdict(reasons);
  const needs = [...new Set([...(card === 'card-needed' ? (['id-card'] as const) : []), ...missing.needs])];
  if (needs.length > 0 && verdict !== 'refuse') return { kind: 'needs', needs };
  return {
    kind: 'decision',
    verdict,
    reasons,
    fault,
    checks: [...checks, ['policy', fault]],
    format: credential.format,
    policyVersion: policy.version,
    ...identify(credential, now),
  };
}

/** Whether nothing speaks against the visitor but reminders. */
function isAdmitted(reasons: readonly Reason[]): boolean {
  return reasons.every(({ verdict }) => verdict === 'admit');
}

/**
 * What the venue wants presented besides the code: something of every list. What the kiosk has no device for cannot be
 * asked of the visitor; a person takes over.
 */
function missingEvidence(
  present: NonNullable<Policy['venueTypes'][string]['present']>,
  { idCard, temperatureCelsius }: Evidence,
  { hasCardReader, hasThermometer }: Grounds['venue'],
): { readonly needs: readonly Needed[]; readonly faults: readonly KioskFault[] } {
  const has = { code: true, 'id-card': idCard !== null, temperature: temperatureCelsius !== null };
  const canRead = { code: true, 'id-card': hasCardReader, temperature: hasThermometer };
  const unmet = present.filter((list) => !list.some((one) => has[one]));
  const wanted = unmet.map((list) => list.filter((one): one is Needed => one !== 'code'));
  return {
    needs: wanted.flatMap((list) => list.filter((one) => canRead[one])),
    faults: wanted
      .filter((list) => !list.some((one) => canRead[one]))
      .map((list) => (list[0] === 'id-card' ? 'card-reader-missing' : 'thermometer-missing')),
  };
}

function identify(
  { claims: { facts, issuer }, signer }: Credential,
  now: EpochSeconds,
): Pick<Decision, 'summary' | 'person'> {
  const test = newestTest(facts.tests, now);
  const summary: Summary = {
    maskedName: facts.maskedName,
    colour: facts.colour,
    codeKind: facts.kind,
    test: test && { kind: test.kind, result: test.result },
    testAgeSeconds: test && now - test.sampledAt,
    issuer: { id: issuer, name: signer.name },
  };
  return { summary, person: facts.person };
}

/** A decision reached without asking the rules, for a fault of the code or of the kiosk. */
export function stopped(
  fault: CredentialFault | GroundsFault | KioskFault,
  format: string | null,
  policy: Policy | null,
  checks: readonly Check[] = [],
): Decision {
  const reason = builtInReason(fault);
  return {
    kind: 'decision',
    verdict: reason.verdict,
    reasons: [reason],
    fault,
    checks,
    format,
    summary: NO_SUMMARY,
    policyVersion: policy?.version ?? null,
    person: null,
  };
}

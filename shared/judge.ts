// The way of one code from its text to a decision, in one place: apart, which step comes before which would have to be looked for.
import { checkAnswer } from './answer.ts';
import { checkCard } from './credential/card-match.ts';
import { CHECKED_IN } from './console/visitors.ts';
import type { Format } from './credential/claims.ts';
import { HUB_FORMATS } from './credential/hub-trust.ts';
import { receipt } from './credential/receipt.ts';
import { formatOf } from './credential/decode.ts';
import type { PersonRef } from './credential/facts.ts';
import { pass } from './credential/pass.ts';
import type { TrustList } from './credential/trust-list.ts';
import type { Revocations } from './credential/revocation.ts';
import { decodingChecks, type Check } from './credential/steps.ts';
import { verifyCredential, type Credential, type Verification } from './credential/verify.ts';
import type { CredentialFault, Fault, GroundsFault, StatusFault } from './faults.ts';
import { classifyForeign, findOnlineCode, type OnlineCode, type Seeming } from './foreign.ts';
import { checkCardPeriod } from './id-card/card.ts';
import { applyPolicy, type VisitContext } from './policy/apply.ts';
import { localDay } from './policy/district.ts';
import type { Policy, PolicyFault } from './policy/policy.ts';
import { missingEvidence, type Needed } from './present.ts';
import type { Primitives } from './primitives.ts';
import type { Identity } from './journal.ts';
import { holdsHereAndNow, judgePass, type ShownPass } from './judge-pass.ts';
import { builtInReason, looksOf, reworded } from './reasons.ts';
import { checkReceipt, receiptReasons, type ReceiptGrounds } from './receipts.ts';
import { fail, ok, type Result } from './result.ts';
import { MAX_SCAN_LENGTH } from './scan.ts';
import { NO_SUMMARY, summaryOf, summaryOfSort, type Summary } from './summary.ts';
import { formatDate, type EpochSeconds } from './time.ts';
import { worstFirst, worstVerdict, type Reason, type Verdict } from './verdict.ts';
import type { Evidence } from './visit.ts';

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
  /** Who vouched for whom; nothing where nobody trusted did. Never leaves the main process. */
  readonly identity: Identity | null;
  /** UUID of the hub's entry of somebody who has checked in by phone; absent: of nobody such. Never leaves the main process. */
  readonly refersTo?: string;
}

/** Not a visitor's credential at all, or not what they are to show here: said on screen, not journalled. */
export interface Hint {
  readonly kind: 'hint';
  readonly seems: Seeming;
  readonly reason: Reason;
}

/** Nothing can be said yet: the visitor still has to present what is named. */
export interface Needs {
  readonly kind: 'needs';
  readonly needs: readonly Needed[];
  /** What is known without that; never leaves the main process. */
  readonly otherwise: Decision;
}

/** What the kiosk judges by, besides the evidence. */
export interface Grounds {
  readonly policy: Result<Policy, PolicyFault>;
  readonly trust: TrustList;
  readonly revocations: Revocations;
  readonly venue: Pick<VisitContext, 'venueType' | 'district' | 'door' | 'direction' | 'hasCardReader'> & {
    readonly hasThermometer: boolean;
  };
  /** How far our clock may be off at most; `null`: nobody knows. */
  readonly clockErrorSeconds: number | null;
  /** Latest moment known to have passed; `null`: the clock is not doubted. */
  readonly clockFloor: EpochSeconds | null;
  /** First second at which the rules are too old to judge by; `null`: their age is not asked. */
  readonly policyExpiresAt: EpochSeconds | null;
  /** Why nobody is judged here by what the hub has said, whatever the rules are; `null`: it has said nothing of the kind. */
  readonly hubStops: HubStop | null;
  /** When this person was last admitted here, as far as it matters to the policy. */
  lastAdmitted(person: PersonRef): EpochSeconds | null;
  /** Of who has checked in by phone; absent: no receipts are known here. */
  readonly receipts?: ReceiptGrounds;
}

/** That the kiosk was revoked, or that its clock is not the hub's. */
export type HubStop = Extract<GroundsFault, 'kiosk-revoked' | 'clock-wrong'>;

/** A clock this far below the floor cannot be explained by drift: field practice, and the same as an issuer's skew. */
export const CLOCK_TOLERANCE_SECONDS = 300;

const ONLINE_FORMAT = 'online-code';
const ONLINE_CODE: Summary['sort'] = { name: { 'zh-CN': '在线码', en: 'Online code' }, seal: '网' };

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
  presented: Evidence,
  grounds: Grounds,
  primitives: Primitives,
  now: EpochSeconds,
): Decision | Hint | Needs {
  const policy = checkGrounds(grounds, now);
  const evidence = sorted(presented);
  const { lookup, pass: passText } = evidence;
  if (lookup === null && evidence.code === null && passText !== null) {
    return policy.ok
      ? judgePassAlone(evidence, passText, grounds, policy.value, primitives, now)
      : unlooked(policy.fault, pass);
  }
  if (lookup?.answer.ok === false) return unanswered(lookup.answer.fault, evidence, policy);
  const text = lookup?.answer.value ?? evidence.code ?? '';
  const format = formatOf(text);
  if (format === undefined || format.id === pass.id) {
    return lookup === null ? judgeForeign(text, grounds, policy) : unanswered('status-unusable', evidence, policy);
  }
  const seeming = { format: format.id, summary: summaryOfSort(format) };
  if (!policy.ok) {
    // The signature under an answer, and what it says, are for the rules to believe.
    const isLookedAt = lookup === null && policy.fault !== 'kiosk-revoked';
    return isLookedAt ? unjudged(policy.fault, text, format, grounds, primitives, now) : unlooked(policy.fault, format);
  }
  if (lookup === null && isToScanVenueCode(format, grounds)) {
    return { kind: 'hint', seems: 'health-code', reason: builtInReason('scan-venue-code') };
  }
  const sealed = format.decode(text, primitives);
  const decoding = decodingChecks(format, sealed.ok ? null : sealed.fault);
  if (!sealed.ok && lookup !== null) return unanswered('status-unusable', evidence, policy, decoding);
  if (!sealed.ok) return { ...stopped(sealed.fault, policy.value, decoding), ...seeming };
  const verified = verifyCredential(sealed.value, format, grounds.trust, grounds.revocations, primitives, now);
  const checks = [...decoding, ...verified.checks];
  const unfit = checkAnswer(lookup, verified, policy.value);
  if (unfit !== null && lookup !== null) return unanswered(unfit, evidence, policy, checks);
  if (unfit !== null) return { ...stopped(unfit, policy.value, checks), ...seeming };
  const { fault, signer, issuer, credential } = verified;
  const beside = { maskedName: credential?.claims.facts.maskedName, idCard: evidence.idCard };
  const shown = passText === null ? null : judgePass(passText, beside, grounds, policy.value, primitives, now);
  if (format.id === receipt.id) return judgeReceipt(verified, shown, checks, policy.value, grounds, now);
  const known = signer === null ? seeming : { ...seeming, summary: summaryOf(format, issuer, signer, credential, now) };
  if (fault !== null) return { ...stoppedBy(fault, verified, policy.value, checks), ...known };
  if (credential === null) throw new Error('a code without fault has a credential');
  const ruled = applyRules(evidence, credential, shown, checks, policy.value, grounds, primitives, now);
  const all = { ...known, summary: { ...known.summary, ...(shown === null ? {} : { pass: shown.summary.pass }) } };
  return ruled.kind === 'needs' ? { ...ruled, otherwise: { ...ruled.otherwise, ...all } } : { ...ruled, ...all };
}

/** A pass is none of the codes that say how somebody is, whichever way it comes. */
function sorted(evidence: Evidence): Evidence {
  const { code } = evidence;
  if (code === null || !pass.recognises(code)) return evidence;
  return { ...evidence, code: null, pass: evidence.pass ?? code };
}

/** A pass says who may come, not how they are: what refuses it needs no code, anything else waits for one. */
function judgePassAlone(
  evidence: Evidence,
  text: string,
  grounds: Grounds,
  policy: Policy,
  primitives: Primitives,
  now: EpochSeconds,
): Decision | Needs {
  const beside = { maskedName: undefined, idCard: evidence.idCard };
  const { fault, reasons, checks, credential, summary } = judgePass(text, beside, grounds, policy, primitives, now);
  const decision: Decision = {
    kind: 'decision',
    verdict: worstVerdict(reasons),
    reasons,
    fault,
    checks,
    format: pass.id,
    summary,
    policyVersion: policy.version,
    ...(credential === null ? { person: null, identity: null } : whoIs(credential)),
  };
  if (decision.verdict === 'refuse') return decision;
  const { present = [] } = policy.venueTypes[grounds.venue.venueType] ?? {};
  const { needs } = missingEvidence(present, evidence, true, grounds.venue);
  return { kind: 'needs', needs: ['code', ...needs], otherwise: decision };
}

/** Whether everybody checks in by phone here. What the venue's own hub has signed is still shown to the kiosk. */
function isToScanVenueCode({ id }: Format, { receipts }: Grounds): boolean {
  const ofHub: readonly string[] = HUB_FORMATS;
  return receipts?.way === 'venue-code' && !ofHub.includes(id);
}

/** Somebody whom the hub has judged by the rules: none is asked here, and who it is the hub's entry says. */
function judgeReceipt(
  verified: Verification,
  shown: ShownPass | null,
  checks: readonly Check[],
  policy: Policy,
  { receipts, venue: { direction } }: Grounds,
  now: EpochSeconds,
): Decision {
  const { signer, issuer, credential } = verified;
  const checked = checkReceipt(verified, receipts ?? null, direction);
  const ofReceipt = receiptReasons(checked, policy.parameters.utcOffsetMinutes);
  const reasons = worstFirst([...ofReceipt, ...(shown?.reasons ?? [])]);
  const isKnown = signer !== null && receipts !== undefined;
  return {
    kind: 'decision',
    verdict: worstVerdict(reasons),
    reasons,
    fault: checked.faults[0] ?? shown?.fault ?? null,
    checks,
    format: receipt.id,
    summary: {
      ...(isKnown ? summaryOf(receipt, issuer, signer, credential, now) : summaryOfSort(receipt)),
      pass: shown?.summary.pass ?? null,
    },
    policyVersion: policy.version,
    ...(checked.receipt === null || credential === null ? NOBODY : whoIs(credential)),
  };
}

/** No signed format: a government's online code, as far as the rules name any, or nothing of ours. */
function judgeForeign(text: string, { policy }: Grounds, judgeable: ReturnType<typeof checkGrounds>): Decision | Hint {
  if (text.length > MAX_SCAN_LENGTH) return stopped('text-too-long', null, [['prefix', 'text-too-long']]);
  const seems = classifyForeign(text);
  const known = policy.ok && seems === 'url' ? findOnlineCode(text, policy.value.onlineCodes) : undefined;
  // Without rules nobody knows which address is a health code.
  const mayBeOnline = seems === 'url' && (known !== undefined || !policy.ok);
  if (!mayBeOnline) return { kind: 'hint', seems, reason: builtInReason('not-a-health-code') };
  if (!judgeable.ok) return stopped(judgeable.fault, null, [['policy', judgeable.fault]]);
  return { ...stopped('online-code', judgeable.value, [['prefix', 'online-code']]), ...seemingOnline(known) };
}

/** A lookup that came to nothing that can be judged: what is shown is what the visitor has shown, nothing of an answer. */
function unanswered(
  fault: StatusFault,
  { code }: Evidence,
  judgeable: ReturnType<typeof checkGrounds>,
  checks: readonly Check[] = [],
): Decision {
  if (!judgeable.ok) return stopped(judgeable.fault, null, [['policy', judgeable.fault]]);
  const decision = stopped(fault, judgeable.value, checks);
  return code === null
    ? decision
    : { ...decision, ...seemingOnline(findOnlineCode(code, judgeable.value.onlineCodes)) };
}

function seemingOnline(known: OnlineCode | undefined): Pick<Decision, 'format' | 'summary'> {
  const issuer = known ? { id: known.hostSuffix, name: known.name } : null;
  return { format: ONLINE_FORMAT, summary: { ...NO_SUMMARY, sort: ONLINE_CODE, issuer } };
}

/**
 * A code that the kiosk cannot judge, for its own fault: a person decides. What is certain whatever the rules' age and the
 * clock stands beside that fault, and keeps the person from letting a forged or revoked code in; what the code says of its
 * holder is told, so that who may be ill is kept aside. Periods, ages and signers whom nobody knows are not judged.
 */
function unjudged(
  fault: GroundsFault,
  text: string,
  format: Format,
  { trust, revocations }: Grounds,
  primitives: Primitives,
  now: EpochSeconds,
): Decision {
  const sealed = format.decode(text, primitives);
  const decoding = decodingChecks(format, sealed.ok ? null : sealed.fault).filter(([step]) => step !== 'prefix');
  if (!sealed.ok) return unlooked(fault, format, decoding);
  const verified = verifyCredential(sealed.value, format, trust, revocations, primitives, now);
  const { signer, issuer, credential } = verified;
  const verifying = verified.checks.filter(([step]) => step !== 'period' && step !== 'keyUsage');
  const decision = unlooked(fault, format, [...decoding, ...verifying]);
  const { receipt: checkedIn = null, answers = null } = credential?.claims.facts ?? {};
  const known = checkedIn === null ? [] : [builtInReason(CHECKED_IN)];
  const reasons = [...decision.reasons, ...certainOf(verified).map(forAPerson), ...known];
  // An answer to somebody's question says nothing of who shows it.
  if (signer === null || answers !== null) return { ...decision, reasons };
  const summary =
    fault === 'clock-wrong'
      ? { ...summaryOf(format, issuer, signer, credential, Infinity), testAgeSeconds: null }
      : summaryOf(format, issuer, signer, credential, now);
  return { ...decision, reasons, summary, ...(credential === null ? {} : whoIs(credential)) };
}

/** The kiosk's own fault, and what sort of code it is; the fault is found first, whatever steps are taken after. */
function unlooked(fault: GroundsFault, format: Format, further: readonly Check[] = []): Decision {
  const decision = stopped(fault, null, [['prefix', null], ['policy', fault], ...further]);
  return { ...decision, format: format.id, summary: summaryOfSort(format) };
}

/** Of what nobody has signed, nothing else is known. */
function certainOf({ fault, signer, checks }: Verification): ('signature-forged' | 'revoked')[] {
  if (fault === 'signature-forged') return [fault];
  return signer !== null && checks.some(([, one]) => one === 'revoked') ? ['revoked'] : [];
}

/** Said to the person who decides: where the fault may be ours, the kiosk refuses nobody by itself. */
function forAPerson(code: 'signature-forged' | 'revoked'): Reason {
  return { ...builtInReason(code), verdict: 'refer', ...looksOf('refer') };
}

/**
 * Where the signature holds, all that is wrong with what was signed counts, and the worst of it decides: a code taken
 * back is refused, whatever else a person might have looked at. Where it does not, nothing else in the code is known.
 */
function stoppedBy(
  fault: CredentialFault,
  { signer, credential, checks: verifying }: Verification,
  policy: Policy,
  checks: readonly Check[],
): Decision {
  const decision = stopped(fault, policy, checks);
  if (signer === null) return decision;
  // That it was taken back is what the guard should read first, of all that is to be refused.
  const inOrder = verifying.toSorted(([a], [b]) => Number(b === 'revocation') - Number(a === 'revocation'));
  const wrong = inOrder.flatMap(([, one]) => (one === null ? [] : [builtInReason(one)]));
  const known = credential === null ? {} : whoIs(credential);
  return { ...decision, reasons: worstFirst(wrong), verdict: worstVerdict(wrong), ...known };
}

/** Whether a clock stands before a moment that has passed, by more than drift explains. */
export function isClockBehind(floor: EpochSeconds | null, now: EpochSeconds): boolean {
  return floor !== null && now < floor - CLOCK_TOLERANCE_SECONDS;
}

/** Tells whether the kiosk is in a state to judge at all: rules there and fresh, clock believable. */
export function checkGrounds(
  {
    policy,
    clockFloor,
    policyExpiresAt,
    hubStops,
  }: Pick<Grounds, 'policy' | 'clockFloor' | 'policyExpiresAt' | 'hubStops'>,
  now: EpochSeconds,
): Result<Policy, GroundsFault> {
  if (hubStops === 'kiosk-revoked') return fail(hubStops);
  if (!policy.ok) return policy;
  if (hubStops !== null) return fail(hubStops);
  if (isClockBehind(clockFloor, now)) return fail('clock-wrong');
  if (policyExpiresAt !== null && now >= policyExpiresAt) return fail('policy-expired');
  return ok(policy.value);
}

function applyRules(
  evidence: Evidence,
  credential: Credential,
  shown: ShownPass | null,
  checks: readonly Check[],
  policy: Policy,
  grounds: Grounds,
  primitives: Primitives,
  now: EpochSeconds,
): Decision | Needs {
  const { issuedAt } = credential.claims;
  const facts = shown === null ? credential.claims.facts : { ...credential.claims.facts, pass: shown.fact };
  const admittedAt = facts.person === null ? null : grounds.lastAdmitted(facts.person);
  const { venueType, district, door, direction, hasCardReader } = grounds.venue;
  const context: VisitContext = {
    venueType,
    district,
    door,
    direction,
    hasCardReader,
    secondsSinceAdmitted: admittedAt === null ? null : now - admittedAt,
    temperatureCelsius: evidence.temperatureCelsius,
    codeIssuedAt: issuedAt,
    clockErrorSeconds: grounds.clockErrorSeconds,
  };
  const { reasons: failed, fault } = applyPolicy(facts, policy, context, now);
  // Of a card that was asked about, the question has its number and the answer is signed for that question.
  const idCard = evidence.code === null && facts.kind !== 'paper' ? null : evidence.idCard;
  const card = checkCard(facts, idCard, hasCardReader, primitives.sha256);
  if (card !== null && card !== 'card-needed') failed.push(builtInReason(card));
  const today = formatDate(localDay(now, policy.parameters.utcOffsetMinutes));
  const period = idCard === null ? null : checkCardPeriod(idCard, today);
  if (period !== null) failed.push(builtInReason(period));
  const hasPass = shown !== null || holdsHereAndNow(facts.pass, grounds.venue, policy, now);
  const missing = missingEvidence(policy.venueTypes[venueType]?.present ?? [], evidence, hasPass, grounds.venue);
  if (card === null && idCard !== null) failed.push(builtInReason('card-matched'));
  failed.push(...missing.faults.map(builtInReason));
  if (evidence.lookup !== null) failed.push(builtInReason('checked-online'));
  failed.push(...(shown?.reasons ?? []));
  const reasons = isAdmitted(failed) ? [builtInReason('all-checks-passed'), ...failed] : worstFirst(failed);
  const verdict = worstVerdict(reasons);
  const needs = [...new Set([...(card === 'card-needed' ? (['id-card'] as const) : []), ...missing.needs])];
  const decision: Decision = {
    kind: 'decision',
    verdict,
    reasons,
    fault,
    checks: [...checks, ['policy', fault]],
    format: credential.format,
    summary: NO_SUMMARY,
    policyVersion: policy.version,
    ...whoIs(credential),
  };
  return needs.length > 0 && verdict !== 'refuse' ? { kind: 'needs', needs, otherwise: decision } : decision;
}

type Who = Pick<Decision, 'person' | 'identity' | 'refersTo'>;

const NOBODY: Who = { person: null, identity: null };

/** Who has checked in by phone is whom the hub has entered: this kiosk knows no more of them. */
function whoIs({ format, claims: { issuer, id, facts } }: Credential): Who {
  if (facts.receipt !== null) return { ...NOBODY, refersTo: facts.receipt.entry };
  const holder = id === null ? (facts.person?.subject ?? null) : null;
  return { person: facts.person, identity: { format, issuer, id, holder } };
}

/** Whether nothing speaks against the visitor but reminders. */
export function isAdmitted(reasons: readonly Reason[]): boolean {
  return reasons.every(({ verdict }) => verdict === 'admit');
}

/** A decision reached without asking the rules, for a fault of the code or of the kiosk. */
export function stopped(fault: Fault, policy: Policy | null, checks: readonly Check[] = []): Decision {
  const reason = builtInReason(fault);
  return {
    kind: 'decision',
    verdict: reason.verdict,
    reasons: [reason],
    fault,
    checks,
    format: null,
    summary: NO_SUMMARY,
    policyVersion: policy?.version ?? null,
    ...NOBODY,
  };
}

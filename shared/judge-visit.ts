import { maskName } from './credential/mask.ts';
import { NO_FACTS, type PersonRef } from './credential/facts.ts';
import { cardholder } from './credential/person.ts';
import type { Fault } from './faults.ts';
import { checkCardPeriod } from './id-card/card.ts';
import {
  checkGrounds,
  isAdmitted,
  judge,
  stopped,
  type Decision,
  type Grounds,
  type Hint,
  type Needs,
} from './judge.ts';
import { applyPolicy } from './policy/apply.ts';
import { localDay } from './policy/district.ts';
import type { Policy, Rule } from './policy/policy.ts';
import { CARD_FORMAT } from './journal.ts';
import { judgePass } from './judge-pass.ts';
import { missingEvidence } from './present.ts';
import type { Primitives } from './primitives.ts';
import { builtInReason, reworded } from './reasons.ts';
import { NO_SUMMARY, type SortSummary } from './summary.ts';
import { formatDate, type EpochSeconds } from './time.ts';
import { worstFirst, worstVerdict, type Reason } from './verdict.ts';
import { isNobodys, type Evidence, type IdCard, type IdCardKind } from './visit.ts';

/** What the kiosk judges a visit by, cards included. */
export interface VisitGrounds extends Grounds {
  /** Whether this person is on the venue's own list of staff. */
  isStaff(person: PersonRef): boolean;
}

const CARD_SORTS: Record<IdCardKind, SortSummary> = {
  resident: { name: { 'zh-CN': '居民身份证', en: 'Resident ID card' }, seal: '证' },
  'foreigner-2017': { name: { 'zh-CN': '外国人永久居留身份证', en: 'Permanent residence card' }, seal: '证' },
  'foreigner-2023': { name: { 'zh-CN': '外国人永久居留身份证', en: 'Permanent residence card' }, seal: '证' },
  'hong-kong-macau-taiwan': { name: { 'zh-CN': '港澳台居民居住证', en: 'Residence permit' }, seal: '证' },
};

/**
 * Judges what one visitor has presented, with or without a code. Pure, as {@link judge}, which judges every code.
 *
 * A card says who, not how: alone it admits only staff of the venue's list. Of anybody else it gives `card-without-status`, until
 * somebody was asked about them.
 *
 * @returns `null` for a temperature alone that no rule has anything against: somebody's, who is still to come
 */
export function judgeVisit(
  evidence: Evidence,
  grounds: VisitGrounds,
  primitives: Primitives,
  now: EpochSeconds,
): Decision | Hint | Needs | null {
  const judged = judgePresented(evidence, grounds, primitives, now);
  if (judged === null || judged.kind === 'hint') return judged;
  const { temperatureCelsius } = evidence;
  const measured = (decision: Decision): Decision => ({
    ...decision,
    summary: { ...decision.summary, temperatureCelsius },
  });
  return judged.kind === 'needs' ? { ...judged, otherwise: measured(judged.otherwise) } : measured(judged);
}

function judgePresented(
  evidence: Evidence,
  grounds: VisitGrounds,
  primitives: Primitives,
  now: EpochSeconds,
): Decision | Hint | Needs | null {
  const { idCard, code, temperatureCelsius } = evidence;
  if (isNobodys(evidence) && temperatureCelsius !== null) return judgeTemperature(evidence, grounds, now);
  if (code !== null || idCard === null) {
    return withTemperature(judge(evidence, grounds, primitives, now), evidence, grounds, now);
  }
  if (evidence.lookup === null) return inOfficesWords(judgeCard(evidence, idCard, grounds, primitives, now), grounds);
  const judged = judge(evidence, grounds, primitives, now);
  // An answer that says nothing of anybody leaves the card.
  return judged.kind === 'decision' && judged.person === null ? { ...judged, ...ofCard(idCard, evidence) } : judged;
}

/** Whom the hub has judged it has not measured: what the rules have against a temperature counts. */
function withTemperature(
  judged: Decision | Hint | Needs,
  evidence: Evidence,
  grounds: Grounds,
  now: EpochSeconds,
): Decision | Hint | Needs {
  if (judged.kind !== 'decision' || judged.refersTo === undefined) return judged;
  const against = judgeTemperature(evidence, grounds, now)?.reasons ?? [];
  if (against.length === 0) return judged;
  const others = judged.reasons.filter(({ code }) => code !== 'receipt-accepted');
  const reasons = worstFirst([...against, ...others]);
  return { ...judged, reasons, verdict: worstVerdict(reasons) };
}

/** What the rules have against a temperature, whoever's it is; `null`: nothing, or there is none to judge by. */
function judgeTemperature(evidence: Evidence, grounds: Grounds, now: EpochSeconds): Decision | null {
  const policy = checkGrounds(grounds, now);
  if (!policy.ok || evidence.temperatureCelsius === null) return null;
  const reasons = circumstances(evidence, null, policy.value, grounds, now, readsTemperature).filter(
    ({ code, verdict }) => code !== 'rules-failed' && verdict !== 'admit',
  );
  if (reasons.length === 0) return null;
  return inOfficesWords(decisionBy(reasons, policy.value), grounds);
}

function judgeCard(
  evidence: Evidence,
  card: IdCard,
  grounds: VisitGrounds,
  primitives: Primitives,
  now: EpochSeconds,
): Decision | Needs {
  const whose = ofCard(card, evidence);
  const policy = checkGrounds(grounds, now);
  if (!policy.ok) return { ...stopped(policy.fault, null), ...whose };
  const beside = { maskedName: undefined, idCard: card };
  const shown =
    evidence.pass === null ? null : judgePass(evidence.pass, beside, grounds, policy.value, primitives, now);
  const who = { ...whose, summary: { ...whose.summary, pass: shown?.summary.pass ?? null } };
  const today = formatDate(localDay(now, policy.value.parameters.utcOffsetMinutes));
  const against = [
    ...circumstances(evidence, who.person, policy.value, grounds, now, readsNoFacts),
    ...(shown?.reasons ?? []),
  ];
  const fault: Fault | null =
    checkCardPeriod(card, today) ?? (grounds.isStaff(who.person) ? null : 'card-without-status');
  if (fault !== null) {
    const decision = decisionBy([builtInReason(fault), ...against], policy.value);
    // What the rules refuse needs no asking.
    return { ...decision, fault: decision.verdict === 'refuse' ? null : fault, ...who };
  }
  const { present = [] } = policy.value.venueTypes[grounds.venue.venueType] ?? {};
  const missing = missingEvidence(present, evidence, shown !== null, grounds.venue);
  const failed = [...against, ...missing.faults.map(builtInReason)];
  const reasons = isAdmitted(failed) ? [builtInReason('staff-listed'), ...failed] : failed;
  const decision: Decision = { ...decisionBy(reasons, policy.value), ...who };
  const isWanting = missing.needs.length > 0 && decision.verdict !== 'refuse';
  return isWanting ? { kind: 'needs', needs: missing.needs, otherwise: decision } : decision;
}

function decisionBy(reasons: readonly Reason[], { version }: Policy): Decision {
  return {
    kind: 'decision',
    verdict: worstVerdict(reasons),
    reasons: worstFirst(reasons),
    fault: null,
    checks: [],
    format: null,
    summary: NO_SUMMARY,
    policyVersion: version,
    person: null,
    identity: null,
  };
}

function ofCard(
  { kind, name, documentNumber }: IdCard,
  { samNumber }: Evidence,
): Pick<Decision, 'format' | 'summary' | 'identity'> & { readonly person: PersonRef } {
  return {
    format: CARD_FORMAT,
    summary: { ...NO_SUMMARY, maskedName: maskName(name), sort: CARD_SORTS[kind] },
    person: cardholder(documentNumber),
    // A card read by an authorised module is vouched for by that.
    identity: { format: CARD_FORMAT, issuer: samNumber ?? '', id: documentNumber, holder: name },
  };
}

/** What those rules say that ask nothing of a code, and can be asked of anybody. */
function circumstances(
  { temperatureCelsius }: Evidence,
  person: PersonRef | null,
  policy: Policy,
  grounds: Grounds,
  now: EpochSeconds,
  areAsked: (rule: Rule) => boolean,
): Reason[] {
  const { venueType, district, door, direction, hasCardReader } = grounds.venue;
  const venue = Object.hasOwn(policy.venueTypes, venueType) ? policy.venueTypes[venueType] : undefined;
  const admittedAt = person === null ? null : grounds.lastAdmitted(person);
  const asked = venue && { [venueType]: { ...venue, rules: venue.rules.filter(areAsked) } };
  const context = {
    ...{ venueType, district, door, direction, hasCardReader, temperatureCelsius },
    secondsSinceAdmitted: admittedAt === null ? null : now - admittedAt,
    codeIssuedAt: null,
    clockErrorSeconds: grounds.clockErrorSeconds,
  };
  return applyPolicy(NO_FACTS, { ...policy, venueTypes: asked ?? {} }, context, now).reasons;
}

function readsNoFacts({ reads }: Rule): boolean {
  return reads.length > 0 && !reads.some((path) => path.startsWith('facts.'));
}

function readsTemperature(rule: Rule): boolean {
  return readsNoFacts(rule) && rule.reads.includes('context.temperatureTenths');
}

function inOfficesWords<J extends Decision | Needs>(judged: J, { policy }: Grounds): J {
  if (judged.kind !== 'decision' || !policy.ok) return judged;
  return { ...judged, reasons: reworded(judged.reasons, policy.value.messages) };
}

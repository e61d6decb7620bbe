import type { PastVisit, ShownDecision } from '../shared/contract.ts';
import type { Lane } from '../shared/device/device.ts';
import type { Entry } from '../shared/journal.ts';
import { ABNORMAL_STEPS, isByHandReason, SEEMS_ILL, type AbnormalStep } from '../shared/guard.ts';
import type { Policy } from '../shared/policy/policy.ts';
import { builtInReason, isBuiltIn, reworded } from '../shared/reasons.ts';
import { NO_SUMMARY } from '../shared/summary.ts';
import type { Reason } from '../shared/verdict.ts';

/** A visitor as the journal has them, and which way they went. */
export type JournalledVisit = PastVisit & { readonly lane: Lane };

/** What offices call a rule that stops somebody with a positive test or a fever (docs/policy.md). */
const NAMES_ILLNESS = /positive|fever/u;

/**
 * What the journal still says of visitors, as far as a guard may look back at it. What was overruled or undone does not stand
 * any more.
 *
 * @param entries newest first
 */
export function pastFrom(entries: readonly Entry[], policy: Policy | null): JournalledVisit[] {
  const overrules = entries.filter(({ type }) => type === 'overrule');
  const undone = new Set(overrules.flatMap(({ reasons, refersTo }) => (reasons.includes('undone') ? [refersTo] : [])));
  // What was undone has replaced nothing, and is gone itself.
  const replaced = new Set(overrules.flatMap(({ id, refersTo }) => (undone.has(id) ? [] : [refersTo])));
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return entries.flatMap((entry) => {
    const { id, type, verdict, epochMs, guard } = entry;
    const isVisit = type === 'scan' || type === 'manual' || type === 'overrule';
    if (!isVisit || verdict === null || replaced.has(id)) return [];
    const done = doneWith(entry, entries, byId);
    // A guard's entry says nothing of the visitor.
    const { maskedName, colour, format, reasons } = firstOf(entry, byId);
    const isSaidIll = reasons.some((code) => NAMES_ILLNESS.test(code)) || entry.reasons.includes(SEEMS_ILL);
    const seemedIll = colour === 'red' || done.length > 0 || isSaidIll;
    const why = type === 'scan' ? null : (entry.reasons.find(isByHandReason) ?? null);
    const result: ShownDecision = {
      ...{ kind: 'decision', verdict, policyVersion: entry.policyVersion, fault: null, entryId: id, format, seemedIll },
      reasons: reasonsOf(entry, policy),
      summary: { ...NO_SUMMARY, maskedName, colour },
    };
    return [{ result, epochMs, guard, why, done, lane: entry.lane ?? 'in' }];
  });
}

/** Recorded of this entry, or of another about the same visitor: what overrules it, or what it overrules. */
function doneWith(visit: Entry, entries: readonly Entry[], byId: ReadonlyMap<string, Entry>): AbnormalStep[] {
  const first = firstOf(visit, byId);
  const isOfVisitor = ({ refersTo }: Entry): boolean => {
    const about = byId.get(refersTo ?? '');
    return about !== undefined && firstOf(about, byId) === first;
  };
  const records = entries.filter((entry) => entry.type === 'abnormal' && isOfVisitor(entry));
  return ABNORMAL_STEPS.filter((step) => records.some(({ reasons }) => reasons.includes(step)));
}

/** What was first entered of a visitor. No entry overrules a later one, whatever a damaged journal says. */
function firstOf(entry: Entry, byId: ReadonlyMap<string, Entry>): Entry {
  const overruled = entry.type === 'overrule' ? byId.get(entry.refersTo ?? '') : undefined;
  return overruled !== undefined && overruled.sequence < entry.sequence ? firstOf(overruled, byId) : entry;
}

/** Those that this release or the rules in force know, worst first; none where they do not know the worst. */
function reasonsOf({ type, verdict, reasons }: Entry, policy: Policy | null): Reason[] {
  if (type !== 'scan') return [builtInReason(verdict === 'admit' ? 'admitted-by-hand' : 'refused-by-hand')];
  const [worst = [], ...further] = reasons.map((code) => reasonOf(code, policy));
  return worst.length === 0 ? [] : [...worst, ...further.flat()];
}

/** None where nobody knows it. */
export function reasonOf(code: string, policy: Policy | null): Reason[] {
  if (isBuiltIn(code)) return reworded([builtInReason(code)], policy?.messages ?? {});
  const rule = Object.values(policy?.rules ?? {}).find(({ reason }) => reason.code === code);
  return rule === undefined ? [] : [rule.reason];
}

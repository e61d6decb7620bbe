import type { EntryFacts, EntryType } from '../journal.ts';
import type { BuiltInReasonCode } from '../reasons.ts';
import type { Verdict } from '../verdict.ts';

/** Types of entries that each stand for a visitor of their own; what overrules one says another word of the same visitor. */
export const OF_A_VISITOR = ['scan', 'manual'] as const satisfies readonly EntryType[];

/** The reason that stands beside all others of whoever shows the receipt of a check-in by phone. */
export const CHECKED_IN = 'checked-in-by-phone' satisfies BuiltInReasonCode;

type OfVisitor = Pick<EntryFacts, 'type' | 'verdict' | 'refersTo'>;

/**
 * Whether an entry stands for a visitor of its own, who counts. What says no verdict is of none; nor is a scan that refers to
 * another entry: somebody has checked in by phone, and counts by the hub's entry of that.
 */
export function isOfVisitor<E extends OfVisitor>(entry: E): entry is E & { readonly verdict: Verdict } {
  const types: readonly EntryType[] = OF_A_VISITOR;
  const isOfAnother = entry.type === 'scan' && entry.refersTo !== null;
  return entry.verdict !== null && types.includes(entry.type) && !isOfAnother;
}

/** As {@link isOfVisitor}, of all entries of one kind. */
export function areOfVisitors({ type, verdict, reasons }: Pick<EntryFacts, 'type' | 'verdict' | 'reasons'>): boolean {
  const types: readonly EntryType[] = OF_A_VISITOR;
  return verdict !== null && types.includes(type) && !(type === 'scan' && reasons.includes(CHECKED_IN));
}

/** An entry, as far as it says what becomes of another. */
interface Referring extends OfVisitor {
  readonly id: string;
  readonly sequence: number;
}

/**
 * What stands of a visitor: the newest of what was said of them that was not taken back. An overrule without a verdict is
 * what takes back (`undone`), and only what somebody decided by hand; a scan stays.
 *
 * @param first the visitor's own entry
 * @param later of the same chain: what refers to it, and to one another, written after what it refers to; in any order
 * @returns `null`: nothing stands, the visitor was a mistake
 */
export function whatStands<E extends Referring>(first: E, later: readonly E[]): E | null {
  const overrules = later.filter(({ type }) => type === 'overrule');
  const undone = new Set(overrules.flatMap(({ verdict, refersTo }) => (verdict === null ? (refersTo ?? []) : [])));
  const said = [first, ...overrules.filter(({ verdict }) => verdict !== null)]
    .filter(({ type, id }) => type === 'scan' || !undone.has(id))
    .toSorted((a, b) => a.sequence - b.sequence);
  return said.at(-1) ?? null;
}

/** What was said to a visitor. */
export type Said = Pick<EntryFacts, 'verdict' | 'reasons'>;

/** As it counts: with the reasons for not being admitted, each once. */
export interface Told {
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
}

/** @returns `null`: without a verdict nothing was */
export function toldBy({ verdict, reasons }: Said): Told | null {
  return verdict === null ? null : { verdict, reasons: verdict === 'admit' ? [] : [...new Set(reasons)] };
}

/** As {@link toldBy}, of who was overruled and is still not admitted: also for what the kiosk had not admitted them. */
export function toldInstead(first: Said, stands: Said): Told | null {
  const [before, now] = [toldBy(first), toldBy(stands)];
  if (now === null || now.verdict === 'admit') return now;
  return { ...now, reasons: [...new Set([...(before?.reasons ?? []), ...now.reasons])] };
}

/** What took longer, or less than nothing, was not timed but is a mistake: no mean is to be spoilt by one. */
export const MAX_DURATION_MS = 3_600_000;

/** Whether an entry says how long the kiosk took from the last that a visitor presented to the verdict in its journal. */
export function isTimed(durationMs: number | null): durationMs is number {
  return durationMs !== null && durationMs >= 0 && durationMs <= MAX_DURATION_MS;
}

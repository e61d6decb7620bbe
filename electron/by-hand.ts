import type { ConsoleAct } from '../shared/console/entered.ts';
import type { Outcome, PastVisit, RefusedJustNow, ShownDecision } from '../shared/contract.ts';
import type { Lane } from '../shared/device/device.ts';
import {
  ABNORMAL_STEPS,
  ANOTHER_VISITOR,
  checkOverrule,
  SEEMS_ILL,
  UNDO_WITHIN_MS,
  type AbnormalStep,
  type ByHand,
  type ByHandFault,
  type Guard,
} from '../shared/guard.ts';
import { enteredLane, entryWithoutVisitor, type Entry, type EntryType, type NewEntry } from '../shared/journal.ts';
import { builtInReason, reworded } from '../shared/reasons.ts';
import type { Result } from '../shared/result.ts';
import { NO_SUMMARY } from '../shared/summary.ts';
import type { RecordingParts } from './conclude.ts';
import { openRemembered, type RememberedParts } from './remembered.ts';
import type { Origin } from './visits.ts';

/** Where what was decided is seen. */
interface Screen {
  /** @returns the outcome's serial */
  readonly show: (result: Outcome['result'], origin: Origin, startedMs: number) => number;
  /** Takes an outcome off the screen. */
  readonly hide: (entryId: string) => void;
}

/** What guards do by hand, each entered before it is seen. */
export interface Hands {
  /** Something was decided, and may be looked back at or overruled. */
  remember(result: ShownDecision, lane: Lane): void;
  /** The last few, newest first. */
  past(): readonly PastVisit[];
  /** Who was refused before a lane a moment ago, and may stand there still; the newest first. */
  refusedJustNow(lane: Lane): readonly RefusedJustNow[];
  /**
   * @param guard who has proven to be one
   * @param askedMs when they asked for it, by a clock that never runs backwards: before their PIN was looked at
   */
  decide(ask: Ask, guard: Guard, askedMs: number): ByHandFault | null;
  /**
   * Takes back what was decided by hand a moment ago, by whoever stands there; the gate may have opened.
   *
   * @param guard to whom the kiosk is open; `null`: nobody has proven who they are
   */
  undo(entryId: string, guard: string | null): ByHandFault | null;
  /** What was done with whom this was decided of, in the procedure's order. */
  doneWith(entryId: string): readonly AbnormalStep[];
  /** What was done with somebody who is ill, as it seems. What is recorded already is not entered again. */
  recordAbnormal(about: string, done: readonly AbnormalStep[], guard: string | null): ByHandFault | null;
  /** A guard's shift begins or ends. */
  recordShift(what: 'shift-began' | 'shift-ended', guard: string): ByHandFault | null;
  /**
   * Somebody is about to look for a person, or to export entries.
   *
   * @param guard to whom the kiosk is open; `null`: it has no guards
   */
  recordConsole(acts: readonly ConsoleAct[], guard: string | null): ByHandFault | null;
}

type Ask = Pick<ByHand, 'about' | 'reason' | 'verdict' | 'otherThan'>;

export interface HandsParts extends Omit<RecordingParts, 'keyOf' | 'sealer'>, RememberedParts {}

export function openHands(parts: HandsParts, { show, hide }: Screen): Hands {
  const visitors = openRemembered(parts);

  const enter = (
    type: EntryType,
    facts: Pick<NewEntry, 'refersTo' | 'reasons' | 'guard'> &
      Partial<Pick<NewEntry, 'verdict' | 'policyVersion' | 'lane'>>,
  ): Result<Entry, Extract<ByHandFault, `journal-${string}`>> => {
    const written = parts.journal.append({ ...entryWithoutVisitor(parts.clock.now()), type, ...facts });
    if (written.ok) parts.log.write('entered-by-hand', { type, reasons: facts.reasons });
    else parts.log.write('journal-failed', { fault: written.fault });
    return written;
  };

  /** Whether anybody was refused whom this may let in, and of whom nobody has said that they are another. */
  const mayBeRefused = ({ about, verdict, otherThan }: Ask, lane: Lane, askedMs: number): boolean => {
    if (verdict !== 'admit') return false;
    return visitors.refused(lane).some(({ result: { entryId }, atMs }) =>
      // Who overrules has named whom; but a PIN takes a while to be looked at, and by then somebody else may stand there.
      about === null ? !otherThan.includes(entryId) : entryId !== about && atMs > askedMs,
    );
  };

  const decide = (ask: Ask, guard: Guard, askedMs: number): ByHandFault | null => {
    const startedMs = parts.clock.monotonicMs();
    const { about, reason, verdict } = ask;
    const before = about === null ? null : visitors.find(about);
    if (before === undefined) return 'nothing-to-overrule';
    const lane = before?.lane ?? parts.grounds().venue.direction;
    const { policy, hubStops } = parts.grounds(lane);
    if (hubStops === 'kiosk-revoked') return hubStops;
    const fault = before === null ? null : checkOverrule(before.result, guard.role);
    if (fault !== null) return fault;
    if (mayBeRefused(ask, lane, askedMs)) return 'refused-just-now';
    // Of several, the newest.
    const [newest] = before === null && verdict === 'admit' ? visitors.refused(lane) : [];
    const another = newest?.result.entryId ?? null;
    const policyVersion = policy.ok ? policy.value.version : null;
    const type = before === null ? 'manual' : 'overrule';
    const written = enter(type, {
      refersTo: about ?? another,
      reasons: another === null ? [reason] : [reason, ANOTHER_VISITOR],
      ...{ verdict, policyVersion, guard: guard.number, lane: enteredLane(lane) },
    });
    if (!written.ok) return written.fault;
    if (verdict === 'admit') parts.gate?.admitted(null, lane);
    const seemedIll = reason === SEEMS_ILL ? true : before?.result.seemedIll;
    const own = builtInReason(verdict === 'admit' ? 'admitted-by-hand' : 'refused-by-hand');
    const result: ShownDecision = {
      ...{ kind: 'decision', verdict, policyVersion, fault: null, entryId: written.value.id },
      reasons: reworded([own], policy.ok ? policy.value.messages : {}),
      format: before?.result.format ?? null,
      summary: before?.result.summary ?? NO_SUMMARY,
      ...(seemedIll === undefined ? {} : { seemedIll }),
    };
    // What stands in its place is all that may still be overruled.
    if (before !== null) visitors.replace(before, []);
    const { epochMs } = parts.clock.now();
    const done = before?.done ?? [];
    visitors.add({ result, lane, epochMs, atMs: startedMs, guard: guard.number, why: reason, before, done });
    show(result, { source: null, lane }, startedMs);
    return null;
  };

  /** Of no visitor. */
  const recordAct = (reasons: readonly string[], guard: string | null): ByHandFault | null => {
    const written = enter('manual', { refersTo: null, reasons, guard });
    return written.ok ? null : written.fault;
  };

  return {
    remember(result, lane) {
      const [{ epochMs }, atMs] = [parts.clock.now(), parts.clock.monotonicMs()];
      visitors.add({ result, lane, epochMs, atMs, guard: null, why: null, before: null, done: [] });
    },
    past: () => visitors.past(),
    refusedJustNow: (lane) => visitors.refused(lane).map(({ result }) => result),
    decide,
    undo(entryId, guard) {
      const undone = visitors.findHere(entryId);
      if (undone === undefined || undone.guard === null) return 'nothing-to-overrule';
      const { before } = undone;
      if (parts.clock.monotonicMs() - undone.atMs > UNDO_WITHIN_MS) return 'too-late-to-undo';
      const written = enter('overrule', { refersTo: entryId, reasons: ['undone'], guard });
      if (!written.ok) return written.fault;
      visitors.replace(undone, before === null ? [] : [{ ...before, done: undone.done }]);
      if (before === null) hide(entryId);
      else show(before.result, { source: null, lane: before.lane }, parts.clock.monotonicMs());
      return null;
    },
    doneWith: (entryId) => visitors.findHere(entryId)?.done ?? [],
    recordAbnormal(about, done, guard) {
      const whose = visitors.findIll(about);
      if (whose === undefined) return 'nothing-to-record';
      const further = ABNORMAL_STEPS.filter((step) => done.includes(step) && !whose.done.includes(step));
      if (further.length === 0) return null;
      const written = enter('abnormal', { refersTo: about, reasons: further, guard });
      if (!written.ok) return written.fault;
      const all = ABNORMAL_STEPS.filter((step) => further.includes(step) || whose.done.includes(step));
      const near = visitors.find(about);
      if (near !== undefined) visitors.replace(near, [{ ...near, done: all }]);
      return null;
    },
    recordShift: (what, guard) => recordAct([what], guard),
    recordConsole: recordAct,
  };
}

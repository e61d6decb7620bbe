import type { ConsoleAct } from '../shared/console/entered.ts';
import type { Outcome, PastVisit, RefusedJustNow, ShownDecision } from '../shared/contract.ts';
import type { Lane } from '../shared/device/device.ts';
import {
  ABNORMAL_STEPS,
  ANOTHER_VISITOR,
  checkOverrule,
  isAbnormal,
  REFUSED_JUST_NOW_MS,
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
import { pastFrom } from './past.ts';
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
  /** Who was refused before a lane a moment ago, and may stand there still; `null`: nobody was. */
  refusedJustNow(lane: Lane): RefusedJustNow | null;
  /** @param guard who has proven to be one */
  decide(ask: Ask, guard: Guard): ByHandFault | null;
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

interface Decided {
  readonly result: ShownDecision;
  readonly lane: Lane;
  readonly epochMs: number;
  /** The same moment by a clock that never runs backwards. */
  readonly atMs: number;
  /** Where a guard decided: who, and what was said before. */
  readonly byHand: { readonly guard: string; readonly before: Decided | null } | null;
  /** Of the procedure for who may be ill. */
  readonly done: readonly AbnormalStep[];
}

/** So many visitors may be looked back at: who stands there, and a queue behind them. */
const REMEMBERED = 10;

export interface HandsParts extends Omit<RecordingParts, 'keyOf' | 'sealer'> {
  /** The newest entries of before this start, newest first; none where the journal is out of reach. */
  readonly entriesBefore: () => readonly Entry[];
}

export function openHands(parts: HandsParts, { show, hide }: Screen): Hands {
  let past: readonly Decided[] = [];
  let earlier: readonly PastVisit[] | null = null;
  /** Looked up when somebody first looks back: a start does not wait for it. */
  const fromBefore = (): readonly PastVisit[] => {
    const { policy } = parts.grounds();
    earlier ??= pastFrom(parts.entriesBefore(), policy.ok ? policy.value : null);
    return earlier;
  };

  const remember = (decided: Decided): void => {
    past = [decided, ...past].slice(0, REMEMBERED);
  };

  const found = (entryId: string): Decided | undefined => past.find(({ result }) => result.entryId === entryId);

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

  const refusedJustNow = (before: Lane): RefusedJustNow | null => {
    const newest = past.find(({ lane }) => lane === before);
    if (newest === undefined || parts.clock.monotonicMs() - newest.atMs >= REFUSED_JUST_NOW_MS) return null;
    const { result } = newest;
    const { entryId } = result;
    // What is not entered cannot be named: while nothing is written, nobody is let in by hand either.
    return result.verdict === 'refuse' && entryId !== null ? { ...result, entryId } : null;
  };

  const decide = ({ about, reason, verdict, otherThan }: Ask, guard: Guard, startedMs: number): ByHandFault | null => {
    const before = about === null ? null : found(about);
    if (before === undefined) return 'nothing-to-overrule';
    const lane = before?.lane ?? parts.grounds().venue.direction;
    const { policy, hubStops } = parts.grounds(lane);
    if (hubStops === 'kiosk-revoked') return hubStops;
    const fault = before === null ? null : checkOverrule(before.result, guard.role);
    if (fault !== null) return fault;
    const refused = before === null && verdict === 'admit' ? refusedJustNow(lane) : null;
    if (refused !== null && otherThan !== refused.entryId) return 'refused-just-now';
    const policyVersion = policy.ok ? policy.value.version : null;
    const type = before === null ? 'manual' : 'overrule';
    const written = enter(type, {
      refersTo: about ?? refused?.entryId ?? null,
      reasons: refused === null ? [reason] : [reason, ANOTHER_VISITOR],
      ...{ verdict, policyVersion, guard: guard.number, lane: enteredLane(lane) },
    });
    if (!written.ok) return written.fault;
    if (verdict === 'admit') parts.gate?.admitted(null, lane);
    const own = builtInReason(verdict === 'admit' ? 'admitted-by-hand' : 'refused-by-hand');
    const result: ShownDecision = {
      ...{ kind: 'decision', verdict, policyVersion, fault: null, entryId: written.value.id },
      reasons: reworded([own], policy.ok ? policy.value.messages : {}),
      format: before?.result.format ?? null,
      summary: before?.result.summary ?? NO_SUMMARY,
    };
    // What stands in its place is all that may still be overruled.
    past = past.filter((one) => one !== before);
    const { epochMs } = parts.clock.now();
    const byHand = { guard: guard.number, before };
    remember({ result, lane, epochMs, atMs: startedMs, byHand, done: before?.done ?? [] });
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
      remember({ result, lane, epochMs, atMs, byHand: null, done: [] });
    },
    past() {
      const here = past.map(({ byHand, ...one }) => asPast(one, byHand?.guard ?? null));
      return here.length < REMEMBERED ? [...here, ...fromBefore()].slice(0, REMEMBERED) : here;
    },
    refusedJustNow,
    decide: (ask, guard) => decide(ask, guard, parts.clock.monotonicMs()),
    undo(entryId, guard) {
      const undone = found(entryId);
      const byHand = undone?.byHand ?? null;
      if (undone === undefined || byHand === null) return 'nothing-to-overrule';
      const { before } = byHand;
      if (parts.clock.monotonicMs() - undone.atMs > UNDO_WITHIN_MS) return 'too-late-to-undo';
      const written = enter('overrule', { refersTo: entryId, reasons: ['undone'], guard });
      if (!written.ok) return written.fault;
      const again = before === null ? [] : [{ ...before, done: undone.done }];
      past = past.flatMap((one) => (one === undone ? again : [one]));
      if (before === null) hide(entryId);
      else show(before.result, { source: null, lane: before.lane }, parts.clock.monotonicMs());
      return null;
    },
    doneWith: (entryId) => found(entryId)?.done ?? [],
    recordAbnormal(about, done, guard) {
      const whose = found(about);
      if (whose === undefined || !isAbnormal(whose.result)) return 'nothing-to-overrule';
      const further = ABNORMAL_STEPS.filter((step) => done.includes(step) && !whose.done.includes(step));
      if (further.length === 0) return null;
      const written = enter('abnormal', { refersTo: about, reasons: further, guard });
      if (!written.ok) return written.fault;
      const all = ABNORMAL_STEPS.filter((step) => further.includes(step) || whose.done.includes(step));
      past = past.map((one) => (one === whose ? { ...one, done: all } : one));
      return null;
    },
    recordShift: (what, guard) => recordAct([what], guard),
    recordConsole: recordAct,
  };
}

function asPast(
  { result, epochMs, done }: Pick<Decided, 'result' | 'epochMs' | 'done'>,
  guard: string | null,
): PastVisit {
  return { result, epochMs, guard, done };
}

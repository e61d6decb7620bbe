import type { PersonRef } from '../shared/credential/facts.ts';
import type { KioskFault } from '../shared/faults.ts';
import type { Lane } from '../shared/device/device.ts';
import { describeError } from '../shared/error-place.ts';
import type { ShownDecision } from '../shared/contract.ts';
import { enteredLane, type NewEntry } from '../shared/journal.ts';
import { stopped, type Decision, type Grounds, type Hint } from '../shared/judge.ts';
import { builtInReason, reworded } from '../shared/reasons.ts';
import type { Moment } from '../shared/time.ts';
import { worstFirst, worstVerdict, type Reason } from '../shared/verdict.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import type { Sealer } from './seal.ts';
import type { JournalKeeper } from './store/keeper.ts';
import type { Origin } from './visits.ts';

export interface RecordingParts {
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>;
  readonly journal: JournalKeeper;
  readonly log: Log;
  /**
   * What to judge by at the moment of the scan; settings and rules may have changed since the last one.
   *
   * @param lane before which the visitor stands; absent: the kiosk's own
   */
  grounds(lane?: Lane): Omit<Grounds, 'lastAdmitted'>;
  keyOf(person: PersonRef): { readonly key: Uint8Array; readonly keyId: string };
  /** Seals for the health office whose key the rules in force carry; `null`: they carry none. */
  sealer(): Sealer | null;
  /** Absent: there is none. Told of admits only, their entries on disk, with the lane before which the visitor stands. */
  readonly gate?: GateWatch;
  /** Absent: there is nobody to tell. Told of admits by the receipt of a hub's entry, their own on disk. */
  receiptUsed?(entry: string): void;
}

interface GateWatch {
  /** @param person hex of the person key; `null`: nobody knows who it is */
  admitted(person: string | null, lane: Lane): void;
  /** Whether this person was let through the same way a moment ago. */
  hasPassed(person: string, lane: Lane): boolean;
}

/**
 * Remembers what was decided; only then may it be shown. Whatever is thrown stops here: in a timer, or when an answer comes,
 * nobody else would catch it.
 */
export function concludeOrRefer(
  judged: Decision | Hint,
  origin: Origin,
  moment: Moment,
  parts: RecordingParts,
  startedMs: number,
): ReturnType<typeof conclude> {
  try {
    return conclude(judged, origin, moment, parts, startedMs);
  } catch (error) {
    parts.log.write('internal-error', describeError(error));
    return asShown(stopped('internal-error', null), null);
  }
}

function conclude(
  judged: Decision | Hint,
  origin: Origin,
  moment: Moment,
  parts: RecordingParts,
  startedMs: number,
): Hint | ShownDecision {
  if (judged.kind === 'hint') {
    parts.log.write('hinted', { seems: judged.seems });
    return judged;
  }
  const worded = { ...judged, reasons: inOfficesWords(judged.reasons, parts) };
  const decision = heldAtGate(worded, origin.lane, parts);
  const durationMs = parts.clock.monotonicMs() - startedMs;
  const recorded = record(decision, newEntry(decision, origin, moment, durationMs, parts), origin.lane, parts);
  parts.log.write('decided', {
    verdict: recorded.verdict,
    reasons: recorded.reasons.map(({ code }) => code),
    format: recorded.format,
    durationMs: Math.round(durationMs * 10) / 10,
  });
  return recorded;
}

/** What of a decision leaves the main process. */
export function asShown(decision: Decision, entryId: string | null): ShownDecision {
  const { kind, verdict, reasons, fault, format, summary, policyVersion } = decision;
  return { kind, verdict, reasons, fault, format, summary, policyVersion, entryId };
}

function inOfficesWords(reasons: readonly Reason[], parts: RecordingParts): Reason[] {
  const { policy } = parts.grounds();
  return reworded(reasons, policy.ok ? policy.value.messages : {});
}

function sealFor({ identity }: Decision, parts: RecordingParts): NewEntry['seal'] {
  const sealer = parts.sealer();
  return identity === null || sealer === null ? null : (place) => sealer(identity, place);
}

/** Law 1: what is not on disk is not an admit. The reason says so, and a person takes over. */
function record(decision: Decision, entry: NewEntry, lane: Lane, parts: RecordingParts): ShownDecision {
  const { journal, log } = parts;
  const written = journal.append(entry);
  if (!written.ok) {
    log.write('journal-failed', { fault: written.fault });
    return asShown(notAdmitted(decision, written.fault, parts), null);
  }
  if (decision.verdict === 'admit') parts.gate?.admitted(hexOf(entry.personKey), lane);
  if (decision.verdict === 'admit' && decision.refersTo !== undefined) parts.receiptUsed?.(decision.refersTo);
  return asShown(decision, written.value.id);
}

/** Anti-passback: before the entry, which must say what the visitor was told. */
function heldAtGate(decision: Decision, lane: Lane, parts: RecordingParts): Decision {
  if (parts.gate === undefined || decision.verdict !== 'admit' || decision.person === null) return decision;
  const person = hexOf(parts.keyOf(decision.person).key);
  const isBack = person !== null && parts.gate.hasPassed(person, lane);
  return isBack ? notAdmitted(decision, 'already-passed', parts) : decision;
}

function hexOf(key: Uint8Array | null): string | null {
  return key === null ? null : Buffer.from(key).toString('hex');
}

function notAdmitted(decision: Decision, fault: KioskFault, parts: RecordingParts): Decision {
  const others = decision.reasons.filter(({ verdict }) => verdict !== 'admit');
  const own = inOfficesWords([builtInReason(fault)], parts);
  const reasons = worstFirst([...own, ...others]);
  return { ...decision, verdict: worstVerdict(reasons), reasons, fault };
}

function newEntry(
  decision: Decision,
  origin: Origin,
  moment: Moment,
  durationMs: number,
  parts: RecordingParts,
): NewEntry {
  const person = decision.person === null ? null : parts.keyOf(decision.person);
  return {
    type: 'scan',
    refersTo: decision.refersTo ?? null,
    epochMs: moment.epochMs,
    offsetMinutes: moment.offsetMinutes,
    isClockConfirmed: moment.isConfirmed,
    source: origin.source,
    format: decision.format,
    verdict: decision.verdict,
    reasons: decision.reasons.map(({ code }) => code),
    colour: decision.summary.colour,
    testAgeSeconds: decision.summary.testAgeSeconds,
    maskedName: decision.summary.maskedName,
    personKey: person?.key ?? null,
    personKeyId: person?.keyId ?? null,
    policyVersion: decision.policyVersion,
    durationMs: Math.round(durationMs),
    guard: null,
    lane: enteredLane(origin.lane),
    seal: sealFor(decision, parts),
  };
}

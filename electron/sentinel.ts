import type { Explanation, Outcome } from '../shared/contract.ts';
import type { PersonRef } from '../shared/credential/facts.ts';
import type { KioskFault } from '../shared/faults.ts';
import type { NewEntry } from '../shared/journal.ts';
import { judge, stopped, type Decision, type Grounds, type Hint } from '../shared/judge.ts';
import type { Primitives } from '../shared/primitives.ts';
import { builtInReason, reworded } from '../shared/reasons.ts';
import { gather, type PartsHeld } from '../shared/parts.ts';
import { noteSighting, type RawScan, type Sightings } from '../shared/scan.ts';
import { toSeconds, type Moment } from '../shared/time.ts';
import { worstFirst, worstVerdict } from '../shared/verdict.ts';
import { NO_EVIDENCE, type Evidence, type Lookup } from '../shared/visit.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import { describeError } from '../shared/error-place.ts';
import type { Sealer } from './seal.ts';
import type { StatusDesk } from './status.ts';
import type { JournalKeeper } from './store/keeper.ts';

export interface SentinelParts {
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>;
  readonly journal: JournalKeeper;
  readonly primitives: Primitives;
  readonly log: Log;
  /** What to judge by at the moment of the scan; settings and rules may have changed since the last one. */
  grounds(): Omit<Grounds, 'lastAdmitted'>;
  keyOf(person: PersonRef): { readonly key: Uint8Array; readonly keyId: string };
  /** Seals for the health office whose key the rules in force carry; `null`: they carry none. */
  sealer(): Sealer | null;
  /** Asks about codes that say nothing without a network; absent: there is no hub to ask through. */
  readonly askStatus?: StatusDesk;
  /** The gate before which this scan was made; absent: there is none. Told of admits only, their entries on disk. */
  readonly gate?: GateWatch;
  /** Called with every new outcome, its entry already on disk. */
  tell(outcome: Outcome): void;
}

export interface GateWatch {
  /** @param person hex of the person key; `null`: nobody knows who it is */
  admitted(person: string | null, scan: RawScan): void;
  /** Whether this person was let through the same way a moment ago. */
  hasPassed(person: string, scan: RawScan): boolean;
}

export interface Sentinel {
  /** The one door for every reader. */
  receive(scan: RawScan): 'taken' | 'repeat';
  /** What the window should still show, were it to start anew now. */
  last(): Outcome | null;
  dismiss(serial: number): void;
  /** Judges as for a visitor, and leaves no trace of it. */
  explain(text: string): Explanation;
}

/** Joins judging, remembering and telling: the way of one visit, steps 3 to 9 of the design. */
export function createSentinel(parts: SentinelParts): Sentinel {
  let seen: Sightings = new Map();
  let held: PartsHeld | null = null;
  let shown: { outcome: Outcome; atMs: number } | null = null;
  let serial = 0;

  /** Texts that are being asked about. */
  const asking = new Set<string>();

  const show = (result: Outcome['result'], { source }: RawScan, startedMs: number): void => {
    const atMs = parts.clock.monotonicMs();
    serial += 1;
    const outcome = { serial, source, result, durationMs: atMs - startedMs, ageMs: 0 };
    shown = { outcome, atMs };
    parts.tell(outcome);
  };

  /** The answer's way, on which the next visitors are judged meanwhile. A door: nobody else would catch what is thrown. */
  const settle = async (pending: Promise<Lookup>, scan: RawScan, startedMs: number): Promise<void> => {
    const lookup = await pending;
    asking.delete(scan.text);
    try {
      const moment = parts.clock.now();
      const evidence = { ...NO_EVIDENCE, code: scan.text, lookup };
      show(conclude(judgeOrRefer(evidence, parts, moment), scan, moment, parts, startedMs), scan, startedMs);
    } catch (error) {
      parts.log.write('internal-error', describeError(error));
      show(asShown(stopped('internal-error', null)), scan, startedMs);
    }
  };

  const receiveCode = (scan: RawScan, startedMs: number): 'taken' | 'repeat' => {
    if (asking.has(scan.text)) return 'repeat';
    const moment = parts.clock.now();
    const judged = judgeOrRefer({ ...NO_EVIDENCE, code: scan.text }, parts, moment);
    const pending = askAbout(judged, scan, asking.size, parts);
    if (pending === null) {
      show(conclude(judged, scan, moment, parts, startedMs), scan, startedMs);
      return 'taken';
    }
    asking.add(scan.text);
    show({ kind: 'asking' }, scan, startedMs);
    void settle(pending, scan, startedMs);
    return 'taken';
  };

  return {
    receive(scan) {
      const startedMs = parts.clock.monotonicMs();
      const sighting = noteSighting(seen, scan.text, startedMs);
      seen = sighting.seen;
      if (sighting.isRepeat) return 'repeat';
      const gathered = gather(held, scan, startedMs);
      held = gathered.held;
      if (gathered.text !== null) return receiveCode({ ...scan, text: gathered.text }, startedMs);
      show(gathered.progress, scan, startedMs);
      return 'taken';
    },
    last: () => shown && { ...shown.outcome, ageMs: parts.clock.monotonicMs() - shown.atMs },
    explain(text) {
      const judged = judgeNow({ ...NO_EVIDENCE, code: text }, parts, parts.clock.now());
      return judged.kind === 'decision' ? asShown(judged) : judged;
    },
    dismiss(dismissed) {
      if (shown?.outcome.serial === dismissed) shown = null;
    },
  };
}

/** Questions on their way at once: more are nobody's visitors. */
const MAX_ASKING = 4;

/** @returns `null` for what needs no asking, or cannot be asked */
function askAbout(
  judged: Decision | Hint,
  { text }: RawScan,
  asking: number,
  parts: SentinelParts,
): Promise<Lookup> | null {
  const isOnline = judged.kind === 'decision' && judged.fault === 'online-code';
  return isOnline && asking < MAX_ASKING ? (parts.askStatus?.({ is: 'online-code', text }) ?? null) : null;
}

/** Remembers what was decided; only then may it be shown. */
function conclude(
  judged: Decision | Hint,
  scan: RawScan,
  moment: Moment,
  parts: SentinelParts,
  startedMs: number,
): Hint | ReturnType<typeof asShown> {
  if (judged.kind === 'hint') {
    parts.log.write('hinted', { seems: judged.seems });
    return judged;
  }
  const decision = heldAtGate(judged, scan, parts);
  const durationMs = parts.clock.monotonicMs() - startedMs;
  const recorded = asShown(record(decision, newEntry(decision, scan, moment, durationMs, parts), scan, parts));
  parts.log.write('decided', {
    verdict: recorded.verdict,
    reasons: recorded.reasons.map(({ code }) => code),
    format: recorded.format,
    durationMs: Math.round(durationMs * 10) / 10,
  });
  return recorded;
}

/** What of a decision leaves the main process. */
function asShown(decision: Decision): Omit<Decision, 'person' | 'identity' | 'checks'> {
  const { kind, verdict, reasons, fault, format, summary, policyVersion } = decision;
  return { kind, verdict, reasons, fault, format, summary, policyVersion };
}

/** The door at which bugs stop: whatever `judge` may throw, the visitor is sent to a person. */
function judgeOrRefer(evidence: Evidence, parts: SentinelParts, moment: Moment): Decision | Hint {
  try {
    const result = judgeNow(evidence, parts, moment);
    // Without a reader in the house nothing more can be presented; a person has to look.
    return result.kind === 'needs' ? stopped('card-reader-missing', null) : result;
  } catch (error) {
    parts.log.write('internal-error', describeError(error));
    return stopped('internal-error', null);
  }
}

function judgeNow(evidence: Evidence, parts: SentinelParts, moment: Moment): ReturnType<typeof judge> {
  const grounds: Grounds = { ...parts.grounds(), lastAdmitted: (person) => lastAdmitted(person, parts, moment) };
  return judge(evidence, grounds, parts.primitives, toSeconds(moment));
}

function lastAdmitted(person: PersonRef, parts: SentinelParts, moment: Moment): number | null {
  const { policy } = parts.grounds();
  if (!policy.ok) return null;
  const sinceMs = moment.epochMs - policy.value.parameters.reentryWindowSeconds * 1000;
  const atMs = parts.journal.lastAdmitted(parts.keyOf(person).key, sinceMs);
  return atMs === null ? null : Math.floor(atMs / 1000);
}

function sealFor({ identity }: Decision, parts: SentinelParts): NewEntry['seal'] {
  const sealer = parts.sealer();
  return identity === null || sealer === null ? null : (place) => sealer(identity, place);
}

/** Law 1: what is not on disk is not an admit. The reason says so, and a person takes over. */
function record(decision: Decision, entry: NewEntry, scan: RawScan, parts: SentinelParts): Decision {
  const { journal, log } = parts;
  const written = journal.append(entry);
  if (!written.ok) {
    log.write('journal-failed', { fault: written.fault });
    return notAdmitted(decision, written.fault, parts);
  }
  if (decision.verdict === 'admit') parts.gate?.admitted(hexOf(entry.personKey), scan);
  return decision;
}

/** Anti-passback: before the entry, which must say what the visitor was told. */
function heldAtGate(decision: Decision, scan: RawScan, parts: SentinelParts): Decision {
  if (parts.gate === undefined || decision.verdict !== 'admit' || decision.person === null) return decision;
  const person = hexOf(parts.keyOf(decision.person).key);
  const isBack = person !== null && parts.gate.hasPassed(person, scan);
  return isBack ? notAdmitted(decision, 'already-passed', parts) : decision;
}

function hexOf(key: Uint8Array | null): string | null {
  return key === null ? null : Buffer.from(key).toString('hex');
}

function notAdmitted(decision: Decision, fault: KioskFault, parts: SentinelParts): Decision {
  const others = decision.reasons.filter(({ verdict }) => verdict !== 'admit');
  const { policy } = parts.grounds();
  const own = reworded([builtInReason(fault)], policy.ok ? policy.value.messages : {});
  const reasons = worstFirst([...own, ...others]);
  return { ...decision, verdict: worstVerdict(reasons), reasons, fault };
}

function newEntry(
  decision: Decision,
  scan: RawScan,
  moment: Moment,
  durationMs: number,
  parts: SentinelParts,
): NewEntry {
  const person = decision.person === null ? null : parts.keyOf(decision.person);
  return {
    type: 'scan',
    refersTo: null,
    epochMs: moment.epochMs,
    offsetMinutes: moment.offsetMinutes,
    isClockConfirmed: moment.isConfirmed,
    source: scan.source,
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
    seal: sealFor(decision, parts),
  };
}

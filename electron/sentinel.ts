import type { Explanation, Outcome } from '../shared/contract.ts';
import type { PersonRef } from '../shared/credential/facts.ts';
import type { KioskFault } from '../shared/faults.ts';
import type { NewEntry } from '../shared/journal.ts';
import type { DeviceSetting, Lane, Presented } from '../shared/device/device.ts';
import { stopped, type Decision, type Grounds, type Hint } from '../shared/judge.ts';
import { judgeVisit, type VisitGrounds } from '../shared/judge-visit.ts';
import type { Primitives } from '../shared/primitives.ts';
import { builtInReason, reworded } from '../shared/reasons.ts';
import { gather, type PartsHeld } from '../shared/parts.ts';
import { noteSighting, type RawScan, type Sightings } from '../shared/scan.ts';
import { toSeconds, type Moment } from '../shared/time.ts';
import { worstFirst, worstVerdict, type Reason } from '../shared/verdict.ts';
import { NO_EVIDENCE, type Evidence } from '../shared/visit.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import { describeError } from '../shared/error-place.ts';
import type { Sealer } from './seal.ts';
import type { StatusDesk } from './status.ts';
import type { JournalKeeper } from './store/keeper.ts';
import { openVisits, type Origin, type VisitsParts } from './visits.ts';

export interface SentinelParts {
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>;
  readonly journal: JournalKeeper;
  readonly primitives: Primitives;
  readonly log: Log;
  /**
   * What to judge by at the moment of the scan; settings and rules may have changed since the last one.
   *
   * @param lane before which the visitor stands; absent: the kiosk's own
   */
  grounds(lane?: Lane): Omit<Grounds, 'lastAdmitted'>;
  /** Whether a person's key is on the venue's list of staff. */
  isStaff(personKey: Uint8Array): boolean;
  /** Runs something once after so many milliseconds, unless what it returns is called before. */
  readonly after: (ms: number, run: () => void) => () => void;
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
  /** The door for what the window reads, before the kiosk's own lane. */
  receive(scan: RawScan): 'taken' | 'repeat';
  /** The door for the readers beside the kiosk. */
  present(device: Pick<DeviceSetting, 'id' | 'lane'>, what: Presented): void;
  /** What the window should still show, were it to start anew now. */
  last(): Outcome | null;
  dismiss(serial: number): void;
  /** Judges as for a visitor, and leaves no trace of it. */
  explain(text: string): Explanation;
}

/** Joins judging, remembering and telling: the way of one visit, steps 3 to 9 of the design. */
export function createSentinel(parts: SentinelParts): Sentinel {
  const seen = new Map<Lane, Sightings>();
  const held = new Map<string, PartsHeld | null>();
  let shown: { outcome: Outcome; atMs: number } | null = null;
  let serial = 0;

  const show: VisitsParts['show'] = (result, { source, wireMs }, startedMs) => {
    const atMs = parts.clock.monotonicMs();
    serial += 1;
    const wire = wireMs === undefined ? {} : { wireMs };
    const outcome = { serial, source, result, durationMs: atMs - startedMs, ...wire, ageMs: 0 };
    shown = { outcome, atMs };
    parts.tell(outcome);
    return serial;
  };

  const visits = openVisits({
    clock: { now: () => parts.clock.now(), monotonicMs: () => parts.clock.monotonicMs() },
    after: (ms, run) => parts.after(ms, run),
    judge: (evidence, lane, now) => judgeOrRefer(evidence, lane, parts, now),
    ask: (query) => parts.askStatus?.(query) ?? null,
    conclude: (judged, origin, now, startedMs) => concludeOrRefer(judged, origin, now, parts, startedMs),
    show,
  });

  /** @param reader parts of a code that are shown to two readers are not of one */
  const receive = (scan: RawScan, lane: Lane, reader: string): 'taken' | 'repeat' => {
    const startedMs = parts.clock.monotonicMs();
    const sighting = noteSighting(seen.get(lane) ?? new Map(), scan.text, startedMs);
    seen.set(lane, sighting.seen);
    if (sighting.isRepeat) return 'repeat';
    const gathered = gather(held.get(reader) ?? null, scan, startedMs);
    held.set(reader, gathered.held);
    const origin = { source: scan.source, wireMs: scan.wireMs, lane };
    if (gathered.text !== null) return visits.present({ code: gathered.text }, origin, startedMs);
    show(gathered.progress, origin, startedMs);
    return 'taken';
  };

  return {
    receive: (scan) => receive(scan, parts.grounds().venue.direction, 'window'),
    present({ id, lane }, what) {
      const startedMs = parts.clock.monotonicMs();
      const card: Origin = { source: 'id-card', lane };
      switch (what.kind) {
        case 'code':
          receive(what, lane, id);
          return;
        case 'card':
          visits.present({ idCard: what.card, samNumber: what.samNumber }, card, startedMs);
          return;
        case 'card-fault':
          visits.presentFault(what.fault, card, startedMs);
          return;
        case 'temperature':
          visits.present({ temperatureCelsius: what.celsius }, { source: null, lane }, startedMs);
      }
    },
    last: () => shown && { ...shown.outcome, ageMs: parts.clock.monotonicMs() - shown.atMs },
    explain(text) {
      const judged = judgeNow(
        { ...NO_EVIDENCE, code: text },
        parts.grounds().venue.direction,
        parts,
        parts.clock.now(),
      );
      if (judged === null) throw new Error('a code is judged');
      if (judged.kind === 'needs') return { kind: 'needs', needs: judged.needs };
      return judged.kind === 'decision' ? asShown(judged) : judged;
    },
    dismiss(dismissed) {
      visits.dismissed(dismissed);
      if (shown?.outcome.serial === dismissed) shown = null;
    },
  };
}

/** A door: in a timer, or when an answer comes, nobody else would catch what is thrown. */
function concludeOrRefer(
  judged: Decision | Hint,
  origin: Origin,
  moment: Moment,
  parts: SentinelParts,
  startedMs: number,
): ReturnType<typeof conclude> {
  try {
    return conclude(judged, origin, moment, parts, startedMs);
  } catch (error) {
    parts.log.write('internal-error', describeError(error));
    return asShown(stopped('internal-error', null));
  }
}

/** Remembers what was decided; only then may it be shown. */
function conclude(
  judged: Decision | Hint,
  origin: Origin,
  moment: Moment,
  parts: SentinelParts,
  startedMs: number,
): Hint | ReturnType<typeof asShown> {
  if (judged.kind === 'hint') {
    parts.log.write('hinted', { seems: judged.seems });
    return judged;
  }
  const worded = { ...judged, reasons: inOfficesWords(judged.reasons, parts) };
  const decision = heldAtGate(worded, origin.lane, parts);
  const durationMs = parts.clock.monotonicMs() - startedMs;
  const recorded = asShown(record(decision, newEntry(decision, origin, moment, durationMs, parts), origin.lane, parts));
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
function judgeOrRefer(
  evidence: Evidence,
  lane: Lane,
  parts: SentinelParts,
  now: Moment,
): ReturnType<typeof judgeVisit> {
  try {
    return judgeNow(evidence, lane, parts, now);
  } catch (error) {
    parts.log.write('internal-error', describeError(error));
    return stopped('internal-error', null);
  }
}

function judgeNow(evidence: Evidence, lane: Lane, parts: SentinelParts, moment: Moment): ReturnType<typeof judgeVisit> {
  const grounds: VisitGrounds = {
    ...parts.grounds(lane),
    lastAdmitted: (person) => lastAdmitted(person, parts, moment),
    isStaff: (person) => parts.isStaff(parts.keyOf(person).key),
  };
  return judgeVisit(evidence, grounds, parts.primitives, toSeconds(moment));
}

function inOfficesWords(reasons: readonly Reason[], parts: SentinelParts): Reason[] {
  const { policy } = parts.grounds();
  return reworded(reasons, policy.ok ? policy.value.messages : {});
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
function record(decision: Decision, entry: NewEntry, lane: Lane, parts: SentinelParts): Decision {
  const { journal, log } = parts;
  const written = journal.append(entry);
  if (!written.ok) {
    log.write('journal-failed', { fault: written.fault });
    return notAdmitted(decision, written.fault, parts);
  }
  if (decision.verdict === 'admit') parts.gate?.admitted(hexOf(entry.personKey), lane);
  return decision;
}

/** Anti-passback: before the entry, which must say what the visitor was told. */
function heldAtGate(decision: Decision, lane: Lane, parts: SentinelParts): Decision {
  if (parts.gate === undefined || decision.verdict !== 'admit' || decision.person === null) return decision;
  const person = hexOf(parts.keyOf(decision.person).key);
  const isBack = person !== null && parts.gate.hasPassed(person, lane);
  return isBack ? notAdmitted(decision, 'already-passed', parts) : decision;
}

function hexOf(key: Uint8Array | null): string | null {
  return key === null ? null : Buffer.from(key).toString('hex');
}

function notAdmitted(decision: Decision, fault: KioskFault, parts: SentinelParts): Decision {
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
  parts: SentinelParts,
): NewEntry {
  const person = decision.person === null ? null : parts.keyOf(decision.person);
  return {
    type: 'scan',
    refersTo: null,
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
    seal: sealFor(decision, parts),
  };
}

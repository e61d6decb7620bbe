import type { Explanation, Outcome, ShownDecision } from '../shared/contract.ts';
import type { PersonRef } from '../shared/credential/facts.ts';
import { pass } from '../shared/credential/pass.ts';
import type { DeviceSetting, Lane, Presented } from '../shared/device/device.ts';
import { readBadge } from '../shared/guard.ts';
import { stopped } from '../shared/judge.ts';
import { judgeVisit, type VisitGrounds } from '../shared/judge-visit.ts';
import type { NearSite } from '../shared/policy/nearest-sites.ts';
import type { Primitives } from '../shared/primitives.ts';
import { withoutSetUpCode } from '../shared/provision.ts';
import { gather, type PartsHeld } from '../shared/parts.ts';
import { noteSighting, type RawScan, type Sightings } from '../shared/scan.ts';
import { toSeconds, type Moment } from '../shared/time.ts';
import { NO_EVIDENCE, type Evidence, type Piece } from '../shared/visit.ts';
import { describeError } from '../shared/error-place.ts';
import type { StatusDesk } from './status.ts';
import { openHands, type Hands, type HandsParts } from './by-hand.ts';
import { asShown, concludeOrRefer, type RecordingParts } from './conclude.ts';
import { asWanting, openVisits, type Origin, type VisitsParts } from './visits.ts';

export interface SentinelParts extends RecordingParts, Pick<HandsParts, 'entriesBefore' | 'entriesOfVisitor'> {
  /** Where a visitor whose test does not do may take the next one, as of this moment. */
  sitesFor?(result: ShownDecision): readonly NearSite[];
  readonly primitives: Primitives;
  /** Whether a person's key is on the venue's list of staff. */
  isStaff(personKey: Uint8Array): boolean;
  /** Runs something once after so many milliseconds, unless what it returns is called before. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** Asks about codes that say nothing without a network; absent: there is no hub to ask through. */
  readonly askStatus?: StatusDesk;
  /** A guard has shown their badge: no visitor's code, and never kept. */
  badge(number: string): void;
  /** Called with every new outcome, its entry already on disk. */
  tell(outcome: Outcome): void;
}

export interface Sentinel {
  /** The door for what the window reads, before the kiosk's own lane. */
  receive(scan: RawScan): 'taken' | 'repeat';
  /** The door for the readers beside the kiosk. */
  present(device: Pick<DeviceSetting, 'id' | 'lane'>, what: Presented): void;
  /** What the window should still show, were it to start anew now. */
  last(): Outcome | null;
  dismiss(serial: number): void;
  /** What guards do; outcomes come as any other. */
  readonly hands: Omit<Hands, 'remember'>;
  /** Judges as for a visitor, and leaves no trace of it. */
  explain(text: string): Explanation;
}

/** Joins judging, remembering and telling: the way of one visit, steps 3 to 9 of the design. */
export function createSentinel(parts: SentinelParts): Sentinel {
  const seen = new Map<Lane, Sightings>();
  const held = new Map<string, PartsHeld | null>();
  let shown: { outcome: Outcome; atMs: number } | null = null;
  let serial = 0;

  const besideDecision = (result: ShownDecision): Pick<Outcome, 'sites' | 'done'> => {
    const sites = parts.sitesFor?.(result) ?? [];
    const done = result.entryId === null ? [] : hands.doneWith(result.entryId);
    return { ...(sites.length === 0 ? {} : { sites }), ...(done.length === 0 ? {} : { done }) };
  };

  const show: VisitsParts['show'] = (result, { source, wireMs }, startedMs) => {
    const atMs = parts.clock.monotonicMs();
    serial += 1;
    const wire = wireMs === undefined ? {} : { wireMs };
    const beside = result.kind === 'decision' ? besideDecision(result) : {};
    const outcome = { serial, source, result, ...beside, durationMs: atMs - startedMs, ...wire, ageMs: 0 };
    shown = { outcome, atMs };
    parts.tell(outcome);
    return serial;
  };

  const visits = openVisits({
    clock: { now: () => parts.clock.now(), monotonicMs: () => parts.clock.monotonicMs() },
    after: (ms, run) => parts.after(ms, run),
    judge: (evidence, lane, now) => judgeOrRefer(evidence, lane, parts, now),
    isOnlyForPhones: () => parts.grounds().receipts?.way === 'venue-code',
    ask: (query) => parts.askStatus?.(query) ?? null,
    conclude: (judged, origin, now, startedMs) => concludeOrRefer(judged, origin, now, parts, startedMs),
    show(result, origin, startedMs) {
      if (result.kind === 'decision') hands.remember(result, origin.lane);
      return show(result, origin, startedMs);
    },
  });

  const hands = openHands(parts, {
    show,
    hide(entryId) {
      if (shown?.outcome.result.kind === 'decision' && shown.outcome.result.entryId === entryId) shown = null;
    },
  });

  /** @param reader parts of a code that are shown to two readers are not of one */
  const receive = (read: RawScan, lane: Lane, reader: string): 'taken' | 'repeat' => {
    const startedMs = parts.clock.monotonicMs();
    // Whoever holds up what sets kiosks up is a visitor here, with a code that nobody knows.
    const scan = { ...read, text: withoutSetUpCode(read.text) };
    const sighting = noteSighting(seen.get(lane) ?? new Map(), scan.text, startedMs);
    seen.set(lane, sighting.seen);
    if (sighting.isRepeat) return 'repeat';
    const guard = readBadge(scan.text);
    if (guard !== null) {
      parts.badge(guard);
      return 'taken';
    }
    const gathered = gather(held.get(reader) ?? null, scan, startedMs);
    held.set(reader, gathered.held);
    const origin = { source: scan.source, wireMs: scan.wireMs, lane };
    if (gathered.text !== null) return visits.present(pieceOf(gathered.text), origin, startedMs);
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
      const evidence = { ...NO_EVIDENCE, code: withoutSetUpCode(text) };
      const judged = judgeOrRefer(evidence, parts.grounds().venue.direction, parts, parts.clock.now());
      if (judged === null) throw new Error('a code is judged');
      if (judged.kind === 'needs') return asWanting(judged);
      return judged.kind === 'decision' ? asShown(judged, null) : judged;
    },
    hands,
    dismiss(dismissed) {
      visits.dismissed(dismissed);
      if (shown?.outcome.serial === dismissed) shown = null;
    },
  };
}

/** A pass says nothing of anybody's health: it is another piece than the code it is shown with. */
function pieceOf(text: string): Piece {
  return pass.recognises(text) ? { pass: text } : { code: text };
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

function lastAdmitted(person: PersonRef, parts: SentinelParts, moment: Moment): number | null {
  const { policy } = parts.grounds();
  if (!policy.ok) return null;
  const sinceMs = moment.epochMs - policy.value.parameters.reentryWindowSeconds * 1000;
  const atMs = parts.journal.lastAdmitted(parts.keyOf(person).key, sinceMs);
  return atMs === null ? null : Math.floor(atMs / 1000);
}

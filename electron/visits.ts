import type { Outcome, Wanting } from '../shared/contract.ts';
import { formatOf } from '../shared/credential/decode.ts';
import type { CardFault, Lane } from '../shared/device/device.ts';
import type { Fault } from '../shared/faults.ts';
import { stopped, type Decision, type Hint, type Needs } from '../shared/judge.ts';
import { CARD_FORMAT } from '../shared/journal.ts';
import { builtInReason } from '../shared/reasons.ts';
import { HELD_STILL_MS, type RawScan } from '../shared/scan.ts';
import type { StatusQuery } from '../shared/status.ts';
import type { Moment } from '../shared/time.ts';
import { worstFirst, worstVerdict } from '../shared/verdict.ts';
import {
  hottest,
  joinVisit,
  NO_EVIDENCE,
  VISIT_HELD_MS,
  type Evidence,
  type Lookup,
  type IdCard,
  type Piece,
  type Visit,
} from '../shared/visit.ts';
import type { Clock } from './clock.ts';

/** Where something came from, as the journal and the screen have it. */
export interface Origin {
  /** `null`: from no reader of codes or cards. */
  readonly source: RawScan['source'] | null;
  readonly wireMs?: number | undefined;
  readonly lane: Lane;
}

export interface VisitsParts {
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>;
  /** Runs something once after so many milliseconds, unless what it returns is called before. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** Never throws. */
  readonly judge: (evidence: Evidence, lane: Lane, now: Moment) => Decision | Hint | Needs | null;
  /** Whether everybody checks in by phone, and health codes are only told so. */
  readonly isOnlyForPhones: () => boolean;
  /** @returns `null`: there is nobody who could be asked */
  readonly ask: (query: StatusQuery) => Promise<Lookup> | null;
  /** Remembers what was decided; only then may it be shown. Never throws. */
  readonly conclude: (judged: Decision | Hint, origin: Origin, now: Moment, startedMs: number) => Outcome['result'];
  /** @returns the outcome's serial */
  readonly show: (result: Outcome['result'], origin: Origin, startedMs: number) => number;
}

/** Joins what each visitor presents, lane by lane, until it is enough to decide. */
export interface Visits {
  present(piece: Piece, origin: Origin, startedMs: number): 'taken' | 'repeat';
  /** A card that was laid and gave no identity. */
  presentFault(fault: CardFault, origin: Origin, startedMs: number): void;
  /** The guard has taken an outcome off the screen: who was referred is seen to. */
  dismissed(serial: number): void;
}

/** A visitor who is not done yet. */
interface Waiting {
  readonly lane: Lane;
  visit: Visit;
  origin: Origin;
  /** What will be journalled if nothing more comes; `null`: nothing is owed, be it that this much is journalled. */
  owed: Needs | null;
  /** Whether the visitor was asked for a card. */
  isCardWanted: boolean;
  /** Which answer is waited for; `null`: none. */
  asking: string | null;
  /** Of the outcome that was shown last. */
  serial: number | null;
  forget: () => void;
}

/** A card that has admitted nobody, and may be wanted yet with a code that comes next; with what was measured beside it. */
interface LaidCard {
  readonly evidence: Pick<Evidence, 'idCard' | 'samNumber' | 'temperatureCelsius'>;
  readonly atMs: number;
  /** Of its outcome. */
  readonly serial: number;
}

/** Questions on their way at once: more are nobody's visitors. */
const MAX_ASKING = 4;

type Judged = Decision | Hint | Needs | null;

/** What speaks against a card beside a code. */
const AGAINST_CARD: readonly string[] = [
  'card-mismatch',
  'card-not-compared',
  'card-expired',
  'card-not-yet-valid',
] satisfies Fault[];

export function openVisits(parts: VisitsParts): Visits {
  const lanes = new Map<Lane, Waiting>();
  const measured = new Map<Lane, { readonly atMs: number; readonly isWrong: boolean }>();
  const laid = new Map<Lane, LaidCard>();
  /** What is being asked about. */
  const asking = new Set<string>();

  const close = (waiting: Waiting): void => {
    waiting.forget();
    waiting.owed = null;
    if (lanes.get(waiting.lane) === waiting) lanes.delete(waiting.lane);
  };

  /** Nobody vanishes: who has presented too little is journalled as referred. */
  const giveUp = (waiting: Waiting, isShown: boolean): void => {
    const { owed, origin } = waiting;
    close(waiting);
    if (owed === null) return;
    const startedMs = parts.clock.monotonicMs();
    const decision = referred('evidence-not-presented', owed.otherwise);
    const result = parts.conclude(decision, origin, parts.clock.now(), startedMs);
    if (isShown) parts.show(result, origin, startedMs);
  };

  const hold = (waiting: Waiting): void => {
    waiting.forget();
    // The last millisecond is still the visitor's.
    waiting.forget = parts.after(VISIT_HELD_MS + 1, () => {
      giveUp(waiting, true);
    });
  };

  /** Of code and card: presented together they must go together, unless it was asked for a card and another's came. */
  const isTheirs = (open: Waiting, piece: Piece): boolean => {
    const { evidence } = open.visit;
    const isJoined = 'code' in piece ? evidence.idCard !== null : 'idCard' in piece && evidence.code !== null;
    if (!isJoined || ('idCard' in piece && open.isCardWanted)) return true;
    const both = { ...evidence, ...piece, lookup: null };
    const judged = parts.judge(both, open.lane, parts.clock.now());
    // Whose a code is that is to be asked about, nobody knows yet.
    const isKnown = judged === null || judged.kind === 'needs' || queryFor(judged, both) === null;
    return isKnown ? !isAgainstCard(judged) : 'idCard' in piece;
  };

  const join = (piece: Piece, origin: Origin, startedMs: number): Waiting => {
    const before = lanes.get(origin.lane);
    const isAnothers = before !== undefined && !isTheirs(before, piece);
    // What was asked about somebody is answered, and entered, whoever stands there by then.
    if (isAnothers && before.asking !== null) lanes.delete(origin.lane);
    else if (isAnothers) giveUp(before, false);
    const open = lanes.get(origin.lane);
    const { visit, isNew } = joinVisit(open?.visit ?? null, piece, startedMs);
    const isCode = 'code' in piece;
    if (open !== undefined && !isNew) {
      open.visit = visit;
      if (isCode || open.origin.source === null) open.origin = origin;
      hold(open);
      return open;
    }
    if (open !== undefined) giveUp(open, false);
    const { lane } = origin;
    const made: Waiting = {
      ...{ lane, visit, origin, owed: null, isCardWanted: false },
      ...{ asking: null, serial: null, forget: () => undefined },
    };
    lanes.set(lane, made);
    hold(made);
    return made;
  };

  const settle = async (pending: Promise<Lookup>, waiting: Waiting, key: string, startedMs: number): Promise<void> => {
    const lookup = await pending;
    asking.delete(key);
    // A code that was shown meanwhile says more than what was asked about the card.
    if (waiting.asking !== key) return;
    waiting.asking = null;
    waiting.visit = { ...waiting.visit, evidence: { ...waiting.visit.evidence, lookup } };
    act(waiting, startedMs);
  };

  /** A card that was laid before its code, where that turns out to want it, or what was measured beside it. */
  const withLaidCard = (waiting: Waiting, judged: Judged, now: Moment): Judged => {
    const { lane, visit } = waiting;
    const before = laid.get(lane);
    if (before === undefined || !wants(judged, before) || visit.atMs - before.atMs > VISIT_HELD_MS) return judged;
    const evidence = { ...visit.evidence, ...before.evidence, ...hottest(before.evidence, visit.evidence) };
    const both = parts.judge(evidence, lane, now);
    if (isAgainstCard(both)) return judged;
    laid.delete(lane);
    waiting.visit = { ...visit, evidence };
    return both;
  };

  const act = (waiting: Waiting, startedMs: number): void => {
    const { origin, lane } = waiting;
    const now = parts.clock.now();
    const judged = withLaidCard(waiting, parts.judge(waiting.visit.evidence, lane, now), now);
    if (judged === null) return;
    if (judged.kind === 'needs') {
      waiting.owed = judged;
      waiting.isCardWanted = judged.needs.includes('id-card');
      // Somebody else stands there since.
      if (lanes.get(lane) !== waiting) giveUp(waiting, false);
      else waiting.serial = parts.show(asWanting(judged), origin, startedMs);
      return;
    }
    const { evidence } = waiting.visit;
    const query = queryFor(judged, evidence);
    const pending = query === null || asking.size >= MAX_ASKING ? null : parts.ask(query);
    if (query !== null && pending !== null) {
      waiting.owed = null;
      waiting.asking = keyOf(query);
      asking.add(waiting.asking);
      waiting.serial = parts.show({ kind: 'asking' }, origin, startedMs);
      void settle(pending, waiting, waiting.asking, startedMs);
      return;
    }
    waiting.owed = null;
    const serial = parts.show(parts.conclude(judged, origin, now, startedMs), origin, startedMs);
    close(waiting);
    const { code, idCard, samNumber, temperatureCelsius } = evidence;
    if (idCard !== null && code === null && isReferred(judged)) {
      const lying = { evidence: { idCard, samNumber, temperatureCelsius }, atMs: waiting.visit.atMs, serial };
      laid.set(lane, lying);
      // Nobody's name and number is held for longer than it may be wanted.
      parts.after(VISIT_HELD_MS + 1, () => {
        if (laid.get(lane) === lying) laid.delete(lane);
      });
    }
  };

  const presentTemperature = (piece: Piece, origin: Origin, startedMs: number): void => {
    const last = measured.get(origin.lane);
    const isWrong = parts.judge({ ...NO_EVIDENCE, ...piece }, origin.lane, parts.clock.now()) !== null;
    measured.set(origin.lane, { atMs: startedMs, isWrong });
    const isAgain = last !== undefined && startedMs - last.atMs <= HELD_STILL_MS && last.isWrong === isWrong;
    // Of somebody who was decided a moment ago: thermometers speak again while one stands there.
    if (isAgain && !lanes.has(origin.lane)) return;
    const waiting = join(piece, origin, startedMs);
    // What was asked about is judged with the answer; who waits for nothing, only by what is wrong with the temperature.
    if (waiting.asking !== null || (waiting.owed === null && !isWrong)) return;
    act(waiting, startedMs);
  };

  return {
    present(piece, origin, startedMs) {
      if ('temperatureCelsius' in piece) {
        presentTemperature(piece, origin, startedMs);
        return 'taken';
      }
      if (!('pass' in piece) && asking.has(keyOf(queryOf(piece)))) return 'repeat';
      const hint = 'code' in piece ? hintFor(piece.code, origin.lane, parts) : null;
      if (hint !== null) {
        parts.show(parts.conclude(hint, origin, parts.clock.now(), startedMs), origin, startedMs);
        return 'taken';
      }
      const waiting = join(piece, origin, startedMs);
      if ('code' in piece) waiting.asking = null;
      if (waiting.asking === null) act(waiting, startedMs);
      return 'taken';
    },
    presentFault(fault, origin, startedMs) {
      if (fault === 'card-left-early') {
        parts.show({ kind: 'lay-again' }, origin, startedMs);
        return;
      }
      const waiting = lanes.get(origin.lane);
      const owed = waiting?.owed ?? null;
      const at = owed === null ? origin : (waiting?.origin ?? origin);
      const result = parts.conclude(referred(fault, owed?.otherwise ?? null), at, parts.clock.now(), startedMs);
      const serial = parts.show(result, at, startedMs);
      // What it was wanted for may still be shown, by the same card laid again.
      if (waiting !== undefined && owed !== null) Object.assign(waiting, { owed: null, serial });
    },
    dismissed(serial) {
      const done = [...lanes.values()].find((waiting) => waiting.serial === serial);
      if (done?.owed === null && done.asking === null) close(done);
      for (const [lane, card] of laid) if (card.serial === serial) laid.delete(lane);
    },
  };
}

/** A code that is nobody's credential: no visitor's piece, and it takes none out of its visit. */
function hintFor(code: string, lane: Lane, { judge, clock, isOnlyForPhones }: VisitsParts): Hint | null {
  if (formatOf(code) !== undefined && !isOnlyForPhones()) return null;
  const judged = judge({ ...NO_EVIDENCE, code }, lane, clock.now());
  return judged?.kind === 'hint' ? judged : null;
}

/** A visitor who goes to a person for a fault of the visit's, with whatever else was found. */
function referred(
  fault: Exclude<CardFault, 'card-left-early'> | 'evidence-not-presented',
  known: Decision | null,
): Decision {
  const found = known ?? { ...stopped(fault, null), format: CARD_FORMAT, reasons: [] };
  const reasons = worstFirst([builtInReason(fault), ...found.reasons.filter(({ verdict }) => verdict !== 'admit')]);
  return { ...found, reasons, verdict: worstVerdict(reasons), fault };
}

/** What is asked of a visitor, and who that is as far as it is known. */
export function asWanting({ needs, otherwise: { summary, format } }: Needs): Wanting {
  return { kind: 'needs', needs, summary, format };
}

function isAgainstCard(judged: Judged): boolean {
  if (judged === null || judged.kind === 'hint') return false;
  const { reasons } = judged.kind === 'needs' ? judged.otherwise : judged;
  return reasons.some(({ code }) => AGAINST_CARD.includes(code));
}

function wants(judged: Judged, { evidence }: LaidCard): boolean {
  if (judged?.kind !== 'needs') return false;
  return judged.needs.some((need) => need === 'id-card' || evidence.temperatureCelsius !== null);
}

function isReferred(judged: Decision | Hint): boolean {
  return judged.kind === 'decision' && judged.verdict === 'refer';
}

/** What is to be asked online; `null`: nothing. */
function queryFor(judged: Decision | Hint, { code, idCard, lookup }: Evidence): StatusQuery | null {
  if (judged.kind === 'hint' || lookup !== null) return null;
  if (judged.fault === 'online-code' && code !== null) return queryOf({ code });
  return judged.fault === 'card-without-status' && idCard !== null ? queryOf({ idCard, samNumber: null }) : null;
}

function queryOf(piece: Extract<Piece, { code: string } | { idCard: IdCard }>): StatusQuery {
  return 'code' in piece
    ? { is: 'online-code', text: piece.code }
    : { is: 'document-number', text: piece.idCard.documentNumber };
}

function keyOf({ is, text }: StatusQuery): string {
  return `${is} ${text}`;
}

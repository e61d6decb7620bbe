import type { BaudRate, CardFault, DeviceState, Presented } from '../../shared/device/device.ts';
import { parseCard } from '../../shared/id-card/card.ts';
import {
  encodeRequest,
  formatSamNumber,
  huntFrames,
  NOTHING_HELD,
  settleHeld,
  statusOf,
  type SdtAnswer,
  type SdtStatus,
} from '../../shared/id-card/sdt.ts';
import type { Action, Driver, Step } from './driver.ts';
import { answers, TIMES, type Phase } from './id-card-rules.ts';
import { BEGINNING, type IdCardState } from './id-card-state.ts';
import { nextRate } from './rates.ts';

/** So many times more a card is tried that could not be read. */
const RETRIES = 2;
/** One look in which no card is found may be a flicker of the field; two are none. */
const GONE = 2;
/** A card that lies there after all was said of one may be the next one, laid between two looks: it is read at this one. */
const LOOKS_AGAIN = 2;
/** Questions without an answer until it is said that nobody answers. */
const PATIENCE = 3;
/** Unheard for longer than this, a card that lies there is a new one. */
const SAME_CARD_MS = 5000;
/** A reader that was given power a moment ago may not find at first what lies on it. */
const WAKING_MS = 1000;

/**
 * A session with a reader of ID cards: its state and number, then find, select and read, for ever.
 *
 * @param set the rate that IT has set; `null`: it is found by asking at each
 * @see docs/id-card.md
 */
export function makeIdCardDriver(set: BaudRate | null): Driver<IdCardState> {
  return {
    begin(rate, nowMs, before) {
      const state = { ...BEGINNING, rate, isRateSet: set !== null, isRateSure: set !== null };
      return ask({ ...state, ...kept(before) }, 'status', nowMs);
    },
    hear(last, bytes, nowMs) {
      const isLate = nowMs - last.heardMs > SAME_CARD_MS;
      const before = isLate ? { ...last, lastNumber: null, readNumber: null } : last;
      const { answers: found, held } = huntFrames(before.held, bytes);
      const dueMs = before.phase === 'pause' ? before.dueMs : Math.min(before.limitMs, nowMs + TIMES.stalledMs);
      const state = { ...before, held, dueMs, isHeard: true, heardMs: nowMs };
      return found.reduce<Step<IdCardState>>(
        (step, answer) => after(step, (now) => takeAnswer(now, answer, nowMs)),
        still(state),
      );
    },
    wake(before, nowMs) {
      if (before.phase === 'pause') return ask(before, before.next, nowMs);
      // A whole answer may lie behind garbage that looked like the beginning of a longer one.
      const settled = settleHeld(before.held).answers.find((answer) => answers(before.phase, answer));
      const state = { ...before, held: NOTHING_HELD };
      return settled === undefined ? takeSilence(state, nowMs) : takeAnswer(state, settled, nowMs);
    },
  };
}

/** What is kept of a session in the next one: whether a card that lies there then is the same, what it hears first will tell. */
function kept(before: IdCardState | null): Pick<IdCardState, 'lastNumber' | 'readNumber' | 'hasRead' | 'heardMs'> {
  const readNumber = before?.readNumber ?? null;
  return { lastNumber: readNumber, readNumber, hasRead: false, heardMs: before?.heardMs ?? 0 };
}

function ask(state: IdCardState, phase: Exclude<Phase, 'pause'>, nowMs: number): Step<IdCardState> {
  const dueMs = nowMs + (phase === 'status' && !state.isRateSure ? TIMES.probeMs : TIMES.answerMs[phase]);
  return {
    state: { ...state, phase, dueMs, limitMs: dueMs, isHeard: false, held: NOTHING_HELD },
    actions: [{ kind: 'write', bytes: encodeRequest(phase) }],
    wakeAtMs: dueMs,
  };
}

function rest(state: IdCardState, nowMs: number, ms: number, next: IdCardState['next'] = 'find'): Step<IdCardState> {
  return still({ ...state, phase: 'pause', next, dueMs: nowMs + ms, held: NOTHING_HELD });
}

function still(state: IdCardState): Step<IdCardState> {
  return { state, actions: [], wakeAtMs: state.dueMs };
}

/** One step and then another, with what is to be done for both. */
function after(step: Step<IdCardState>, then: (state: IdCardState) => Step<IdCardState>): Step<IdCardState> {
  const next = then(step.state);
  return { ...next, actions: [...step.actions, ...next.actions] };
}

function doing(actions: readonly Action[], step: Step<IdCardState>): Step<IdCardState> {
  return { ...step, actions: [...actions, ...step.actions] };
}

function tell(state: DeviceState): Action {
  return { kind: 'tell', state };
}

function takeAnswer(before: IdCardState, answer: SdtAnswer, nowMs: number): Step<IdCardState> {
  // Late answers to questions that were given up are nobody's.
  if (!answers(before.phase, answer)) return still(before);
  const state = { ...before, silences: 0, isRateSure: true };
  const status = statusOf(answer);
  if (status === 'self-test-failed') return out(state, 'faulty', nowMs);
  if (status === 'sam-not-authorised') return out(state, 'sam-not-authorised', nowMs);
  switch (state.phase) {
    case 'status':
      return ask({ ...state, begunMs: nowMs }, 'sam-number', nowMs);
    case 'sam-number':
      return doing([tell('ready')], ask({ ...state, samNumber: formatSamNumber(answer.data) }, 'find', nowMs));
    case 'find':
      return takeLook(state, status, nowMs);
    case 'select':
      return status === 'ok' ? ask(state, 'read', nowMs) : tryAgain(state, nowMs);
    case 'read':
      return status === 'ok' ? takeCard(state, answer, nowMs) : takeUnread(state, status, nowMs);
    case 'pause':
      return still(state);
  }
}

/** The reader's own fault: it is asked again until it says otherwise, and a card that lies there is no matter. */
function out(state: IdCardState, told: DeviceState, nowMs: number): Step<IdCardState> {
  const afresh = { ...state, failures: null, isAnswerLost: false };
  return doing([tell(told)], rest(afresh, nowMs, TIMES.recoveryMs, 'status'));
}

function takeLook(before: IdCardState, status: SdtStatus | 'unknown', nowMs: number): Step<IdCardState> {
  if (status === 'no-card') return takeNoCard(before, nowMs);
  // Whatever else it says is of the question, not of a card.
  if (status !== 'card-found') return rest(before, nowMs, TIMES.pollMs);
  const state = { ...before, absences: 0 };
  if (!state.isDone) return ask({ ...state, failures: state.failures ?? 0 }, 'select', nowMs);
  const looks = state.looks + 1;
  if (looks < LOOKS_AGAIN) return rest({ ...state, looks }, nowMs, TIMES.pollMs);
  return ask({ ...state, failures: 0, looks: 0 }, 'select', nowMs);
}

function takeNoCard(before: IdCardState, nowMs: number): Step<IdCardState> {
  const absences = before.absences + 1;
  const isGone = absences >= GONE && nowMs - before.begunMs >= WAKING_MS;
  const lastNumber = isGone ? null : before.lastNumber;
  // A module finds no card again that it has read: whether that one is gone, the next session may tell.
  const readNumber = isGone && !before.hasRead ? null : before.readNumber;
  const state = { ...before, absences, lastNumber, readNumber };
  if (state.failures === null) return rest({ ...state, isDone: false }, nowMs, TIMES.pollMs);
  if (absences < GONE) return rest(state, nowMs, TIMES.pollMs);
  // A reader that has sent the card counts it as read, and finds it no more although it lies there.
  const gone = giveUp(state, state.isAnswerLost ? 'card-unreadable' : 'card-left-early', nowMs);
  return { ...gone, state: { ...gone.state, isDone: false } };
}

function takeCard(state: IdCardState, { data }: SdtAnswer, nowMs: number): Step<IdCardState> {
  const read = parseCard(data, 'read');
  if (!read.ok) {
    return read.fault === 'card-unreadable' ? takeLost(state, nowMs) : giveUp(state, read.fault, nowMs);
  }
  const { card } = read.value;
  const isSame = state.lastNumber === card.documentNumber;
  const { documentNumber } = card;
  const done = { ...finished(state), lastNumber: documentNumber, readNumber: documentNumber, hasRead: true };
  const presented: Presented = { kind: 'card', card, samNumber: state.samNumber };
  return doing(isSame ? [] : [{ kind: 'present', what: presented }], rest(done, nowMs, TIMES.pollMs));
}

function takeUnread(state: IdCardState, status: SdtStatus | 'unknown', nowMs: number): Step<IdCardState> {
  return status === 'card-kind-unknown' ? giveUp(state, 'card-unsupported', nowMs) : tryAgain(state, nowMs);
}

/** From the beginning, find, select and read; after a pause, in which a card that moves may come to rest. */
function tryAgain(before: IdCardState, nowMs: number): Step<IdCardState> {
  const failures = (before.failures ?? 0) + 1;
  if (failures > RETRIES) return giveUp(before, 'card-unreadable', nowMs);
  return rest({ ...before, failures, absences: 0 }, nowMs, TIMES.pollMs);
}

/** The reader has sent the card and not all of it came: the card is still selected, so it is read once more. */
function takeLost(before: IdCardState, nowMs: number): Step<IdCardState> {
  const failures = (before.failures ?? 0) + 1;
  const state = { ...before, failures, isAnswerLost: true, absences: 0 };
  return failures > RETRIES ? giveUp(state, 'card-unreadable', nowMs) : ask(state, 'read', nowMs);
}

/** Of a card of which all was said, no more is. */
function giveUp(state: IdCardState, fault: CardFault, nowMs: number): Step<IdCardState> {
  return doing(state.isDone ? [] : [unread(fault)], rest(finished(state), nowMs, TIMES.pollMs));
}

function unread(fault: CardFault): Action {
  return { kind: 'present', what: { kind: 'card-fault', fault } };
}

function finished(state: IdCardState): IdCardState {
  return { ...state, failures: null, isAnswerLost: false, isDone: true, looks: 0, absences: 0 };
}

function takeSilence(before: IdCardState, nowMs: number): Step<IdCardState> {
  // A card of which some came is a damaged answer: somebody is there.
  const silences = before.silences + (before.phase === 'read' && before.isHeard ? 0 : 1);
  const state = { ...before, silences };
  if (before.phase === 'status') return takeNobody(state, nowMs);
  if (silences >= PATIENCE) {
    // A reader of which nothing at all was heard may have had no power; answers that came spoilt are of one that has.
    const isMute = nowMs - state.heardMs >= PATIENCE * TIMES.answerMs.find;
    const session = isMute ? { ...state, ...kept(state) } : state;
    const afresh = { ...session, failures: null, isAnswerLost: false, isRateSure: state.isRateSet };
    // Of a card that was being read nobody knows how far the reader came: it must be laid again.
    const told = state.failures === null || state.isDone ? [] : [unread('card-unreadable')];
    return doing([...told, tell('no-answer')], ask(afresh, 'status', nowMs));
  }
  // Its number is nice to know, and no card waits for it.
  if (before.phase === 'sam-number') return doing([tell('ready')], ask(state, 'find', nowMs));
  if (before.phase === 'read') return takeLost(state, nowMs);
  return before.phase === 'select' ? tryAgain(state, nowMs) : ask(state, 'find', nowMs);
}

/** Nobody at this rate: at the next, if IT has set none. */
function takeNobody(before: IdCardState, nowMs: number): Step<IdCardState> {
  const actions: Action[] = before.silences >= PATIENCE ? [tell('no-answer')] : [];
  if (before.isRateSure) return doing(actions, ask(before, 'status', nowMs));
  const rate = nextRate(before.rate);
  return doing([...actions, { kind: 'set-rate', rate }], ask({ ...before, rate }, 'status', nowMs));
}

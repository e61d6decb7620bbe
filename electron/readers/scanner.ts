import {
  endsCode,
  flushDueMs,
  flushLines,
  flushWhole,
  NO_LINE,
  serialGapMs,
  takeChunk,
  type CodeLine,
  type CodeLines,
  type CodeLinesState,
} from '../../shared/device/code-lines.ts';
import { formatOf } from '../../shared/credential/decode.ts';
import type { BaudRate } from '../../shared/device/device.ts';
import type { Action, Driver, Step } from './driver.ts';
import { nextRate } from './rates.ts';

/**
 * Within a code that is to end with a terminator nothing is gained by giving it up soon: a device that was held up goes on
 * with it.
 */
const PATIENCE_MS = 500;

/** Unplugged in a code, what comes so soon after it was plugged in again is the rest of it. */
const UNDERWAY_MS = 250;

/** So many codes in a row that are no plain text, and nobody believes a rate any more that no one has set. */
const MAX_STRANGE = 3;

/** No scanner ends a code with so many: sent at another rate, bytes may all come as zeros. */
const MAX_BETWEEN = 8;

/** After the rate was changed the rest of that scan is not listened to: it ends with a pause of so many milliseconds. */
const DEAF_MS = 150;

export interface ScannerState {
  readonly lines: CodeLinesState;
  readonly rate: BaudRate;
  readonly openedMs: number;
  /** Whether what comes first may be the rest of a code that began before the port was opened. */
  readonly isBeginningLost: boolean;
  readonly isRateSet: boolean;
  /** Whether a code came at this rate, or IT has set it. */
  readonly isRateSure: boolean;
  /** Whether a code came at it that is whole by what it says. */
  readonly isRateProven: boolean;
  /** How many in a row were no plain text; of a rate that is proven: no text at all. */
  readonly strange: number;
  /** How many bytes in a row stood between codes. */
  readonly between: number;
  /** What comes before is of a scan that began at another rate. */
  readonly deafUntilMs: number;
  /** Whether it ends its codes with a terminator, as far as was seen. */
  readonly hasTerminator: boolean;
  /** Whether the last code was presented before its end, be that a terminator or a pause, was seen. */
  readonly isEndAwaited: boolean;
}

/**
 * A code scanner, which speaks when it scans and is never spoken to.
 *
 * Without a rate that IT has set: what does not come as plain text was sent at another, and the next scan is awaited at the
 * next, until one does.
 *
 * What a pause ends is a whole code of a scanner without a terminator, and half a code of another: pulled out in the middle
 * of it, say, which shows later than the pause. One that is whole by what it says is one either way.
 *
 * @param isWhole tells of a text whether nothing is lacking: it is then presented without waiting for the pause
 */
export function makeScannerDriver(
  set: BaudRate | null,
  isWhole: (text: string) => boolean = () => false,
): Driver<ScannerState> {
  return {
    begin: (rate, nowMs, before) => ({
      state: {
        ...startScanner(rate, nowMs, set !== null),
        hasTerminator: before?.hasTerminator ?? false,
        isBeginningLost: before !== null && isBegun(before.lines),
      },
      actions: [{ kind: 'tell', state: 'ready' }],
      wakeAtMs: null,
    }),
    hear(state, bytes, nowMs) {
      if (nowMs < state.deafUntilMs) return still({ ...state, deafUntilMs: nowMs + DEAF_MS });
      // Where a terminator got lost, the next code comes right behind.
      const isLate = nowMs - state.lines.lastAtMs >= serialGapMs(state.rate);
      const lost = isLate ? flushWhole(state.lines, isWhole) : { state: state.lines, codes: [] };
      const taken = takeChunk(lost.state, bytes, nowMs);
      const isBeginningLost = state.isBeginningLost && (isBegun(state.lines) || nowMs - state.openedMs < UNDERWAY_MS);
      const isEnded = taken.codes.some(({ ok }) => ok) || (state.isEndAwaited && endsCode(bytes));
      const hasTerminator = state.hasTerminator || isEnded;
      // Of one that sends them the terminator is on its way.
      const early = hasTerminator ? { state: taken.state, codes: [] } : flushWhole(taken.state, isWhole);
      const isEndAwaited = early.codes.length > 0;
      const all = { state: early.state, codes: [...lost.codes, ...taken.codes, ...early.codes] };
      const between = isBegun(all.state) || all.codes.length > 0 ? 0 : state.between + bytes.length;
      return stepped({ ...state, hasTerminator, isEndAwaited, isBeginningLost, between }, all, isWhole, nowMs);
    },
    wake(state, nowMs) {
      const flushed = flushLines(state.lines, nowMs, gapMs(state));
      const isCut = flushed.codes.some((code) => !code.ok || !isWhole(code.value.text));
      if (!state.hasTerminator || !isCut) return stepped(state, flushed, isWhole, nowMs);
      // Where it was set to send none meanwhile, its next code is believed.
      const cut: Action = { kind: 'trouble', fault: 'code-cut-short' };
      return { state: { ...state, lines: flushed.state, hasTerminator: false }, actions: [cut], wakeAtMs: null };
    },
  };
}

function still(state: ScannerState): Step<ScannerState> {
  return { state, actions: [], wakeAtMs: flushDueMs(state.lines, gapMs(state)) };
}

function isBegun(lines: CodeLinesState): boolean {
  return flushDueMs(lines, 0) !== null;
}

function gapMs({ hasTerminator, rate }: ScannerState): number {
  return hasTerminator ? PATIENCE_MS : serialGapMs(rate);
}

/** A scanner whose port was opened just now. */
export function startScanner(rate: BaudRate, openedMs: number, isRateSet: boolean): ScannerState {
  return {
    lines: NO_LINE,
    ...{ rate, openedMs, isBeginningLost: false, isRateSet, isRateSure: isRateSet },
    ...{ isRateProven: false, strange: 0, between: 0, deafUntilMs: 0 },
    hasTerminator: false,
    isEndAwaited: false,
  };
}

function stepped(
  before: ScannerState,
  { state: lines, codes }: CodeLines,
  isWhole: (text: string) => boolean,
  nowMs: number,
): Step<ScannerState> {
  const said = codes.flatMap((code) => (code.ok ? [code.value] : []));
  const isBeginningLost = before.isBeginningLost && codes.length === 0;
  const state = { ...before, lines, isBeginningLost, ...trustIn(before, said, isWhole) };
  const isBelieved = state.isRateSure || (said.length > 0 && said.every(isPlainText));
  const actions = codes.map((code, i): Action => {
    if (!code.ok) return { kind: 'trouble', fault: code.fault };
    if (!isBelieved) return { kind: 'trouble', fault: 'code-garbled' };
    const isHalf = i === 0 && before.isBeginningLost && formatOf(code.value.text) === undefined;
    return isHalf ? { kind: 'trouble', fault: 'code-cut-short' } : presentCode(code.value);
  });
  const isHeard = said.length > 0 || state.between >= MAX_BETWEEN;
  if (isBelieved || !isHeard) return { ...still(state), actions };
  // What ended a code at a wrong rate was no terminator.
  const next = { ...startScanner(nextRate(state.rate), nowMs, false), deafUntilMs: nowMs + DEAF_MS };
  return { state: next, actions: [...actions, { kind: 'set-rate', rate: next.rate }], wakeAtMs: null };
}

/** What is thought of the rate after these codes. */
function trustIn(
  { isRateSet, isRateSure, isRateProven, strange: before }: ScannerState,
  said: readonly CodeLine[],
  isWhole: (text: string) => boolean,
): Pick<ScannerState, 'isRateSure' | 'isRateProven' | 'strange'> {
  if (said.some(({ text }) => isWhole(text))) return { isRateSure: true, isRateProven: true, strange: 0 };
  // Of garbage one piece or another looks like text.
  if (!isRateSure) return { isRateSure: said.every(isPlainText) && said.some(isLongText), isRateProven, strange: 0 };
  const isKnown = isRateProven ? isText : isPlainText;
  const strange = said.reduce((count, line) => (isKnown(line) ? 0 : count + 1), before);
  return { isRateSure: isRateSet || strange < MAX_STRANGE, isRateProven, strange };
}

export function presentCode({ text, wireMs }: CodeLine): Action {
  return { kind: 'present', what: { kind: 'code', text, source: 'serial', wireMs } };
}

/**
 * Text that bytes sent at another rate hardly ever make: those are few and of any value, and many a pair of them is a
 * character of GB18030.
 */
export function isPlainText({ text, encoding }: CodeLine): boolean {
  return encoding === 'utf-8' && text.length > 1 && !UNPRINTABLE.test(text);
}

/** Text in any encoding that scanners use. */
function isText({ text, encoding }: CodeLine): boolean {
  return encoding !== 'latin-1' && !UNPRINTABLE.test(text);
}

/** So long that chance does not make it. */
export function isLongText({ text }: CodeLine): boolean {
  return text.length >= LONG;
}

const LONG = 8;

const UNPRINTABLE = /[\p{Cc}\p{Co}\p{Cn}\uFFFD]/u;

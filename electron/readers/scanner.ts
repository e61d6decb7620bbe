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
import type { BaudRate } from '../../shared/device/device.ts';
import type { Action, Driver, Step } from './driver.ts';
import { nextRate } from './rates.ts';

/**
 * Within a code that is to end with a terminator nothing is gained by giving it up soon: a device that was held up goes on
 * with it.
 */
const PATIENCE_MS = 500;

export interface ScannerState {
  readonly lines: CodeLinesState;
  readonly rate: BaudRate;
  /** Whether a code came whole at this rate, or IT has set it. */
  readonly isRateSure: boolean;
  /** Whether it ends its codes with a terminator, as far as was seen. */
  readonly hasTerminator: boolean;
  /** Whether the last code was presented before its end, be that a terminator or a pause, was seen. */
  readonly isEndAwaited: boolean;
}

/**
 * A code scanner, which speaks when it scans and is never spoken to.
 *
 * Without a rate that IT has set: what does not decode to text was sent at another, and the next scan is awaited at the
 * next, until one comes as text.
 *
 * What a pause ends is a whole code of a scanner without a terminator, and half a code of another: pulled out in the middle
 * of it, say, which shows later than the pause.
 *
 * @param isWhole tells of a text whether nothing is lacking: it is then presented without waiting for the pause
 */
export function makeScannerDriver(
  set: BaudRate | null,
  isWhole: (text: string) => boolean = () => false,
): Driver<ScannerState> {
  return {
    begin: (rate, _nowMs, before) => ({
      state: {
        lines: NO_LINE,
        rate,
        isRateSure: set !== null,
        hasTerminator: before?.hasTerminator ?? false,
        isEndAwaited: false,
      },
      actions: [{ kind: 'tell', state: 'ready' }],
      wakeAtMs: null,
    }),
    hear(state, bytes, nowMs) {
      const taken = takeChunk(state.lines, bytes, nowMs);
      const isEnded = taken.codes.some(({ ok }) => ok) || (state.isEndAwaited && endsCode(bytes));
      const hasTerminator = state.hasTerminator || isEnded;
      // Of one that sends them the terminator is on its way.
      const early = hasTerminator ? { state: taken.state, codes: [] } : flushWhole(taken.state, isWhole);
      const isEndAwaited = early.codes.length > 0;
      const both = { state: early.state, codes: [...taken.codes, ...early.codes] };
      return stepped({ ...state, hasTerminator, isEndAwaited }, both);
    },
    wake(state, nowMs) {
      const flushed = flushLines(state.lines, nowMs, gapMs(state));
      if (!state.hasTerminator || flushed.codes.length === 0) return stepped(state, flushed);
      // Where it was set to send none meanwhile, its next code is believed.
      const cut: Action = { kind: 'trouble', fault: 'code-cut-short' };
      return { state: { ...state, lines: flushed.state, hasTerminator: false }, actions: [cut], wakeAtMs: null };
    },
  };
}

function gapMs({ hasTerminator, rate }: ScannerState): number {
  return hasTerminator ? PATIENCE_MS : serialGapMs(rate);
}

function stepped(before: ScannerState, { state: lines, codes }: CodeLines): Step<ScannerState> {
  let state: ScannerState = { ...before, lines };
  const actions: Action[] = [];
  for (const code of codes) {
    state = { ...state, isRateSure: state.isRateSure || (code.ok && isCleanText(code.value)) };
    if (!code.ok) actions.push({ kind: 'trouble', fault: code.fault });
    else actions.push(state.isRateSure ? presentCode(code.value) : { kind: 'trouble', fault: 'code-garbled' });
  }
  const isGarbled = actions.some((action) => action.kind === 'trouble' && action.fault === 'code-garbled');
  if (isGarbled && !state.isRateSure) {
    // What ended a code at a wrong rate was no terminator.
    state = {
      lines: NO_LINE,
      rate: nextRate(state.rate),
      isRateSure: false,
      hasTerminator: false,
      isEndAwaited: false,
    };
    actions.push({ kind: 'set-rate', rate: state.rate });
  }
  return { state, actions, wakeAtMs: flushDueMs(state.lines, gapMs(state)) };
}

export function presentCode({ text, wireMs }: CodeLine): Action {
  return { kind: 'present', what: { kind: 'code', text, source: 'serial', wireMs } };
}

/** At a wrong rate bytes are few and of any value: hardly ever UTF-8 or GB18030 without control characters. */
export function isCleanText({ text, encoding }: CodeLine): boolean {
  return encoding !== 'latin-1' && text.length > 1 && !UNPRINTABLE.test(text);
}

const UNPRINTABLE = /[\p{Cc}\p{Co}\p{Cn}\uFFFD]/u;

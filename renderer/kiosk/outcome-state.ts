import type { Outcome, ShownDecision } from '../../shared/contract.ts';
import { checkOverrule, UNDO_WITHIN_MS } from '../../shared/guard.ts';
import { PARTS_HELD_MS } from '../../shared/parts.ts';
import { STATUS_WITHIN_MS } from '../../shared/status.ts';
import type { EpochMilliseconds } from '../../shared/time.ts';

/** How long an admit or a hint stays; a refusal or referral stays until the next scan or a touch. */
const CLEARS_AFTER_MS = 4000;

export interface Shown {
  readonly outcome: Outcome;
  /** By the clock on the wall, for the guard's eye only. */
  readonly decidedAtMs: EpochMilliseconds;
  /** How long it may stay from the moment it came, `null`: until somebody acts. */
  readonly staysMs: number | null;
}

export interface OutcomeState {
  readonly shown: Shown | null;
  /** The newest serial ever taken in, shown or not. */
  readonly lastSerial: number;
}

export const NO_OUTCOME: OutcomeState = { shown: null, lastSerial: -1 };

/**
 * Takes an outcome in. It replaces what is shown at once; one that is no newer than the last is a repeated or late
 * delivery and changes nothing, also after its original was dismissed.
 */
export function receiveOutcome(state: OutcomeState, outcome: Outcome, now: EpochMilliseconds): OutcomeState {
  if (outcome.serial <= state.lastSerial) return state;
  const staysMs = staysFor(outcome);
  const isOver = staysMs !== null && staysMs <= 0;
  const shown = isOver ? null : { outcome, decidedAtMs: now - outcome.ageMs, staysMs };
  return { shown, lastSerial: outcome.serial };
}

/** Takes the outcome of that serial off the screen; one that came meanwhile stays. */
export function clearOutcome(state: OutcomeState, serial: number): OutcomeState {
  return state.shown?.outcome.serial === serial ? { ...state, shown: null } : state;
}

/** An outcome that was decided before this window was loaded: shown again, but not sounded again. */
export function isFromBefore(outcome: Outcome): boolean {
  return outcome.ageMs > 0;
}

/** By somebody, if not by anybody. */
export function isOverrulable(result: Outcome['result']): result is ShownDecision {
  return result.kind === 'decision' && result.entryId !== null && checkOverrule(result, 'supervisor') === null;
}

/** A guard is asked for: what a badge beside it is shown for. */
export function isReferred(result: Outcome['result']): result is ShownDecision {
  return isOverrulable(result) && result.verdict === 'refer';
}

/** A visitor may take this long to find the next part of a code. */
const PROGRESS_CLEARS_AFTER_MS = PARTS_HELD_MS;

/** By then the answer has taken its place; a second more, for a machine that is busy. */
const ASKING_CLEARS_AFTER_MS = STATUS_WITHIN_MS + 1000;

function staysFor({ result, ageMs }: Outcome): number | null {
  if (result.kind === 'asking') return ASKING_CLEARS_AFTER_MS - ageMs;
  // The visitor is waited for as long.
  if (result.kind === 'progress' || result.kind === 'needs' || result.kind === 'lay-again')
    return PROGRESS_CLEARS_AFTER_MS - ageMs;
  // For as long as it can be taken back.
  if (result.kind === 'decision' && result.reasons[0]?.code === 'admitted-by-hand') return UNDO_WITHIN_MS - ageMs;
  const clears = result.kind === 'hint' || result.verdict === 'admit';
  return clears ? CLEARS_AFTER_MS - ageMs : null;
}

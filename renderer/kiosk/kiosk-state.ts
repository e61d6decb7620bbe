import type { CameraState, KioskStatus, Outcome, ShownDecision } from '../../shared/contract.ts';
import { UNDO_WITHIN_MS } from '../../shared/guard.ts';
import type { EpochMilliseconds } from '../../shared/time.ts';
import type { WedgeFault } from '../wedge/wedge.ts';
import { clearOutcome, NO_OUTCOME, receiveOutcome, type OutcomeState } from './outcome-state.ts';

/** That a guard's badge was shown: another object each time, also of the same guard. */
export interface Badge {
  readonly number: string;
}

/** All the guard's screen shows, apart from which sheet is open. */
export interface KioskState {
  /** `null` until the main process has answered for the first time. */
  readonly status: KioskStatus | null;
  readonly outcome: OutcomeState;
  /** As this window's own camera reports it; the status only echoes it. */
  readonly camera: CameraState;
  readonly areSeveralInView: boolean;
  /** What keeps a keyboard scanner's texts from being read, as of its last scan. */
  readonly wedgeFault: WedgeFault | null;
  /** The last call to the main process failed. */
  readonly isMainSilent: boolean;
  /** The last one that was shown; `null`: none was. */
  readonly badge: Badge | null;
  /** The last visitor, where they were refused. */
  readonly refused: Refused | null;
  /** What was last decided by hand. */
  readonly byHand: DecidedByHand | null;
}

/** A visitor who was refused and may stand there still. */
export interface Refused {
  readonly decision: ShownDecision;
  readonly atMs: EpochMilliseconds;
}

/** What can be taken back for a while. */
export interface DecidedByHand {
  readonly serial: number;
  readonly entryId: string;
  readonly untilMs: EpochMilliseconds;
}

export type KioskAction =
  | { readonly type: 'status'; readonly status: KioskStatus }
  | { readonly type: 'outcome'; readonly outcome: Outcome; readonly now: EpochMilliseconds }
  | { readonly type: 'clear'; readonly serial: number }
  | { readonly type: 'camera'; readonly camera: CameraState }
  | { readonly type: 'several'; readonly areSeveral: boolean }
  | { readonly type: 'wedge'; readonly fault: WedgeFault | null }
  | { readonly type: 'badge'; readonly badge: Badge | null }
  /** What was decided by hand is taken back, or cannot be any more. */
  | { readonly type: 'settled'; readonly serial: number }
  | { readonly type: 'main'; readonly isSilent: boolean };

export const STARTING_STATE: KioskState = {
  status: null,
  outcome: NO_OUTCOME,
  camera: 'starting',
  areSeveralInView: false,
  wedgeFault: null,
  isMainSilent: false,
  badge: null,
  refused: null,
  byHand: null,
};

/** Returns the very same state when nothing changes, so that nothing is drawn again. */
export function reduceKiosk(state: KioskState, action: KioskAction): KioskState {
  switch (action.type) {
    case 'status':
      return { ...state, status: action.status };
    case 'outcome':
      return withOutcome(
        { ...state, ...noteDecision(state, action.outcome, action.now) },
        receiveOutcome(state.outcome, action.outcome, action.now),
      );
    case 'clear':
      return withOutcome(state, clearOutcome(state.outcome, action.serial));
    case 'camera':
      return state.camera === action.camera ? state : { ...state, camera: action.camera };
    case 'several':
      return state.areSeveralInView === action.areSeveral ? state : { ...state, areSeveralInView: action.areSeveral };
    case 'wedge':
      return state.wedgeFault === action.fault ? state : { ...state, wedgeFault: action.fault };
    case 'settled':
      return state.byHand?.serial === action.serial ? { ...state, byHand: null } : state;
    case 'badge':
      return { ...state, badge: action.badge };
    case 'main':
      return state.isMainSilent === action.isSilent ? state : { ...state, isMainSilent: action.isSilent };
  }
}

const BY_HAND: readonly string[] = ['admitted-by-hand', 'refused-by-hand'];

function isByHand({ result }: Outcome): boolean {
  return result.kind === 'decision' && BY_HAND.includes(result.reasons[0]?.code ?? '');
}

function noteDecision(
  { refused, byHand }: KioskState,
  outcome: Outcome,
  now: EpochMilliseconds,
): Pick<KioskState, 'refused' | 'byHand'> {
  const { serial, result, ageMs } = outcome;
  if (result.kind !== 'decision') return { refused, byHand };
  const atMs = now - ageMs;
  const { entryId } = result;
  return {
    refused: result.verdict === 'refuse' && entryId !== null ? { decision: result, atMs } : null,
    byHand: isByHand(outcome) && entryId !== null ? { serial, entryId, untilMs: atMs + UNDO_WITHIN_MS } : byHand,
  };
}

function withOutcome(state: KioskState, outcome: OutcomeState): KioskState {
  return outcome === state.outcome ? state : { ...state, outcome };
}

import type { CameraState, KioskStatus, Outcome } from '../../shared/contract.ts';
import { UNDO_WITHIN_MS, type ByHandFault } from '../../shared/guard.ts';
import type { EpochMilliseconds } from '../../shared/time.ts';
import type { WedgeFault } from '../wedge/wedge.ts';
import { clearOutcome, isReferred, NO_OUTCOME, receiveOutcome, type OutcomeState } from './outcome-state.ts';

/** That a guard's badge was shown: another object each time, also of the same guard. */
export interface Badge {
  readonly number: string;
}
import { keepSites, type SitesKept } from './sites-kept.ts';

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
  /** The last sound could not be played, or not all of it. */
  readonly isSoundFailed: boolean;
  /** There is nothing to hear it by. */
  readonly isLoudspeakerMissing: boolean;
  /** The last call to the main process failed. */
  readonly isMainSilent: boolean;
  /** The last one that was shown; `null`: none was. */
  readonly badge: Badge | null;
  /** What was last decided by hand. */
  readonly byHand: DecidedByHand | null;
  /** For visitors who come back to ask: of this window, gone when it is loaded anew. */
  readonly sites: readonly SitesKept[];
  /** Said for a while; `null`: nothing is. */
  readonly trouble: Trouble | null;
}

/** Why a guard's badge or key came to nothing where no page of its own says so: another object each time. */
export interface Trouble {
  readonly fault: ByHandFault | 'badge-too-soon' | 'badge-page-open';
}

/** What can be taken back for a while. */
export interface DecidedByHand {
  readonly serial: number;
  readonly entryId: string;
  readonly untilMs: EpochMilliseconds;
}

/** The key goes so long before the main process takes nothing back any more: a touch needs its time to get there. */
const ON_ITS_WAY_MS = 500;

export type KioskAction =
  | { readonly type: 'status'; readonly status: KioskStatus }
  | { readonly type: 'outcome'; readonly outcome: Outcome; readonly now: EpochMilliseconds }
  | { readonly type: 'clear'; readonly serial: number }
  | { readonly type: 'camera'; readonly camera: CameraState }
  | { readonly type: 'several'; readonly areSeveral: boolean }
  | { readonly type: 'wedge'; readonly fault: WedgeFault | null }
  | { readonly type: 'sounded'; readonly isWhole: boolean }
  | { readonly type: 'loudspeaker'; readonly isThere: boolean }
  | { readonly type: 'badge'; readonly badge: Badge | null }
  /** What was decided by hand is taken back, or cannot be any more. */
  | { readonly type: 'settled'; readonly serial: number; readonly fault: ByHandFault | null }
  | ({ readonly type: 'told' } & Trouble)
  | { readonly type: 'calm'; readonly trouble: Trouble }
  | { readonly type: 'main'; readonly isSilent: boolean };

export const STARTING_STATE: KioskState = {
  status: null,
  outcome: NO_OUTCOME,
  camera: 'starting',
  areSeveralInView: false,
  wedgeFault: null,
  isSoundFailed: false,
  isLoudspeakerMissing: false,
  isMainSilent: false,
  badge: null,
  byHand: null,
  sites: [],
  trouble: null,
};

/** Returns the very same state when nothing changes, so that nothing is drawn again. */
export function reduceKiosk(state: KioskState, action: KioskAction): KioskState {
  switch (action.type) {
    case 'status':
      return { ...state, status: action.status };
    case 'outcome':
      return withNewOutcome(state, action.outcome, action.now);
    case 'clear':
      return cleared(state, action.serial);
    case 'camera':
      return state.camera === action.camera ? state : { ...state, camera: action.camera };
    case 'several':
      return state.areSeveralInView === action.areSeveral ? state : { ...state, areSeveralInView: action.areSeveral };
    case 'wedge':
      return state.wedgeFault === action.fault ? state : { ...state, wedgeFault: action.fault };
    case 'sounded':
      return state.isSoundFailed === !action.isWhole ? state : { ...state, isSoundFailed: !action.isWhole };
    case 'loudspeaker':
      return state.isLoudspeakerMissing === !action.isThere
        ? state
        : { ...state, isLoudspeakerMissing: !action.isThere };
    case 'settled':
      return settled(state, action);
    case 'told':
      return { ...state, trouble: { fault: action.fault } };
    case 'calm':
      return state.trouble === action.trouble ? { ...state, trouble: null } : state;
    case 'badge':
      return withBadge(state, action.badge);
    case 'main':
      return state.isMainSilent === action.isSilent ? state : { ...state, isMainSilent: action.isSilent };
  }
}

/** What is to be heard: `failed` is said, where somebody wants to hear it. */
export type SoundState = 'well' | 'muted' | 'failed';

export function soundOf({ status, isSoundFailed, isLoudspeakerMissing }: KioskState): SoundState {
  if (status?.settings.volume === 0) return 'muted';
  return isSoundFailed || isLoudspeakerMissing ? 'failed' : 'well';
}

const BY_HAND: readonly string[] = ['admitted-by-hand', 'refused-by-hand'];

function isByHand({ result }: Outcome): boolean {
  return result.kind === 'decision' && BY_HAND.includes(result.reasons[0]?.code ?? '');
}

function withNewOutcome(state: KioskState, outcome: Outcome, now: EpochMilliseconds): KioskState {
  const received = receiveOutcome(state.outcome, outcome, now);
  if (received === state.outcome) return state;
  // What was said is of a moment before the next visitor.
  const byHand = byHandAfter(state.byHand, outcome, now);
  return { ...state, outcome: received, byHand, sites: keepSites(state.sites, outcome), trouble: null };
}

/** A visitor who comes between leaves what was decided by hand to be taken back. */
function byHandAfter(before: DecidedByHand | null, outcome: Outcome, now: EpochMilliseconds): DecidedByHand | null {
  const { serial, result, ageMs, durationMs } = outcome;
  if (!isByHand(outcome) || result.kind !== 'decision' || result.entryId === null) return before;
  const decidedAtMs = now - ageMs - durationMs;
  return { serial, entryId: result.entryId, untilMs: decidedAtMs + UNDO_WITHIN_MS - ON_ITS_WAY_MS };
}

function settled(state: KioskState, { serial, fault }: KioskAction & { type: 'settled' }): KioskState {
  const trouble = fault === null ? state.trouble : { fault };
  const byHand = state.byHand?.serial === serial ? null : state.byHand;
  return byHand === state.byHand && trouble === state.trouble ? state : { ...state, byHand, trouble };
}

/** A stranger's is kept too: a page on which a guard proves who they are says itself that it is none of theirs. */
function withBadge(state: KioskState, badge: Badge | null): KioskState {
  if (badge === null) {
    // The page is closed that it was about.
    const trouble = state.trouble?.fault === 'badge-page-open' ? null : state.trouble;
    return state.badge === null && trouble === state.trouble ? state : { ...state, badge, trouble };
  }
  return { ...state, badge, trouble: troubleWith(badge, state) };
}

/** Beside a verdict that is not for a guard to decide a badge opens nothing, neither then nor later, when the next visitor comes. */
function troubleWith({ number }: Badge, { status, outcome: { shown } }: KioskState): Trouble | null {
  const isStrangers = status?.guards.list.every((guard) => guard.number !== number) === true;
  if (isStrangers) return { fault: 'guard-unknown' };
  return shown === null || isReferred(shown.outcome.result) ? null : { fault: 'badge-too-soon' };
}

/** That something was shown too soon for it is over with it. */
function cleared(state: KioskState, serial: number): KioskState {
  const outcome = clearOutcome(state.outcome, serial);
  if (outcome === state.outcome) return state;
  return { ...state, outcome, trouble: state.trouble?.fault === 'badge-too-soon' ? null : state.trouble };
}

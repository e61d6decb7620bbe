import type { CameraState } from '../../shared/contract.ts';

/** Luma of a frame, from a sample of its pixels: 0 is black, 255 white. */
export interface Brightness {
  readonly mean: number;
  readonly deviation: number;
}

/** Without a new frame for this long, the picture stands still. */
const FROZEN_AFTER_MS = 3000;

/** A hand passing the lens is not a cover. */
const COVERED_AFTER_MS = 2000;

/** A frozen camera that does not come back by itself is opened anew after this much longer. */
const REOPEN_AFTER_MS = 3000;

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 5000;

/** Video black is 16 (ITU-R BT.601 §2.5.3); a covered sensor adds as much again of its own noise and gain. */
const DARK_MEAN = 32;
const DARK_DEVIATION = 6;

/** All that is known of the camera; times are monotonic milliseconds. */
export interface CameraMemory {
  readonly state: CameraState;
  /** `opening` until the browser has answered; only an open camera can freeze, only a closed one is opened anew. */
  readonly phase: 'closed' | 'opening' | 'open';
  readonly openedAt: number;
  readonly lastFrameAt: number | null;
  /** Since when every frame has been black. */
  readonly darkSince: number | null;
  /** Failed openings in a row, frozen ones included. */
  readonly failures: number;
}

export type CameraSignal =
  | { readonly type: 'opening' }
  | { readonly type: 'opened' }
  /** `name` as the browser's DOMException has it (Media Capture and Streams §10.2). */
  | { readonly type: 'refused'; readonly name: string }
  | { readonly type: 'ended' }
  | { readonly type: 'frame'; readonly brightness: Brightness }
  | { readonly type: 'tick' };

export const BEFORE_OPENING: CameraMemory = {
  state: 'starting',
  phase: 'closed',
  openedAt: 0,
  lastFrameAt: null,
  darkSince: null,
  failures: 0,
};

/** What the camera's state is after a signal. An opening after a failure keeps the failure in sight until frames come. */
export function nextCamera(memory: CameraMemory, signal: CameraSignal, nowMs: number): CameraMemory {
  switch (signal.type) {
    case 'opening':
      return { ...memory, phase: 'opening', lastFrameAt: null, darkSince: null };
    case 'opened':
      return { ...memory, phase: 'open', openedAt: nowMs };
    case 'refused':
      return afterRefusal(memory, signal.name);
    case 'ended':
      return { ...memory, state: 'unplugged', phase: 'closed', lastFrameAt: null, darkSince: null };
    case 'frame':
      return afterFrame(memory, signal.brightness, nowMs);
    case 'tick':
      return isStill(memory, nowMs) ? { ...memory, state: 'frozen' } : memory;
  }
}

function afterRefusal(memory: CameraMemory, name: string): CameraMemory {
  const state = stateAfterRefusal(name, memory.state);
  return { ...memory, state, phase: 'closed', failures: memory.failures + 1 };
}

function afterFrame(memory: CameraMemory, brightness: Brightness, nowMs: number): CameraMemory {
  const isDark = isBlack(brightness);
  const darkSince = isDark ? (memory.darkSince ?? nowMs) : null;
  const isCovered = darkSince !== null && (memory.state === 'covered' || nowMs - darkSince >= COVERED_AFTER_MS);
  return { ...memory, state: isCovered ? 'covered' : 'running', lastFrameAt: nowMs, darkSince, failures: 0 };
}

/** Tells whether a frame is black all over. */
export function isBlack({ mean, deviation }: Brightness): boolean {
  return mean < DARK_MEAN && deviation < DARK_DEVIATION;
}

/** While the plug is out, "no camera found" is the same thing said less well. */
function stateAfterRefusal(name: string, before: CameraState): CameraState {
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return before === 'unplugged' ? 'unplugged' : 'missing';
    default:
      // NotReadableError, AbortError and whatever a driver invents: the device is there and will not give itself.
      return 'busy';
  }
}

function isStill({ phase, lastFrameAt, openedAt }: CameraMemory, nowMs: number): boolean {
  return phase === 'open' && nowMs - (lastFrameAt ?? openedAt) >= FROZEN_AFTER_MS;
}

/**
 * When to open the camera anew: milliseconds to wait, or null when there is no cause.
 *
 * Backs off from half a second to five; a device event cuts the wait short.
 */
export function reopenDelay({ state, phase, failures }: CameraMemory): number | null {
  if (phase === 'open') return state === 'frozen' ? REOPEN_AFTER_MS : null;
  if (phase === 'opening') return null;
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, failures - 1));
}

import type { Calls } from '../../shared/contract.ts';
import { isDue, viewOf, type LastSubmitted, type SeenCode } from './sightings.ts';
import type { startTiming } from './timing.ts';

/**
 * After several codes were in view, one alone is believed only when this long has passed: a frame that misses one of
 * two codes must not pick the other silently.
 */
export const SEVERAL_HOLDS_MS = 500;

export interface SubmittingParts {
  submit(code: SeenCode): Promise<Calls['scan:submit']['reply']>;
  /** Whether to ask for one code at a time. */
  tellSeveral(areSeveral: boolean): void;
  /** Whether the last submission went unanswered. */
  tellMain(isSilent: boolean): void;
  readonly timing: ReturnType<typeof startTiming>;
  /** Monotonic milliseconds, the clock of `performance.now()`. */
  now(): number;
}

export interface Submitting {
  /**
   * Called for every frame that showed a code, also while an outcome is on the screen.
   *
   * @param frameAtMs when the camera gave the frame, on the clock of `performance.now()`
   */
  saw(codes: readonly SeenCode[], frameAtMs: number): void;
  stop(): void;
}

/** Hands what the camera saw to the main process: one code alone, a new one at once, a held one ten times a second. */
export function startSubmitting(parts: SubmittingParts): Submitting {
  let last: LastSubmitted | null = null;
  let calm: ReturnType<typeof setTimeout> | null = null;

  function holdBack(): void {
    if (calm === null) parts.tellSeveral(true);
    else clearTimeout(calm);
    calm = setTimeout(() => {
      calm = null;
      parts.tellSeveral(false);
    }, SEVERAL_HOLDS_MS);
  }

  function submit(code: SeenCode, frameAtMs: number): void {
    const atMs = parts.now();
    if (!isDue(last, code.text, atMs)) return;
    last = { text: code.text, atMs };
    const submission = parts.timing.submitted(frameAtMs, atMs);
    parts.submit(code).then(
      (reply) => {
        submission.answered(reply);
        parts.tellMain(false);
      },
      () => {
        // Not taken: the next sighting of the same code is submitted again.
        submission.answered('repeat');
        parts.tellMain(true);
      },
    );
  }

  return {
    saw: (codes, frameAtMs) => {
      const view = viewOf(codes);
      if (view.kind === 'several') holdBack();
      if (view.kind === 'one' && calm === null) submit(view.code, frameAtMs);
    },
    stop: () => {
      if (calm !== null) clearTimeout(calm);
      calm = null;
    },
  };
}

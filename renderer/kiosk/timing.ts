/** One submission that has not yet come to an outcome; both times on the clock of `performance.now()`. */
interface Submission {
  readonly frameAtMs: number;
  readonly submittedAtMs: number;
  isTaken: boolean;
}

/** A submission that has had no outcome by now will have none. */
const FORGET_AFTER_MS = 10_000;

/** The browser keeps every measure for ever; a kiosk runs for months. */
const MEASURES_KEPT = 2000;

const MEASURES = ['submit-to-verdict', 'frame-to-verdict'] as const;

/**
 * Ties an outcome to the submission that caused it, for measuring only. Outcomes carry no text, so the oldest
 * submission that was taken is its cause; the main process judges one visitor after the other.
 */
export function startTiming(): {
  submitted(frameAtMs: number, submittedAtMs: number): { answered(reply: 'taken' | 'repeat'): void };
  readonly outcomeCame: () => { readonly painted: (serial: number) => void };
} {
  let open: Submission[] = [];
  let measured = 0;

  function outcomeCame(): { readonly painted: (serial: number) => void } {
    const cause = open.find((submission) => submission.isTaken) ?? open[0];
    open = open.filter((submission) => submission !== cause);
    return {
      painted: (serial) => {
        if (cause === undefined) return;
        if (measured++ % MEASURES_KEPT === 0)
          MEASURES.forEach((name) => {
            performance.clearMeasures(name);
          });
        const end = performance.now();
        performance.measure('submit-to-verdict', { start: cause.submittedAtMs, end, detail: { serial } });
        performance.measure('frame-to-verdict', { start: cause.frameAtMs, end, detail: { serial } });
      },
    };
  }

  return {
    submitted: (frameAtMs, submittedAtMs) => {
      const submission: Submission = { frameAtMs, submittedAtMs, isTaken: false };
      open = [...open.filter((other) => submittedAtMs - other.submittedAtMs < FORGET_AFTER_MS), submission];
      return {
        answered: (reply) => {
          if (reply === 'taken') submission.isTaken = true;
          else open = open.filter((other) => other !== submission);
        },
      };
    },
    outcomeCame,
  };
}

/** One per window: submissions and outcomes meet here. */
export const timing = startTiming();

/** Longer than a visitor waits for a verdict. */
export const REST_MS = 100;

/** When what can wait stands still, because somebody has come who cannot. */
export interface Rest {
  /** Somebody has come. */
  begin(): void;
  /** How long it still lasts, in milliseconds; 0: it does not. */
  leftMs(): number;
}

export function openRest(monotonicMs: () => number): Rest {
  let untilMs = -Infinity;
  return {
    begin() {
      // However many come, half of the time stays for what rests.
      if (monotonicMs() >= untilMs + REST_MS) untilMs = monotonicMs() + REST_MS;
    },
    leftMs: () => Math.max(0, untilMs - monotonicMs()),
  };
}

/** How long a source may send nothing at all. */
const SILENCE_MS = 15_000;

/** How long a source is waited for: in all, and from one piece to the next. */
export interface Patience {
  /** Aborted when it has come to its end. */
  readonly signal: AbortSignal;
  /** What the step comes to; rejects with `signal.reason` the moment patience ends, whatever becomes of the step. */
  within<T>(step: Promise<T>): Promise<T>;
  /** Nothing more is waited for: whatever is still open is closed. */
  end(): void;
}

/**
 * Every wait is raced against the end, since an abort alone cannot be relied on: once undici has collected the request
 * as garbage (Node 20), it passes the abort on to the body of the answer no more.
 */
export function patienceOf(totalMs: number, silenceMs: number = SILENCE_MS): Patience {
  const controller = new AbortController();
  const { signal } = controller;
  const end = (): void => {
    clearTimeout(timer);
    controller.abort();
  };
  const timer = setTimeout(end, totalMs);
  return {
    signal,
    within: (step) =>
      new Promise((resolve, reject) => {
        const stop = (): void => {
          reject(signal.reason as DOMException);
        };
        if (signal.aborted) stop();
        signal.addEventListener('abort', stop, { once: true });
        const silence = setTimeout(end, silenceMs);
        const done = (): void => {
          clearTimeout(silence);
          signal.removeEventListener('abort', stop);
        };
        step.then(resolve, reject).finally(done);
      }),
    end,
  };
}

/** The same pieces, waited for with patience; what they come from is closed when that ends. */
export function waitedFor<T>(body: ReadableStream<T>, patience: Patience): ReadableStream<T> {
  const reader = body.getReader();
  const close = (): void => {
    // Whether the source takes notice is its own business.
    reader.cancel().catch(() => undefined);
  };
  patience.signal.addEventListener('abort', close, { once: true });
  return new ReadableStream<T>(
    {
      async pull(controller) {
        const piece = await patience.within(reader.read());
        if (!piece.done) {
          controller.enqueue(piece.value);
          return;
        }
        patience.signal.removeEventListener('abort', close);
        controller.close();
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  );
}

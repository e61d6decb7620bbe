import type { EngineId } from '../../shared/qr/engine.ts';
import type { FrameTiming, FromWorker, ToWorker } from './messages.ts';

export type Reading = Extract<FromWorker, { type: 'reading' }>;

/** What the window hears of the worker unasked. */
export interface ReaderEvents {
  readonly onReading: (reading: Reading) => void;
  readonly onEngine: (engine: EngineId, isFallback: boolean) => void;
  readonly onStreamEnded: () => void;
}

/** The reading worker, as the window uses it. */
export interface Reader {
  readonly send: (message: ToWorker, transfer?: Transferable[]) => void;
  /** The last 2,000 frames' timings, oldest first. */
  readonly stats: () => Promise<readonly FrameTiming[]>;
  /** Has one frame of packed luma read as if the camera had given it. */
  readonly readLuma: (luma: Uint8Array, width: number, height: number) => Promise<Reading>;
  readonly stop: () => void;
}

/** Starts the worker; nothing is read before it is sent an engine and frames. */
export function startReader(events: ReaderEvents): Reader {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const askedStats: ((timings: readonly FrameTiming[]) => void)[] = [];
  const askedLuma = new Map<number, (reading: Reading) => void>();
  const send: Reader['send'] = (message, transfer = []) => {
    worker.postMessage(message, transfer);
  };

  function receive(message: FromWorker): void {
    switch (message.type) {
      case 'engine-ready':
        events.onEngine(message.engine, message.isFallback);
        return;
      case 'stats':
        askedStats.shift()?.(message.timings);
        return;
      case 'stream-ended':
        events.onStreamEnded();
        return;
      case 'reading':
        (takeWaiter(message.frameAt) ?? events.onReading)(message);
        return;
    }
  }

  /** Its own time of sending is what tells a measured frame from the camera's. */
  function takeWaiter(frameAt: number): ((reading: Reading) => void) | undefined {
    const waiter = askedLuma.get(frameAt);
    askedLuma.delete(frameAt);
    return waiter;
  }

  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    receive(data);
  });
  return {
    send,
    stats: () =>
      new Promise((resolve) => {
        askedStats.push(resolve);
        send({ type: 'stats' });
      }),
    readLuma: (luma, width, height) =>
      new Promise((resolve) => {
        const copy = Uint8Array.from(luma).buffer;
        const frameAt = performance.timeOrigin + performance.now();
        askedLuma.set(frameAt, resolve);
        send({ type: 'frame', luma: copy, width, height, frameAt }, [copy]);
      }),
    stop: () => {
      worker.terminate();
    },
  };
}

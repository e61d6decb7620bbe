import type { EngineId } from '../../shared/qr/engine.ts';
import type { FromWorker, ToWorker } from './messages.ts';

export type Reading = Extract<FromWorker, { type: 'reading' }>;

/** What the window hears of the worker unasked. */
export interface ReaderEvents {
  readonly onReading: (reading: Reading) => void;
  readonly onEngine: (engine: EngineId, isFallback: boolean) => void;
  readonly onStreamEnded: () => void;
  /** An error nobody caught in the worker; it is started anew. */
  readonly onFailed: () => void;
}

/** The reading worker, as the window uses it. */
export interface Reader {
  readonly send: (message: ToWorker, transfer?: Transferable[]) => void;
  /** Starts the worker anew with the engine it had; frames must be sent again. */
  readonly restart: () => void;
  readonly stop: () => void;
}

/** A worker that fails as soon as it starts must not keep a processor busy. */
const RESTART_AFTER_MS = 1000;

/** Starts the worker; nothing is read before it is sent an engine and frames. */
export function startReader(events: ReaderEvents): Reader {
  let engine: EngineId | null = null;
  let restarting: ReturnType<typeof setTimeout> | undefined;
  let worker = open();

  function open(): Worker {
    const opened = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    opened.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      receive(data, events);
    });
    opened.addEventListener('error', (event) => {
      event.preventDefault();
      events.onFailed();
      clearTimeout(restarting);
      restarting = setTimeout(restart, RESTART_AFTER_MS);
    });
    if (engine !== null) opened.postMessage({ type: 'engine', engine } satisfies ToWorker);
    return opened;
  }

  function restart(): void {
    clearTimeout(restarting);
    worker.terminate();
    worker = open();
  }

  return {
    send: (message, transfer = []) => {
      if (message.type === 'engine') engine = message.engine;
      worker.postMessage(message, transfer);
    },
    restart,
    stop: () => {
      clearTimeout(restarting);
      worker.terminate();
    },
  };
}

function receive(message: FromWorker, events: ReaderEvents): void {
  switch (message.type) {
    case 'engine-ready':
      events.onEngine(message.engine, message.isFallback);
      return;
    case 'stream-ended':
      events.onStreamEnded();
      return;
    case 'reading':
      events.onReading(message);
      return;
  }
}

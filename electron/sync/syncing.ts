import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Result } from '../../shared/result.ts';
import type { Report } from '../../shared/wire.ts';
import { NONE_WANTED, type CheckInsWanted } from './check-ins.ts';
import type { SyncState } from './engine.ts';
import type { FromThread, SyncPlan, ToThread } from './messages.ts';
import type { SyncEvents } from './run.ts';

/** Sync, which runs in a thread of its own: a scan never waits for it. */
export interface Syncing {
  /** An entry was written, or the network came back: try now. */
  nudge(): void;
  /** The next heartbeat says this. */
  report(report: Report): void;
  /** What is to be heard of check-ins by phone, and said of them. */
  wantCheckIns(wanted: CheckInsWanted): void;
  /** Hands a sealed question of status to the hub. Nothing is told any more after the signal has aborted. */
  readonly ask: (sealed: Uint8Array, signal: AbortSignal) => Promise<Result<string, string>>;
  stop(): Promise<void>;
}

/** A thread that ended by a bug, or for lack of memory, is started anew, and not at once. */
const AGAIN_AFTER_MS = 10_000;

/** What is under way is given so long. */
const STOP_PATIENCE_MS = 3000;

/** What is known when the thread has failed. */
const FAILED: SyncState = {
  isOnline: false,
  unsent: null,
  fault: 'internal-error',
  hubAheadMs: null,
  epoch: null,
  lastHeardMs: null,
};

export function startSync(
  plan: SyncPlan,
  events: SyncEvents,
  program: string = join(import.meta.dirname, 'sync-worker.js'),
): Syncing {
  let report: Report | null = null;
  let wanted = NONE_WANTED;
  let last = FAILED;
  let again: NodeJS.Timeout | undefined;
  let isStopped = false;
  const noted: SyncEvents = {
    ...events,
    state: (state) => {
      last = state;
      events.state(state);
    },
  };
  const questions = keepQuestions();
  const start = (): Worker => {
    const worker = new Worker(program, { workerData: plan });
    answer(worker, noted, questions);
    if (report !== null) tell(worker, { say: 'report', report });
    if (wanted.isWanted) tell(worker, { say: 'want-check-ins', wanted });
    // What was thrown is told by the exit; without a listener it would end the whole app.
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      if (isStopped) return;
      noted.state({ ...last, isOnline: false, fault: 'internal-error' });
      again = setTimeout(() => (thread = start()), AGAIN_AFTER_MS);
    });
    return worker;
  };
  let thread = start();
  const ask: Syncing['ask'] = (sealed, signal) =>
    new Promise((resolve) => {
      const id = questions.add(resolve, signal);
      tell(thread, { say: 'ask', id, sealed });
    });
  return {
    ask,
    nudge: () => {
      tell(thread, { say: 'nudge' });
    },
    report: (next) => {
      report = next;
      tell(thread, { say: 'report', report });
    },
    wantCheckIns: (next) => {
      wanted = next;
      tell(thread, { say: 'want-check-ins', wanted });
    },
    stop: () => {
      isStopped = true;
      clearTimeout(again);
      return end(thread);
    },
  };
}

type Told = (answer: Result<string, string>) => void;

/** Who waits for what the thread is asked. */
interface Questions {
  /** Forgotten when the signal aborts: the thread may have ended, and no answer come. @returns its id */
  add(told: Told, signal: AbortSignal): number;
  told(id: number, answer: Result<string, string>): void;
}

function keepQuestions(): Questions {
  const waiting = new Map<number, Told>();
  let last = 0;
  return {
    add: (told, signal) => {
      const id = (last += 1);
      waiting.set(id, told);
      signal.addEventListener('abort', () => waiting.delete(id));
      return id;
    },
    told: (id, answer) => {
      waiting.get(id)?.(answer);
      waiting.delete(id);
    },
  };
}

function tell(worker: Worker, message: ToThread): void {
  worker.postMessage(message);
}

function answer(worker: Worker, events: SyncEvents, questions: Questions): void {
  worker.on('message', (message: FromThread) => {
    switch (message.say) {
      case 'state':
        events.state(message.state);
        return;
      case 'heard':
        events.heard(message.heard);
        return;
      case 'check-ins':
        events.checkIns(message.heard, message.told);
        return;
      case 'told':
        questions.told(message.id, message.answer);
        return;
      case 'damaged':
        events.damaged();
        return;
      case 'anchor':
        void events.anchor(message.head).then((isOnDisk) => {
          tell(worker, { say: 'anchored', isOnDisk });
        });
        return;
      case 'new-chain':
        void events.newChain().then(() => {
          tell(worker, { say: 'begun' });
        });
        return;
    }
  });
}

/** An acknowledgement that is lost by it is asked for at the next start. */
async function end(worker: Worker): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      resolve();
    });
  });
  if (worker.threadId === -1) return;
  tell(worker, { say: 'stop' });
  const late = setTimeout(() => void worker.terminate(), STOP_PATIENCE_MS);
  await ended;
  clearTimeout(late);
}

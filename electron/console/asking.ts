import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ConsoleFault } from '../../shared/console/calls.ts';
import { describeError, type ErrorPlace } from '../../shared/error-place.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Asked, Told } from './ask-worker.ts';
import type { Queries, QueryName } from './queries.ts';

export type AskFault = Extract<ConsoleFault, 'too-much' | 'data-unavailable'>;

/** Asks the journal in a thread, which is started with the first question. */
export interface Asking {
  ask<Q extends QueryName>(
    is: Q,
    ask: Queries[Q]['ask'],
    gate: string,
  ): Promise<Result<Queries[Q]['answer'], AskFault>>;
  stop(): void;
}

export interface AskingParts {
  readonly journalPath: string;
  /** Told why the journal could not be read. */
  readonly failed: (why: ErrorPlace) => void;
  readonly program?: string;
  readonly patienceMs?: number;
}

/** What takes longer would be asked again by then. */
const PATIENCE_MS = 10_000;

type Settle = (told: Result<unknown, AskFault>) => void;

export function openAsking({
  journalPath,
  failed,
  program = join(import.meta.dirname, 'console-ask-worker.js'),
  patienceMs = PATIENCE_MS,
}: AskingParts): Asking {
  const waiting = new Map<number, Settle>();
  let thread: Worker | null = null;
  let last = 0;

  /** A thread cannot be told to leave off in the middle of a statement: what else waits for it waits in vain. */
  const end = (fault: AskFault): void => {
    void thread?.terminate();
    thread = null;
    for (const settle of waiting.values()) settle(fail(fault));
  };

  const start = (): Worker => {
    const worker = new Worker(program, { workerData: journalPath });
    worker.on('message', (told: Told) => {
      if ('error' in told) failed(told.error);
      waiting.get(told.id)?.('error' in told ? fail('data-unavailable') : ok(told.answer));
    });
    worker.once('error', (error) => {
      failed(describeError(error));
      if (thread === worker) end('data-unavailable');
    });
    // It keeps no app from ending.
    worker.unref();
    return worker;
  };

  const ask = (asked: Omit<Asked, 'id'>): Promise<Result<unknown, AskFault>> =>
    new Promise((resolve) => {
      const id = (last += 1);
      const late = setTimeout(() => {
        end('too-much');
      }, patienceMs);
      waiting.set(id, (told) => {
        clearTimeout(late);
        waiting.delete(id);
        resolve(told);
      });
      thread ??= start();
      thread.postMessage({ id, ...asked } satisfies Asked);
    });

  return {
    ask: <Q extends QueryName>(is: Q, what: Queries[Q]['ask'], gate: string) =>
      ask({ query: { is, ask: what, gate } as Asked['query'] }) as Promise<Result<Queries[Q]['answer'], AskFault>>,
    stop: () => {
      end('data-unavailable');
    },
  };
}

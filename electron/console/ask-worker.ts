import { parentPort, workerData } from 'node:worker_threads';
import { describeError, type ErrorPlace } from '../../shared/error-place.ts';
import { answerQuery, type Query } from './queries.ts';

/** From the main process to the thread; `id` comes back with the answer. */
export interface Asked {
  readonly id: number;
  readonly query: Query;
}

/** From the thread to the main process. */
export type Told =
  | { readonly id: number; readonly answer: unknown }
  /** The journal could not be read. */
  | { readonly id: number; readonly error: ErrorPlace };

/** A thread of its own: whatever is looked for, a scan does not wait for it. */
const port = parentPort;
if (port === null) throw new Error('the journal is asked in a thread');
const journalPath = workerData as string;

port.on('message', ({ id, query }: Asked) => {
  port.postMessage(answerTo(id, query));
});

function answerTo(id: number, query: Query): Told {
  try {
    return { id, answer: answerQuery(query, journalPath) };
  } catch (error) {
    // What went wrong is said, never what was asked: a query may name somebody.
    return { id, error: describeError(error) };
  }
}

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ConsoleFault } from '../../shared/console/calls.ts';
import { describeError, type ErrorPlace } from '../../shared/error-place.ts';
import { fail, type Result } from '../../shared/result.ts';
import type { ExportFault, ExportPlan, Written } from './export.ts';
import type { ExportAsked, ExportTold } from './export-worker.ts';

/** An export that is being written. */
export interface Exporting {
  readonly result: Promise<Result<Written, ExportFault | Extract<ConsoleFault, 'data-unavailable'>>>;
  cancel(): void;
  /** Stands still for a moment. */
  rest(): void;
}

export interface Listener {
  /** So many rows are in the file. */
  readonly rows: (rows: number) => void;
  /** Why it failed, where that is nobody's to mend. */
  readonly failed: (why: ErrorPlace) => void;
}

/** A stick that is stuck answers nothing: the thread is given up then, and what it has written stays. */
const CANCEL_PATIENCE_MS = 5000;

/** Writes an export in a thread of its own, which is gone afterwards. */
export function exportInThread(
  plan: ExportPlan,
  { rows, failed }: Listener,
  program: string = join(import.meta.dirname, 'console-export-worker.js'),
): Exporting {
  const worker = new Worker(program, { workerData: plan });
  let giveUp: () => void = () => undefined;
  let late: NodeJS.Timeout | undefined;
  const result = new Promise<Awaited<Exporting['result']>>((resolve) => {
    giveUp = () => {
      resolve(fail('cancelled'));
    };
    worker.on('message', (told: ExportTold) => {
      if (told.say === 'rows') rows(told.rows);
      else if (told.say === 'ended') resolve(told.result);
      else failed(told.error);
    });
    worker.once('error', (error) => {
      failed(describeError(error));
    });
    worker.once('exit', () => {
      // Of no account where it has said what came of it.
      resolve(fail('data-unavailable'));
      clearTimeout(late);
    });
  });
  const tell = (asked: ExportAsked): void => {
    worker.postMessage(asked);
  };
  return {
    result,
    rest() {
      tell('rest');
    },
    cancel() {
      tell('cancel');
      late ??= setTimeout(() => {
        giveUp();
        void worker.terminate();
      }, CANCEL_PATIENCE_MS);
    },
  };
}

import { constants, setPriority } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { describeError, type ErrorPlace } from '../../shared/error-place.ts';
import type { Result } from '../../shared/result.ts';
import { writeExport, type ExportFault, type ExportPlan, type Written } from './export.ts';

/** From the thread to the main process. */
export type ExportTold =
  | { readonly say: 'rows'; readonly rows: number }
  | { readonly say: 'ended'; readonly result: Result<Written, ExportFault> }
  /** The journal could not be read, say. */
  | { readonly say: 'error'; readonly error: ErrorPlace };

/** A thread of its own for one export. What it hears, whatever it is, cancels it. */
const port = parentPort;
if (port === null) throw new Error('an export is written in a thread');

// Whoever serves visitors goes first. Elsewhere it would be the whole app that is put back, and not this thread.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);

const say = (told: ExportTold): void => {
  port.postMessage(told);
};

let isCancelled = false;
port.on('message', () => {
  isCancelled = true;
});

try {
  const result = await writeExport(workerData as ExportPlan, {
    rows: (rows) => {
      say({ say: 'rows', rows });
    },
    isCancelled: () => isCancelled,
    pause: setImmediate,
  });
  say({ say: 'ended', result });
} catch (error) {
  say({ say: 'error', error: describeError(error) });
}
port.close();

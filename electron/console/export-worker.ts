import { constants, setPriority } from 'node:os';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { describeError, type ErrorPlace } from '../../shared/error-place.ts';
import type { Result } from '../../shared/result.ts';
import { openRest } from './rest.ts';
import { writeExport, type ExportFault, type ExportPlan, type Written } from './export.ts';

/** From the thread to the main process. */
export type ExportTold =
  | { readonly say: 'rows'; readonly rows: number }
  | { readonly say: 'ended'; readonly result: Result<Written, ExportFault> }
  /** The journal could not be read, say. */
  | { readonly say: 'error'; readonly error: ErrorPlace };

/** From the main process to the thread. */
export type ExportAsked = 'cancel' | 'rest';

/** A thread of its own for one export. */
const port = parentPort;
if (port === null) throw new Error('an export is written in a thread');

// Whoever serves visitors goes first. Elsewhere it would be the whole app that is put back, and not this thread.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);

const say = (told: ExportTold): void => {
  port.postMessage(told);
};

let isCancelled = false;
const rest = openRest(() => performance.now());
port.on('message', (asked: ExportAsked) => {
  if (asked === 'cancel') isCancelled = true;
  else rest.begin();
});

/** Lets what has come meanwhile be heard, and whoever has come be served. */
async function pause(): Promise<void> {
  await setImmediate();
  const restMs = rest.leftMs();
  if (restMs > 0 && !isCancelled) await setTimeout(restMs);
}

try {
  const result = await writeExport(workerData as ExportPlan, {
    rows: (rows) => {
      say({ say: 'rows', rows });
    },
    isCancelled: () => isCancelled,
    pause,
  });
  say({ say: 'ended', result });
} catch (error) {
  say({ say: 'error', error: describeError(error) });
}
port.close();

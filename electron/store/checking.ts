import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describeError } from '../../shared/error-place.ts';
import type { Log } from '../log.ts';
import type { CheckReport } from './check.ts';
import type { JournalKeeper } from './keeper.ts';

/** A check that runs, and can be ended. */
export interface RunningCheck {
  readonly report: Promise<CheckReport>;
  stop(): void;
}

/** Checks the journal in a thread of its own, which is gone afterwards. */
export function checkInThread(
  path: string,
  program: string = join(import.meta.dirname, 'check-worker.js'),
): RunningCheck {
  const worker = new Worker(program, { workerData: path });
  const report = new Promise<CheckReport>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => {
      reject(new Error('the checking thread ended without an answer'));
    });
  });
  return { report, stop: () => void worker.terminate() };
}

const HOUR_MS = 3_600_000;

export interface Watch {
  stop(): void;
}

/**
 * Has the whole journal looked through after a start that no clean end came before, and once a week. What is unsound is set
 * aside at the next entry.
 *
 * @param now epoch milliseconds
 */
export function watchJournal(
  path: string,
  journal: Pick<JournalKeeper, 'isCheckDue' | 'noteChecked' | 'condemn'>,
  log: Log,
  now: () => number,
  check: (path: string) => RunningCheck = checkInThread,
): Watch {
  let running: RunningCheck | null = null;
  const look = async (): Promise<void> => {
    if (running !== null || !journal.isCheckDue(now())) return;
    running = check(path);
    try {
      const { isSound, entries, brokenAt } = await running.report;
      log.write('journal-checked', { isSound, entries, brokenAt });
      if (isSound) journal.noteChecked(now());
      else journal.condemn();
    } catch (error) {
      // The disk's or the thread's trouble, or the kiosk ends: the next hour tries again.
      log.write('journal-check-failed', describeError(error));
    } finally {
      running = null;
    }
  };
  const hourly = setInterval(() => void look(), HOUR_MS);
  void look();
  return {
    stop() {
      clearInterval(hourly);
      running?.stop();
    },
  };
}

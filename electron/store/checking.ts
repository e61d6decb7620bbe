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
  /** Somebody has met what cannot be read: it is looked through now, whenever it was last. */
  lookNow(): void;
  stop(): void;
}

/**
 * Has the whole journal looked through after a start that no clean end came before, and once a week. What is unsound is set
 * aside at the next entry, or in the next idle moment.
 *
 * @param now epoch milliseconds
 */
export function watchJournal(
  path: string,
  journal: Pick<JournalKeeper, 'chain' | 'isCheckDue' | 'noteChecked' | 'condemn'>,
  log: Log,
  now: () => number,
  check: (path: string) => RunningCheck = checkInThread,
): Watch {
  let running: RunningCheck | null = null;
  const look = async (isDue: boolean): Promise<void> => {
    if (running !== null || !isDue) return;
    running = check(path);
    const chain = journal.chain();
    try {
      const { isSound, entries, brokenAt } = await running.report;
      log.write('journal-checked', { isSound, entries, brokenAt });
      // What was looked through may have been set aside meanwhile: that says nothing of the chain in its place.
      if (journal.chain() !== chain) return;
      if (isSound) journal.noteChecked(now());
      else journal.condemn();
    } catch (error) {
      // The disk's or the thread's trouble, or the kiosk ends: the next hour tries again.
      log.write('journal-check-failed', describeError(error));
    } finally {
      running = null;
    }
  };
  const hourly = setInterval(() => void look(journal.isCheckDue(now())), HOUR_MS);
  void look(journal.isCheckDue(now()));
  return {
    lookNow: () => void look(true),
    stop() {
      clearInterval(hourly);
      running?.stop();
    },
  };
}

import { describeError } from '../shared/error-place.ts';
import type { Hub } from './hub.ts';
import { sortEntries } from './store/unsorted.ts';

const EVERY_MS = 3_600_000;

/**
 * Sorts what the console cannot find yet, at once and then every hour, while a hub of the release before may still take
 * entries. Never throws: whatever is left is tried again.
 *
 * @returns ends it, and waits for the transaction under way
 */
export function startSorting({ database, log }: Pick<Hub, 'database' | 'log'>): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const run = async (): Promise<void> => {
    try {
      const entries = await sortEntries(database.longStore, () => isStopped);
      if (entries > 0) log.write('entries-sorted', { entries });
    } catch (error) {
      log.write('sorting-failed', describeError(error));
    }
    if (isStopped) return;
    timer = setTimeout(begin, EVERY_MS);
    timer.unref();
  };
  let running: Promise<void> = Promise.resolve();
  const begin = (): void => {
    running = run();
  };
  begin();
  return () => {
    isStopped = true;
    clearTimeout(timer);
    return running;
  };
}

import type { Retention } from './retention.ts';

/** The clock and the rest between two slices. */
export interface Pace {
  monotonicMs(): number;
  wait(ms: number): Promise<void>;
}

/** A slice should hold the journal no longer than this: an append that comes meanwhile waits for it. */
const SLICE_MS = 10;

/** Rest after each slice, in slices: an append that waits looks again after 25 ms at most, and must find a gap. */
const REST_SLICES = 3;
const MIN_REST_MS = 30;
const MAX_ROWS = 200;
const PAGES_AT_ONCE = 16;

/**
 * Deletes what is due, gives its pages back and folds the log back, a little at a time. It may end at any point, and is
 * taken up by doing it again.
 *
 * @param sequence as {@link Retention.duePurge} gave it, confirmed by the hub and anchored
 * @returns how many entries were deleted
 */
export async function purge(outbox: Retention, sequence: number, pace: Pace): Promise<number> {
  const inSlices = async (slice: (size: number) => boolean, first: number): Promise<void> => {
    for (let size = first, isMore = true; isMore;) {
      const startedAt = pace.monotonicMs();
      isMore = slice(size);
      const took = pace.monotonicMs() - startedAt;
      if (took > SLICE_MS) size = Math.max(1, Math.floor(size / 2));
      else if (took < SLICE_MS / 2) size = Math.min(MAX_ROWS, size + 1);
      await pace.wait(Math.max(MIN_REST_MS, took * REST_SLICES));
    }
  };
  let deleted = 0;
  await inSlices((rows) => {
    const count = outbox.purgeThrough(sequence, rows);
    deleted += count;
    return count > 0;
  }, PAGES_AT_ONCE);
  await inSlices((pages) => outbox.vacuum(pages) > 0, PAGES_AT_ONCE);
  outbox.checkpoint();
  return deleted;
}

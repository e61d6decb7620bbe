import { describeError } from '../shared/error-place.ts';
import type { Hub } from './hub.ts';
import { forgetPasses } from './store/passes.ts';
import { applyRetention } from './store/retention.ts';
import { forgetCheckIns } from './store/self-check-in.ts';
import { forgetTraced } from './store/traces.ts';

const EVERY_MS = 3_600_000;
/** Where a day was held by somebody, or the database was away. */
const AGAIN_MS = 60_000;

/**
 * Drops what is older than `days`, whom traces were about that are over, what is kept beside check-ins by phone, and passes
 * that ended long ago, once before it returns and then every hour. Never throws: a hub that cannot drop takes entries all the same.
 *
 * @returns ends it
 */
export async function startRetention(hub: Pick<Hub, 'database' | 'log' | 'nowMs'>, days: number): Promise<() => void> {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const run = async (): Promise<void> => {
    const isDone = await dropOnce(hub, days);
    if (isStopped) return;
    timer = setTimeout(() => void run(), isDone ? EVERY_MS : AGAIN_MS);
    timer.unref();
  };
  await run();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

/** @returns whether there is nothing to do for an hour */
async function dropOnce(
  { database, log, nowMs }: Pick<Hub, 'database' | 'log' | 'nowMs'>,
  days: number,
): Promise<boolean> {
  try {
    await forgetTraced(database.store, new Date(nowMs()));
    await forgetCheckIns(database.store, new Date(nowMs()));
    await forgetPasses(database.longStore, new Date(nowMs()));
    const kept = await applyRetention(database.longStore, days, new Date(nowMs()));
    if (kept.dropped.length + kept.heldUp.length > 0) log.write('days-dropped', kept);
    return kept.heldUp.length === 0;
  } catch (error) {
    log.write('retention-failed', describeError(error));
    return false;
  }
}

import { randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { openWay } from '../../../electron/sync/dispatcher.ts';
import type { SyncState } from '../../../electron/sync/engine.ts';
import type { PurgeableOutbox } from '../../../electron/sync/purge.ts';
import type { Journals } from '../../../electron/sync/outboxes.ts';
import { runSync, type Run, type Surroundings, type SyncEvents } from '../../../electron/sync/run.ts';

/** Time that passes so much faster: what waits for seconds waits for milliseconds. */
function surroundings(speed = 1): Surroundings {
  return {
    nowMs: Date.now,
    monotonicMs: () => performance.now() * speed,
    random: Math.random,
    randomBytes,
    later: (ms, run) => {
      const timer = setTimeout(run, ms / speed);
      return () => {
        clearTimeout(timer);
      };
    },
  };
}

/** Who syncs with whom. */
export interface Ends {
  readonly hub: string;
  readonly hubKey: string;
  readonly privateKey: KeyObject;
  /** Path of a file with authorities. */
  readonly extraCa?: string;
  readonly journals: Journals<PurgeableOutbox>;
  /** The kiosk's own clock, where it is to be another than the machine's. */
  readonly nowMs?: () => number;
}

export interface TestSync extends Run {
  /** Every state that was told. */
  readonly states: SyncState[];
}

/** Sync as the thread runs it, in this one; stopped when the test is finished. */
export function startTestSync(ends: Ends, speed: number, events: Partial<SyncEvents> = {}): TestSync {
  const states: SyncState[] = [];
  const run = runSync(
    { ...ends, way: openWay(null, ends.extraCa), retentionDays: 14 },
    () => ends.journals,
    {
      state: (state) => states.push(state),
      heard: () => undefined,
      checkIns: () => undefined,
      anchor: () => Promise.resolve(true),
      newChain: () => Promise.resolve(),
      damaged: () => undefined,
      ...events,
    },
    { ...surroundings(speed), ...(ends.nowMs === undefined ? {} : { nowMs: ends.nowMs }) },
  );
  let stopping: Promise<void> | null = null;
  const stop = (): Promise<void> => (stopping ??= run.stop());
  onTestFinished(stop);
  return { ...run, stop, states };
}

import type { KeyObject } from 'node:crypto';
import type { HubFile } from './enrolment.ts';
import { proxyOf } from './proxy.ts';
import type { SyncPlan } from './messages.ts';
import type { SyncEvents } from './run.ts';
import type { Syncing } from './syncing.ts';

export interface EngineParts {
  readonly hub: HubFile;
  /** The kiosk's own; `null`: it cannot be used, and nothing is sent. */
  readonly key: KeyObject | null;
  readonly journalPath: string;
  readonly retentionDays: () => number;
  /** Chromium's words for the way to an address. */
  readonly resolveProxy: (url: string) => Promise<string>;
  readonly run: (plan: SyncPlan, events: SyncEvents) => Syncing;
}

/** The thread that sends. */
export interface Engine {
  current(): Syncing | null;
  /** @param started called with each new one */
  start(started: () => void): void;
  stop(): void;
}

const HOUR_MS = 3_600_000;

/** Keeps the thread: it is started anew where the way to the hub, or how long entries stay, has changed. */
export function keepEngine(parts: EngineParts, events: SyncEvents): Engine {
  let running: { readonly syncing: Syncing; readonly plan: SyncPlan } | null = null;
  let hourly: NodeJS.Timeout | undefined;
  let isStopped = false;

  const renew = async (privateKey: KeyObject, started: () => void): Promise<void> => {
    const { hub, hubKey, kiosk } = parts.hub;
    // Whatever keeps Chromium from finding a proxy, the straight way may be open.
    const proxy = proxyOf(await parts.resolveProxy(hub).catch(() => 'DIRECT'));
    const retentionDays = parts.retentionDays();
    if (running?.plan.proxy === proxy && running.plan.retentionDays === retentionDays) return;
    await running?.syncing.stop();
    running = null;
    if (isStopped) return;
    const plan = { journalPath: parts.journalPath, hub, hubKey, kiosk, privateKey, proxy, retentionDays };
    running = { syncing: parts.run(plan, events), plan };
    started();
  };

  return {
    current: () => running?.syncing ?? null,
    start(started) {
      const { key } = parts;
      if (key === null) return;
      void renew(key, started);
      hourly = setInterval(() => void renew(key, started), HOUR_MS);
    },
    stop() {
      isStopped = true;
      clearInterval(hourly);
      void running?.syncing.stop();
    },
  };
}

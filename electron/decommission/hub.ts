import { randomBytes, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { retiredSchema, PATHS, type Retirement } from '../../shared/wire.ts';
import { openOutbox } from '../store/outbox.ts';
import { openSetAside } from '../store/salvage.ts';
import { openClient } from '../sync/client.ts';
import { openWay } from '../sync/dispatcher.ts';
import type { SyncState } from '../sync/engine.ts';
import type { HubFile } from '../sync/enrolment.ts';
import type { SyncFault } from '../sync/machine-types.ts';
import { outcomeOf } from '../sync/outcome.ts';
import { runSync } from '../sync/run.ts';
import { askerOf, type AskStand } from './owed.ts';
import type { Told } from './state.ts';

/** What a kiosk says to its hub at the end. */
export interface LastWords {
  /**
   * Sends what is owed, for as long as that goes on.
   *
   * @param progress is told how many are left
   * @returns what kept it; `null`: nothing
   */
  send(folder: string, progress: (unsent: number) => void): Promise<SyncFault | null>;
  readonly ask: AskStand;
  retire(retirement: Retirement): Promise<Told>;
  close(): Promise<void>;
}

export interface HubParties {
  readonly hub: Pick<HubFile, 'hub' | 'hubKey'>;
  readonly privateKey: KeyObject;
  /** `http://host:port`; `null`: none. */
  readonly proxy: string | null;
  /** Path of a PEM file with authorities beside the built-in ones. */
  readonly extraCa: string | undefined;
}

/** So long nothing may move before it counts as standing still: a hub that was restarted is there again by then. */
const PATIENCE_MS = 30_000;

/** Longer than any chain's life: nothing is purged on the last day. */
const KEEP_DAYS = 36_500;

/** Faults that time does not mend. */
const FINAL: ReadonlySet<SyncFault> = new Set([
  'kiosk-revoked',
  'kiosk-unknown',
  'chain-forked',
  'certificate-untrusted',
  'journal-unreadable',
]);

const surroundings = {
  nowMs: Date.now,
  monotonicMs: () => performance.now(),
  random: Math.random,
  randomBytes,
  later: (ms: number, run: () => void) => {
    const timer = setTimeout(run, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};

export function openLastWords({ hub, privateKey, proxy, extraCa }: HubParties, patienceMs = PATIENCE_MS): LastWords {
  const client = openClient({ ...hub, privateKey, way: openWay(proxy, extraCa) }, surroundings);
  return {
    async send(folder, progress) {
      const journal = join(folder, 'journal.db');
      const settled = waitFor(patienceMs, progress);
      const run = runSync(
        { ...hub, privateKey, way: openWay(proxy, extraCa), retentionDays: KEEP_DAYS },
        () => ({
          openJournal: () => openOutbox(journal, Date.now),
          openSetAside: (epoch) => openSetAside(journal, Date.now, epoch),
          openSent: () => [],
        }),
        {
          state: settled.take,
          heard: () => undefined,
          checkIns: () => undefined,
          anchor: () => Promise.resolve(false),
          newChain: () => Promise.resolve(),
          damaged: () => undefined,
        },
        surroundings,
      );
      const fault = await settled.ended;
      await run.stop();
      return fault;
    },
    ask: askerOf(client),
    retire: async (retirement) => {
      for (let tries = 1; ; tries += 1) {
        const outcome = outcomeOf(await client.post(PATHS.retire, retirement), retiredSchema, 0);
        if (outcome.is === 'good') return { is: 'told', at: outcome.body.retiredAt };
        if (outcome.is === 'unclear') return { is: 'not-told', why: 'answer-malformed' };
        if (outcome.is === 'refused') return refusedAs(outcome.refused.fault, outcome.refused.status);
        if (tries === MAX_TRIES) return { is: 'not-told', why: outcome.fault };
      }
    },
    close: () => client.close(),
  };
}

/** It is said once in a kiosk's life, and a lost answer costs an administrator a walk. */
const MAX_TRIES = 3;

function refusedAs(fault: string | null, status: number): Told {
  if (fault === 'kiosk-revoked') return { is: 'revoked-before' };
  // A hub of an earlier release has no such address.
  return { is: 'not-told', why: fault === 'not-found' ? 'hub-too-old' : (fault ?? `status-${status}`) };
}

/** Ends when all is sent, when what is wrong does not pass, or when nothing has moved for so long. */
function waitFor(
  patienceMs: number,
  progress: (unsent: number) => void,
): { readonly take: (state: SyncState) => void; readonly ended: Promise<SyncFault | null> } {
  let fault: SyncFault | null = 'hub-unreachable';
  let unsent: number | null = null;
  let patience: NodeJS.Timeout | undefined;
  const { promise: ended, resolve } = withResolver<SyncFault | null>();
  const end = (): void => {
    clearTimeout(patience);
    resolve(fault);
  };
  const wait = (): void => {
    clearTimeout(patience);
    patience = setTimeout(end, patienceMs);
  };
  wait();
  return {
    ended,
    take: (state) => {
      fault = state.fault ?? (state.isOnline ? null : 'hub-unreachable');
      if (state.unsent !== null && state.unsent !== unsent) {
        unsent = state.unsent;
        progress(unsent);
        wait();
      }
      const isDone = state.isOnline && state.fault === null && state.unsent === 0;
      if (isDone || (state.fault !== null && FINAL.has(state.fault))) end();
    },
  };
}

function withResolver<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolved) => {
    resolve = resolved;
  });
  return { promise, resolve };
}

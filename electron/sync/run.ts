import type { ChainHead } from '../../shared/statement.ts';
import type { CheckIns, Heard, Report } from '../../shared/wire.ts';
import type { TwoClocks } from '../store/hub-mark.ts';
import { askStatus } from './ask.ts';
import { headSigner } from './batch.ts';
import { startCheckIns, type CheckInsWanted } from './check-ins.ts';
import { openClient, type HubClient } from './client.ts';
import { startEngine, type SyncState } from './engine.ts';
import { startHeartbeat } from './heartbeat.ts';
import type { Way } from './dispatcher.ts';
import type { Timing } from './inbox.ts';
import type { SyncPlan } from './messages.ts';
import { keepOutboxes, type Journals } from './outboxes.ts';
import { purger, type PurgeableOutbox } from './purge.ts';

/** What sync asks of the main process, and tells it. */
export interface SyncEvents {
  readonly state: (state: SyncState) => void;
  /** A signed answer to a heartbeat. */
  readonly heard: (heard: Heard) => void;
  /** Who has checked in by phone. @param told entries of used receipts that the hub was told of */
  readonly checkIns: (heard: CheckIns, told: readonly string[]) => void;
  /** Appends the anchor entry that names this head. @returns whether it is on disk */
  readonly anchor: (head: ChainHead) => Promise<boolean>;
  /** The hub has more of the journal's chain than we: begins a new one. Settles when it stands, or cannot be had. */
  readonly newChain: () => Promise<void>;
  /** The journal could not be read; the kiosk is to look. */
  readonly damaged: () => void;
}

/** What sync cannot do itself. */
export interface Surroundings extends Timing {
  readonly nowMs: () => number;
  readonly random: () => number;
  readonly randomBytes: (count: number) => Buffer;
}

/**
 * Neither leaps with the machine's clock while the thread runs: one is what the hub told last, and before that the other; the
 * other is what the machine's clock said at the start; time passes for both by a clock that nobody sets. Whole milliseconds,
 * as they are kept.
 */
function retentionClocks(client: Pick<HubClient, 'hubNowMs'>, { nowMs, monotonicMs }: Surroundings): () => TwoClocks {
  const startedAhead = nowMs() - monotonicMs();
  return () => {
    const ownMs = Math.trunc(startedAhead + monotonicMs());
    return { ownMs, hubMs: Math.trunc(client.hubNowMs() ?? ownMs) };
  };
}

export interface Run {
  readonly nudge: () => void;
  readonly report: (report: Report) => void;
  readonly wantCheckIns: (wanted: CheckInsWanted) => void;
  /** Hands a sealed question of status to the hub, whatever else is under way. */
  readonly ask: (sealed: Uint8Array) => ReturnType<typeof askStatus>;
  /** Settles when nothing is under way any more. */
  readonly stop: () => Promise<void>;
}

type ThreadPlan = Pick<SyncPlan, 'hub' | 'hubKey' | 'privateKey' | 'retentionDays'>;

/**
 * Puts sync together: sends what is owed, tells how the kiosk is, and has purged what is old.
 *
 * @param openJournals is given the clocks that retention counts by
 */
export function runSync(
  plan: ThreadPlan & { readonly way: Way },
  openJournals: (clocks: () => TwoClocks) => Journals<PurgeableOutbox>,
  events: SyncEvents,
  surroundings: Surroundings,
): Run {
  const client = openClient(plan, surroundings);
  const clocks = retentionClocks(client, surroundings);
  const outboxes = keepOutboxes(openJournals(clocks));
  const { journal, removeSent } = outboxes;
  const shared = { ...surroundings, ...events, client };
  const engine = startEngine({
    ...shared,
    outboxes,
    signHead: headSigner(plan.privateKey),
    tell: events.state,
    idle: purger({ ...shared, journal, removeSent, retentionDays: plan.retentionDays, clocks }),
  });
  const heartbeat = startHeartbeat({
    ...shared,
    unsent: outboxes.unsent,
    took: (outcome) => {
      if (outcome.is === 'good') events.heard(outcome.body);
      engine.take({ is: 'heard', outcome });
    },
  });
  const checkIns = startCheckIns({ ...shared, heard: events.checkIns });
  return {
    nudge: () => {
      engine.take({ is: 'nudged' });
    },
    report: heartbeat.report,
    wantCheckIns: checkIns.want,
    ask: (sealed) => askStatus(client, sealed),
    stop: async () => {
      await client.close();
      await checkIns.stop();
      await heartbeat.stop();
      await engine.stop();
    },
  };
}

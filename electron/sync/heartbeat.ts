import { heardSchema, PATHS, type Heard, type Report } from '../../shared/wire.ts';
import type { HubClient } from './client.ts';
import type { Timing } from './inbox.ts';
import type { Outcome } from './machine-types.ts';
import { outcomeOf } from './outcome.ts';

export interface HeartbeatNeeds extends Timing {
  readonly client: HubClient;
  readonly unsent: () => number | null;
  readonly took: (outcome: Outcome<Heard>) => void;
}

export interface Heartbeat {
  /** What the next one says; it comes soon where that is worth telling. */
  readonly report: (report: Report) => void;
  readonly stop: () => Promise<void>;
}

/** A kiosk that nobody uses learns within this that it was revoked. */
const EVERY_MS = 5000;

/** A kiosk that was revoked asks now and then whether it still is. */
const REVOKED_EVERY_MS = 30_000;

/** What changes at the door often changes with something else. */
const SOON_MS = 2000;

/** Tells the hub how the kiosk is, from its first report on, also while nothing can be sent. */
export function startHeartbeat(needs: HeartbeatNeeds): Heartbeat {
  let report: Report | null = null;
  let told = '';
  let cancel: (() => void) | null = null;
  let everyMs = EVERY_MS;
  let isStopped = false;
  let beating: Promise<void> | null = null;

  const schedule = (ms: number): void => {
    cancel?.();
    cancel = needs.later(ms, () => {
      // Should one be under way, it sees to the next when it ends.
      beating ??= beat().finally(() => (beating = null));
    });
  };

  const beat = async (): Promise<void> => {
    if (report === null) return;
    told = worthTelling(report);
    const askedAt = needs.monotonicMs();
    const answer = await needs.client.post(PATHS.heartbeat, { ...report, unsent: needs.unsent() ?? report.unsent });
    if (isStopped) return;
    const outcome = outcomeOf(answer, heardSchema, askedAt);
    everyMs = isRevoked(outcome) ? REVOKED_EVERY_MS : EVERY_MS;
    needs.took(outcome);
    schedule(worthTelling(report) === told ? everyMs : SOON_MS);
  };

  return {
    report: (next) => {
      const isFirst = report === null;
      report = next;
      if (isFirst) schedule(0);
      else if (worthTelling(next) !== told && everyMs === EVERY_MS) schedule(SOON_MS);
    },
    stop: async () => {
      isStopped = true;
      cancel?.();
      await beating;
    },
  };
}

/** Numbers that change by themselves are no news. */
function worthTelling(report: Report): string {
  const { journal, camera, readers, guards, policyVersion, settingsVersion, keysAtRest, syncFault, guardsRevision } =
    report;
  const inForce = [policyVersion, settingsVersion, guardsRevision];
  return JSON.stringify([journal, camera, readers, guards, keysAtRest, syncFault, ...inForce]);
}

function isRevoked(outcome: Outcome<Heard>): boolean {
  return outcome.is === 'refused' && outcome.refused.fault === 'kiosk-revoked';
}

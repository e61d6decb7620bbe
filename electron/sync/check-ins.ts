import { checkInsSchema, MAX_USED_RECEIPTS, PATHS, type CheckIns } from '../../shared/wire.ts';
import type { HubClient } from './client.ts';
import type { Timing } from './inbox.ts';

/** What a kiosk wants to hear of check-ins by phone, and to say of them. */
export interface CheckInsWanted {
  /** Whether visitors may check in by phone at its gate. */
  readonly isWanted: boolean;
  /** Ids of entries whose receipts were used here, of which the hub was not told yet. */
  readonly used: readonly string[];
}

export const NONE_WANTED: CheckInsWanted = { isWanted: false, used: [] };

export interface CheckInsNeeds extends Timing {
  readonly client: Pick<HubClient, 'post'>;
  /** @param told those of the used ones that the hub has heard of by this ask */
  readonly heard: (heard: CheckIns, told: readonly string[]) => void;
}

/** Who has checked in stands before the guard a few seconds later. */
const EVERY_MS = 3000;

/** A hub that is out of reach, or of a release that knows of none, is asked now and then. */
const FAILED_EVERY_MS = 15_000;

export interface CheckInsAsking {
  readonly want: (wanted: CheckInsWanted) => void;
  readonly stop: () => Promise<void>;
}

/** Asks the hub every few seconds who has checked in by phone, for as long as that is wanted. */
export function startCheckIns(needs: CheckInsNeeds): CheckInsAsking {
  let wanted = NONE_WANTED;
  let after: string | null = null;
  let cancel: (() => void) | null = null;
  let asking: Promise<void> | null = null;
  let isStopped = false;

  const schedule = (ms: number): void => {
    cancel?.();
    cancel = needs.later(ms, () => {
      // Should one be under way, it sees to the next when it ends.
      asking ??= ask().finally(() => (asking = null));
    });
  };

  const ask = async (): Promise<void> => {
    if (!wanted.isWanted) return;
    const used = wanted.used.slice(0, MAX_USED_RECEIPTS);
    const answer = await needs.client.post(PATHS.checkIns, { after, used });
    if (isStopped) return;
    const heard =
      answer.ok && answer.value.status === 200 ? checkInsSchema.safeParse(answer.value.body).data : undefined;
    if (heard === undefined) {
      // What a hub that was restored knows begins anew.
      after = null;
      schedule(FAILED_EVERY_MS);
      return;
    }
    after = heard.next;
    needs.heard(heard, used);
    schedule(heard.isMore ? 0 : EVERY_MS);
  };

  return {
    want: (next) => {
      const begins = next.isWanted && !wanted.isWanted;
      wanted = next;
      if (begins) schedule(0);
    },
    stop: async () => {
      isStopped = true;
      cancel?.();
      await asking;
    },
  };
}

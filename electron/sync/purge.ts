import { chainStandSchema, PATHS, type ChainStand } from '../../shared/wire.ts';
import type { ChainHead } from '../../shared/statement.ts';
import type { SentOutbox } from '../store/outbox.ts';
import type { TwoClocks } from '../store/hub-mark.ts';
import { isOfStore, isUnreadable } from '../store/faults.ts';
import { isBusy } from '../store/sqlite.ts';
import { toBase64 } from './batch.ts';
import type { HubClient } from './client.ts';
import type { Timing } from './inbox.ts';
import { hasAllOf } from './holes.ts';
import type { Machine, SyncEvent } from './machine-types.ts';
import { outcomeOf } from './outcome.ts';
import type { JournalOutbox, Outboxes } from './outboxes.ts';

/** The journal, and how entries leave it. */
export interface PurgeableOutbox extends JournalOutbox {
  duePurge(now: TwoClocks, days: number): { readonly sequence: number; readonly hash: Uint8Array } | null;
  purgeThrough(sequence: number, maxRows: number): number;
  vacuum(pages: number): number;
  truncateLog(): boolean;
}

export interface PurgeNeeds extends Timing {
  readonly client: HubClient;
  readonly journal: () => PurgeableOutbox | null;
  readonly retentionDays: number;
  readonly clocks: () => TwoClocks;
  /** Has an anchor written. @returns whether it is on disk */
  readonly anchor: (head: ChainHead) => Promise<boolean>;
  readonly removeSent: Outboxes['removeSent'];
  /** The journal cannot be read. */
  readonly damaged: () => void;
}

/** There is more to do. */
const MORE: SyncEvent = { is: 'woke' };

const EVERY_MS = 3_600_000;

/** After the disk has taken nothing. */
const AGAIN_MS = 60_000;

/** An append waits for one of these at most: some milliseconds each. */
const ROWS = 200;
const PAGES = 64;

/** Between two pieces, in which whoever stands at the door comes first. */
const PAUSE_MS = 20;

/**
 * Deletes, once an hour and in small pieces, what the hub has had for the days of retention: only after the hub has
 * confirmed, now, the very hash of the last entry that goes and that it lacks nothing before it, and an anchor that names it
 * is on disk.
 *
 * @returns does one piece where one is due: `woke` where there is more to do
 */
export function purger(needs: PurgeNeeds): (machine: Machine) => Promise<SyncEvent | null> {
  let nextAt = needs.monotonicMs();
  let through: { readonly chain: string; readonly sequence: number } | null = null;
  const rest = (): null => {
    through = null;
    nextAt = needs.monotonicMs() + EVERY_MS;
    return null;
  };
  const piece = async (journal: PurgeableOutbox): Promise<SyncEvent | null> => {
    await new Promise<void>((resolve) => needs.later(PAUSE_MS, resolve));
    // A hub that was restored meanwhile has acknowledged less.
    if (through?.chain === journal.chain) {
      const isMore = journal.mark().through >= through.sequence && removePiece(journal, through.sequence);
      return isMore ? MORE : null;
    }
    const { file, chain } = journal;
    const found = await confirmed(journal, needs);
    if (found === 'lacks') {
      rest();
      return { is: 'lacks', file };
    }
    if (found !== null) through = { chain, sequence: found };
    // The journals are opened anew by it: after the last use of this one.
    else await needs.removeSent((sent) => isAllThere(sent, needs));
    return found === null ? null : MORE;
  };
  return async (machine) => {
    const journal = needs.journal();
    if (journal === null || !machine.isOnline || machine.fault !== null) return null;
    if (needs.monotonicMs() < nextAt) return null;
    try {
      return (await piece(journal)) ?? rest();
    } catch (error) {
      if (isBusy(error)) return MORE;
      rest();
      if (!isOfStore(error)) throw error;
      if (isUnreadable(error)) needs.damaged();
      // A disk that is full or read-only for now: nothing is lost, and what is due makes room once it can.
      else nextAt = needs.monotonicMs() + AGAIN_MS;
      return null;
    }
  };
}

/** @returns whether there is more */
function removePiece(journal: PurgeableOutbox, sequence: number): boolean {
  if (journal.purgeThrough(sequence, ROWS) > 0) return true;
  if (journal.vacuum(PAGES) > 0) return true;
  journal.truncateLog();
  return false;
}

/** @returns the last sequence that may go; `null` where none may; `lacks`: the hub has to be sent some first */
async function confirmed(journal: PurgeableOutbox, needs: PurgeNeeds): Promise<number | 'lacks' | null> {
  const due = journal.duePurge(needs.clocks(), needs.retentionDays);
  if (due === null) return null;
  const head = { chain: journal.chain, ...due };
  const stand = await askFor(head, needs);
  if (stand === null || !isConfirmed(stand, head, journal.mark().epoch)) return null;
  if (!hasAllOf(journal, stand, due.sequence)) return 'lacks';
  return (await needs.anchor(head)) ? due.sequence : null;
}

/** @returns whether the hub has, or had, all of what was set aside; `null`: it does not say */
async function isAllThere(outbox: SentOutbox, needs: PurgeNeeds): Promise<boolean | null> {
  const newest = outbox.newest();
  if (newest === null) return null;
  const head = { chain: outbox.chain, sequence: newest.sequence, hash: newest.hash };
  const stand = await askFor(head, needs);
  // A hub of an earlier release: what was set aside stays until it is another.
  if (stand?.holes === undefined) return null;
  return isConfirmed(stand, head, outbox.mark().epoch) && hasAllOf(outbox, stand, head.sequence);
}

/** @returns `null`: there is no answer now */
async function askFor({ chain, sequence }: ChainHead, { client, monotonicMs }: PurgeNeeds): Promise<ChainStand | null> {
  const askedAt = monotonicMs();
  const outcome = outcomeOf(await client.post(PATHS.chain, { chain, sequence }), chainStandSchema, askedAt);
  return outcome.is === 'good' ? outcome.body : null;
}

/**
 * What the hub's own retention has dropped it had: by its word in the epoch in which it acknowledged it. After a restore
 * it may say so of what it never had.
 */
function isConfirmed({ chain, epoch, through, asked }: ChainStand, head: ChainHead, markEpoch: string | null): boolean {
  if (chain !== head.chain || through < head.sequence || epoch !== markEpoch) return false;
  return asked.is === 'dropped' || (asked.is === 'received' && asked.hash === toBase64(head.hash));
}

import { chainStandSchema, PATHS, type ChainStand } from '../../shared/wire.ts';
import type { ChainHead } from '../../shared/statement.ts';
import type { SentOutbox } from '../store/outbox.ts';
import type { TwoClocks } from '../store/hub-mark.ts';
import { isOfStore, isUnreadable } from '../store/faults.ts';
import { isBusy } from '../store/sqlite.ts';
import { toBase64 } from './batch.ts';
import type { HubClient } from './client.ts';
import type { Timing } from './inbox.ts';
import { findFillable, hasAllOf } from './holes.ts';
import type { ChainSync, Machine, SyncEvent } from './machine-types.ts';
import { outcomeOf } from './outcome.ts';
import type { JournalOutbox, Outboxes } from './outboxes.ts';

/** The journal, and how entries leave it. */
export interface PurgeableOutbox extends JournalOutbox {
  duePurge(now: TwoClocks, days: number): { readonly sequence: number; readonly hash: Uint8Array } | null;
  purgeThrough(sequence: number, maxRows: number): number;
  vacuum(pages: number): number;
  checkpoint(): boolean;
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

/** After the disk has taken nothing, or no anchor. */
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
  let through: UnderWay | null = null;
  let anchored: string | null = null;
  const rest = (forMs: number): void => {
    through = null;
    nextAt = needs.monotonicMs() + forMs;
  };
  /** Confirmed anew it needs no other. */
  const anchor: PurgeNeeds['anchor'] = async (head) => {
    const name = `${head.chain} ${head.sequence}`;
    if (name !== anchored && (await needs.anchor(head))) anchored = name;
    return name === anchored;
  };
  const piece = async (journal: PurgeableOutbox, machine: Machine): Promise<SyncEvent | null> => {
    await new Promise<void>((resolve) => needs.later(PAUSE_MS, resolve));
    if (through !== null && isGood(through, journal, machine)) {
      if (removePiece(journal, through.sequence)) return MORE;
      rest(EVERY_MS);
      return null;
    }
    const { file } = journal;
    const chain = chainOf(journal, machine);
    // Where the hub stands is asked first; a chain that is sent no more loses nothing here.
    if (chain === undefined || (chain.trouble === null && !isKnown(chain))) {
      rest(AGAIN_MS);
      return null;
    }
    const found = chain.trouble === null ? await confirmed(journal, { ...needs, anchor }) : null;
    if (found === 'lacks' || found === 'no-anchor') {
      rest(found === 'lacks' ? EVERY_MS : AGAIN_MS);
      return found === 'lacks' ? { is: 'lacks', files: [file] } : null;
    }
    if (found !== null) {
      through = found;
      return MORE;
    }
    rest(EVERY_MS);
    // The journals are opened anew by it: after the last use of this one.
    const files = await needs.removeSent((sent) => isAllThere(sent, needs));
    return files.length > 0 ? { is: 'lacks', files } : null;
  };
  return async (machine) => {
    const journal = needs.journal();
    if (journal === null || !machine.isOnline || machine.fault !== null) return null;
    if (needs.monotonicMs() < nextAt) return null;
    try {
      return await piece(journal, machine);
    } catch (error) {
      if (isBusy(error)) return MORE;
      // A disk that is full or read-only for now: nothing is lost, and what is due makes room once it can.
      rest(isUnreadable(error) ? EVERY_MS : AGAIN_MS);
      if (!isOfStore(error)) throw error;
      if (isUnreadable(error)) needs.damaged();
      return null;
    }
  };
}

/** What the hub has confirmed, when it was of this epoch. */
interface UnderWay {
  readonly file: string;
  readonly epoch: string;
  readonly sequence: number;
}

/** Of a hub that was restored meanwhile, or turns out to lack something, it is confirmed anew. */
function isGood({ file, epoch, sequence }: UnderWay, journal: PurgeableOutbox, machine: Machine): boolean {
  const chain = chainOf(journal, machine);
  const mark = journal.mark();
  const isOfEpoch = machine.epoch === epoch && mark.epoch === epoch;
  return chain?.trouble === null && isKnown(chain) && isOfEpoch && journal.file === file && mark.through >= sequence;
}

function chainOf({ file }: PurgeableOutbox, { chains }: Machine): ChainSync | undefined {
  return chains.find((chain) => chain.file === file);
}

/** Whether it is known where the hub stands with it. */
function isKnown({ stand, fill }: ChainSync): boolean {
  return stand !== null && fill === null;
}

/** @returns whether there is more */
function removePiece(journal: PurgeableOutbox, sequence: number): boolean {
  if (journal.purgeThrough(sequence, ROWS) > 0) return true;
  if (journal.vacuum(PAGES) > 0) return true;
  journal.checkpoint();
  return false;
}

/** @returns what may go; `null`: nothing; `lacks`: the hub has to be sent some first; `no-anchor`: it could not be written */
async function confirmed(
  journal: PurgeableOutbox,
  needs: PurgeNeeds,
): Promise<UnderWay | 'lacks' | 'no-anchor' | null> {
  const due = journal.duePurge(needs.clocks(), needs.retentionDays);
  if (due === null) return null;
  const head = { chain: journal.chain, ...due };
  const stand = await askFor(head, needs);
  if (stand === null || !isConfirmed(stand, head, journal.mark().epoch)) return null;
  if (!hasAllOf(journal, stand, due.sequence)) return 'lacks';
  const { file } = journal;
  const { epoch } = stand;
  return (await needs.anchor(head)) ? { file, epoch, sequence: due.sequence } : 'no-anchor';
}

/** @returns whether the hub has, or had, all of what was set aside; `null`: it does not say */
async function isAllThere(outbox: SentOutbox, needs: PurgeNeeds): Promise<boolean | null> {
  const newest = outbox.newest();
  if (newest === null) return null;
  const head = { chain: outbox.chain, sequence: newest.sequence, hash: newest.hash };
  const stand = await askFor(head, needs);
  // A hub of an earlier release: what was set aside stays until it is another.
  if (stand?.holes === undefined) return null;
  if (!isConfirmed(stand, head, outbox.mark().epoch)) return false;
  if (hasAllOf(outbox, stand, head.sequence)) return true;
  // Of holes that are not told nobody knows: it stays as it is.
  return findFillable(outbox, stand) === null ? null : false;
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

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chainStandSchema, PATHS, type ChainStand } from '../../shared/wire.ts';
import { isOfStore } from '../store/faults.ts';
import { openOutbox, type Outbox, type SetAsideOutbox } from '../store/outbox.ts';
import { openAbandoned, openSetAside } from '../store/salvage.ts';
import { toBase64 } from '../sync/batch.ts';
import type { HubClient } from '../sync/client.ts';
import { findFillable, hasAllOf } from '../sync/holes.ts';
import { outcomeOf } from '../sync/outcome.ts';

/** A chain on this kiosk, and from where on no hub has it. */
export interface OwedChain {
  readonly outbox: Outbox;
  /** Entries after this one are owed. */
  readonly after: number;
  readonly owed: number;
  /** The hub has other entries in the place of these, and does not take them. */
  readonly isDisputed: boolean;
  /** Of another hub, or given up by `enrol --new-chain`: no hub is asked of it. */
  readonly isAbandoned: boolean;
}

/** All chains that a kiosk has; to be closed. */
export interface OwedEntries {
  readonly chains: readonly OwedChain[];
  /** `null`: some file cannot be read, and nobody can tell. */
  readonly owed: number | null;
  readonly disputed: number;
  /** In journals that were abandoned, entries that no hub has acknowledged; `null`: of some nobody can tell. */
  readonly abandoned: number | null;
  /** In those, entries that one has. */
  readonly abandonedSent: number;
  /** Of all others. */
  readonly sent: number;
  readonly close: () => void;
}

/** Asks what the hub has of a chain. @returns `null`: it does not say */
export type AskStand = (chain: string, sequence: number) => Promise<ChainStand | null>;

export function askerOf(client: Pick<HubClient, 'post'>): AskStand {
  return async (chain, sequence) => {
    const outcome = outcomeOf(await client.post(PATHS.chain, { chain, sequence }), chainStandSchema, 0);
    return outcome.is === 'good' ? outcome.body : null;
  };
}

/**
 * Looks what is owed.
 *
 * @param folder of the kiosk, in which nothing runs
 * @param ask `null`: by what the kiosk itself has noted that a hub acknowledged
 */
export async function findOwed(folder: string, ask: AskStand | null): Promise<OwedEntries> {
  const journal = join(folder, 'journal.db');
  const opened = openAll(journal);
  const close = (): void => {
    for (const outbox of [...opened.outboxes, ...opened.abandoned]) outbox.close();
  };
  try {
    const chains: OwedChain[] = [];
    let { isAnyUnreadable } = opened;
    for (const outbox of opened.outboxes) {
      const chain = await look(outbox, ask);
      if (chain === null) isAnyUnreadable = true;
      else chains.push(chain);
    }
    const inForce = chains.filter(({ isDisputed }) => !isDisputed);
    const former = await lookAtAbandoned(opened);
    return {
      chains: [...chains, ...former.chains],
      owed: isAnyUnreadable ? null : sum(inForce),
      disputed: sum(chains.filter(({ isDisputed }) => isDisputed)),
      abandoned: former.isAnyUnreadable ? null : sum(former.chains),
      abandonedSent: sumOfSent(former.chains),
      sent: sumOfSent(chains),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function sum(chains: readonly OwedChain[]): number {
  return chains.reduce((total, { owed }) => total + owed, 0);
}

function sumOfSent(chains: readonly OwedChain[]): number {
  return chains.reduce((total, { outbox, owed }) => total + lengthOf(outbox) - owed, 0);
}

interface Opened {
  readonly outboxes: readonly Outbox[];
  readonly isAnyUnreadable: boolean;
  readonly abandoned: readonly Outbox[];
  readonly isAnyAbandonedUnreadable: boolean;
}

/** By what was acknowledged before: the present hub may be another. */
async function lookAtAbandoned(opened: Opened): Promise<{ chains: OwedChain[]; isAnyUnreadable: boolean }> {
  const looked = await Promise.all(opened.abandoned.map((outbox) => look(outbox, null)));
  const chains = looked.flatMap((chain) => (chain === null ? [] : { ...chain, isDisputed: false, isAbandoned: true }));
  return { chains, isAnyUnreadable: opened.isAnyAbandonedUnreadable || looked.includes(null) };
}

function openAll(journal: string): Opened {
  const skipped: unknown[] = [];
  const none = { outboxes: [], isAnyUnreadable: false, abandoned: [], isAnyAbandonedUnreadable: false };
  if (!existsSync(join(journal, '..'))) return none;
  const aside = openSetAside(journal, Date.now, null, (error) => skipped.push(error));
  const live = existsSync(journal) ? openLive(journal) : null;
  if (existsSync(journal) && live === null) skipped.push(null);
  let isAnyAbandonedUnreadable = false;
  const abandoned = openAbandoned(journal, () => {
    isAnyAbandonedUnreadable = true;
  });
  return {
    outboxes: live === null ? aside : [...aside, live],
    ...{ isAnyUnreadable: skipped.length > 0, abandoned, isAnyAbandonedUnreadable },
  };
}

/** @returns `null`: it is none that this release can read */
function openLive(journal: string): Outbox | null {
  return readable(() => openOutbox(journal, Date.now));
}

/** What is no journal, is of another release, or is not what was written, an outbox says by a plain error. */
function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (!isOfStore(error) && !(error instanceof Error && error.constructor === Error)) throw error;
    return null;
  }
}

/** @returns `null`: it cannot be read */
async function look(outbox: Outbox, ask: AskStand | null): Promise<OwedChain | null> {
  const isDisputed = isStopped(outbox);
  const newest = readable(() => ({ is: outbox.newest() }));
  if (newest === null) return null;
  if (newest.is === null) return { outbox, after: -1, owed: 0, isDisputed, isAbandoned: false };
  const { is: head } = newest;
  const stand = ask === null ? null : await ask(outbox.chain, head.sequence);
  return readable(() => {
    const after = stand === null ? outbox.mark().through : hadThrough(outbox, head, stand);
    return { outbox, after, owed: countAfter(outbox, after), isDisputed, isAbandoned: false };
  });
}

function isStopped(outbox: Outbox | SetAsideOutbox): boolean {
  return 'isStopped' in outbox && outbox.isStopped();
}

/** Up to where the hub has, by its own word, what is here. @returns -1: nothing can be relied on */
function hadThrough(outbox: Outbox, newest: NonNullable<ReturnType<Outbox['newest']>>, stand: ChainStand): number {
  const hole = findFillable(outbox, stand);
  if (hole !== null) return hole.from - 1;
  if (stand.through < newest.sequence) return stand.through;
  const { asked } = stand;
  const isOurs = asked.is === 'dropped' || (asked.is === 'received' && asked.hash === toBase64(newest.hash));
  // A hub that does not tell of holes may lack some: what it acknowledged counts.
  const isWhole = stand.holes === undefined || hasAllOf(outbox, stand, newest.sequence);
  return isOurs && isWhole ? newest.sequence : -1;
}

const COUNTED_AT_ONCE = 500;

function countAfter(outbox: Outbox, after: number): number {
  let [count, through] = [0, after];
  for (
    let batch = outbox.next(through, COUNTED_AT_ONCE);
    batch !== null;
    batch = outbox.next(through, COUNTED_AT_ONCE)
  ) {
    count += batch.entries.length;
    through = batch.entries.at(-1)?.sequence ?? through;
  }
  return count;
}

function lengthOf(outbox: Outbox): number {
  return countAfter(outbox, -1);
}

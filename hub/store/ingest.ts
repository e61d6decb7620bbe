import type { Failure, Ok } from '../../shared/result.ts';
import { raise } from './alert.ts';
import { lockHead, moveHead, type Head, type SignedMark } from './chain.ts';
import { findFork } from './fork.ts';
import { recordHole, type Hole } from './hole.ts';
import { insertEntries } from './insert.ts';
import { numberKinds } from './kind.ts';
import { holdKiosk, type Kiosk } from './kiosk.ts';
import type { Clock } from './clock.ts';
import { findLate, findLoose, findUnnamed, narrowHoles, type Late } from './late.ts';
import { holdVisitors, isOverrule, keepOverruled } from './overruled.ts';
import { dayOf, onKnownDay, type KnownDays } from './partition.ts';
import { openEntries, type Opened, type Received } from './received.ts';
import type { Store } from './schema.ts';
import { takeSigned } from './signed.ts';
import { addToTally } from './tally.ts';

export type IngestFault = 'kiosk-revoked' | 'chain-of-another' | 'gap' | 'fork';

/** What became of a batch. */
export interface Taken {
  readonly stored: number;
  readonly repeated: number;
  /** Of those stored. */
  readonly quarantined: number;
}

/** With the epoch in which it was stored: a restore in between is seen by it. */
export interface Accepted extends Ok<Taken> {
  readonly epoch: string;
}

/** With where the chain stands, for the kiosk to go on from; `null` where that is not its business. */
export interface Refused extends Failure<IngestFault> {
  readonly head: Pick<Head, 'through' | 'hash'> | null;
}

export interface Delivery {
  readonly kiosk: Kiosk;
  readonly chain: string;
  /** One at least; sequences follow one another. */
  readonly entries: readonly [Received, ...Received[]];
  /** What the kiosk says it has lost before the first entry; `null`: nothing. */
  readonly hole: Hole | null;
  /** How far the chain goes on the kiosk, signed by it; `null`: it does not say. */
  readonly signed: SignedMark | null;
}

/** When it was received. */
export interface ReceivedDelivery extends Delivery {
  readonly now: Date;
}

/**
 * Takes a batch, whole or not at all, and each entry once however often it comes. On disk when this resolves.
 *
 * An entry already received counts as received if its hash is the same. Another hash at a known sequence, or an entry
 * that does not name the hash of the one before, is a fork: two histories of one chain; so is a signed head that names
 * another hash. Neither a fork nor a gap leaves anything but an alert. What retention has dropped is not compared, and
 * does not come back. What was told to be lost, and comes after all, is stored where it fits, and is a fork where not; in the
 * midst of a hole, where it touches nothing, it is a gap unless the kiosk tells again of the hole before it.
 */
export function ingest(
  store: Store,
  { days, clock }: { readonly days: KnownDays; readonly clock: Clock },
  sent: Delivery,
): Promise<Accepted | Refused> {
  return onKnownDay(store, { days, clock }, (tx, now) => takeBatch(tx, { ...sent, now }));
}

/** A chain that the hub itself writes, for those who check in by their phones. */
export interface OwnChain {
  readonly kiosk: Kiosk;
  readonly chain: string;
}

/** Entries that follow a chain's head, and what else came of making them. */
export interface Written<T> {
  readonly entries: readonly Received[];
  readonly value: T;
}

/**
 * Writes into a chain of the hub's own, as {@link ingest} takes a kiosk's. Whatever processes of the hub write into it do so
 * one after the other: entries are made when the chain's head is locked.
 *
 * @param make in the transaction that stores them
 * @returns with what was made; not ok: whose chain it is was revoked, and nothing was made
 * @throws where what was made does not follow the head
 */
export function writeOwn<T>(
  store: Store,
  { days, clock }: { readonly days: KnownDays; readonly clock: Clock },
  { kiosk, chain }: OwnChain,
  make: (tx: Store, head: Head, now: Date) => Promise<Written<T>>,
): Promise<Ok<T> | Failure<'kiosk-revoked'>> {
  return onKnownDay(store, { days, clock }, async (tx, now) => {
    if (!(await holdKiosk(tx, kiosk))) return { ok: false, fault: 'kiosk-revoked' };
    const head = await lockHead(tx, kiosk, chain, now);
    const { entries, value } = await make(tx, head, now);
    const [first, ...rest] = entries;
    if (first === undefined) return { ok: true, value };
    const taken = await takeBatch(tx, { kiosk, chain, entries: [first, ...rest], hole: null, signed: null, now });
    if (!taken.ok) throw new Error(`own entries were not taken: ${taken.fault}`);
    return { ok: true, value };
  });
}

async function takeBatch(tx: Store, delivery: ReceivedDelivery): Promise<Accepted | Refused> {
  const { kiosk, chain, entries, now } = delivery;
  if (!(await holdKiosk(tx, kiosk))) return { ok: false, fault: 'kiosk-revoked', head: null };
  const head = await lockHead(tx, kiosk, chain, now);
  if (head.kiosk !== kiosk.id) {
    await raise(tx, 'fork', { kiosk, chain, sequence: 0, now });
    return { ok: false, fault: 'chain-of-another', head: null };
  }
  const late = await findLate(tx, delivery, head);
  const gap = await findGap(tx, delivery, head, late);
  if (gap !== null) {
    await raise(tx, 'gap', { kiosk, chain, sequence: gap.through + 1, now });
    return { ok: false, fault: 'gap', head: gap };
  }
  const forkedAt = (await findFork(tx, delivery, head, late.entries)) ?? (await findUnnamed(tx, delivery, late));
  if (forkedAt !== null) {
    await raise(tx, 'fork', { kiosk, chain, sequence: forkedAt, now });
    return { ok: false, fault: 'fork', head };
  }
  const isBeyond = entries[0].sequence > head.through + 1;
  if (isBeyond && delivery.hole !== null) await recordHole(tx, { ...delivery, hole: delivery.hole });
  const taken = await append(tx, delivery, head, late);
  if (delivery.signed !== null) await takeSigned(tx, { ...delivery, signed: delivery.signed }, head);
  return { ok: true, value: taken, epoch: head.epoch };
}

/** @returns where the kiosk has to go on from; `null`: the batch goes on from what is here */
async function findGap(tx: Store, delivery: Delivery, head: Head, late: Late): Promise<Refused['head']> {
  const { entries, hole } = delivery;
  const next = head.through + 1;
  if (entries[0].sequence > next) return hole?.from === next ? null : head;
  return findLoose(tx, delivery, late);
}

async function append(tx: Store, delivery: ReceivedDelivery, head: Head, late: Late): Promise<Taken> {
  const { kiosk, chain, entries, now } = delivery;
  const beyond = entries.filter(({ sequence }) => sequence > head.through);
  const fresh = [...late.entries, ...beyond];
  if (fresh.length === 0) return { stored: 0, repeated: entries.length, quarantined: 0 };
  const opened = openEntries(chain, fresh);
  const quarantined = opened.filter(({ entry }) => entry === null).map(({ sequence }) => sequence);
  await keep(tx, delivery, opened, late.entries.length === 0);
  await narrowHoles(tx, delivery, late);
  const last = beyond.at(-1);
  if (last !== undefined) await moveHead(tx, kiosk, chain, last, now);
  const [one] = quarantined;
  if (one !== undefined) await raise(tx, 'quarantine', { kiosk, chain, sequence: one, now });
  return { stored: fresh.length, repeated: entries.length - fresh.length, quarantined: quarantined.length };
}

/** With what the console finds and counts them by. @param isInOrder none comes late */
async function keep(
  tx: Store,
  { kiosk, chain, now }: ReceivedDelivery,
  opened: readonly Opened[],
  isInOrder: boolean,
): Promise<void> {
  const { venue } = kiosk;
  const entries = opened.flatMap(({ entry }) => entry ?? []);
  const saysOfOthers = !isInOrder || entries.some(isOverrule);
  if (saysOfOthers) await holdVisitors(tx, venue, 'kiosk');
  const kindOf = await numberKinds(tx, venue, entries);
  await insertEntries(tx, { kiosk, chain, now, kindOf }, opened);
  await addToTally(tx, { venue, kiosk: kiosk.id, day: dayOf(now), kindOf }, entries);
  if (saysOfOthers) await keepOverruled(tx, { venue, chain }, entries, isInOrder);
}

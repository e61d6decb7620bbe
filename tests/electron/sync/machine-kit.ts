import { NEW_MACHINE, step } from '../../../electron/sync/machine.ts';
import type { Command, Machine, OwnStand, SyncEvent } from '../../../electron/sync/machine-types.ts';
import type { ChainStand } from '../../../shared/wire.ts';

export const EPOCH = '0180bab7-0c00-7000-8000-00000000000e';
export const LATER_EPOCH = '0180bab7-0c00-7000-8000-00000000000f';
export const CHAIN = '0180bab7-0c00-7000-8000-000000000001';
export const OLD = '0180bab7-0c00-7000-8000-000000000002';
export const NOW = 1_000_000;

/** The hash that a made-up entry has. */
export const hash = (sequence: number): string => `hash of ${sequence}`;

export function play(
  events: readonly SyncEvent[],
  from: Machine = NEW_MACHINE,
  now = NOW,
): { machine: Machine; command: Command } {
  return events.reduce<{ machine: Machine; command: Command }>(
    ({ machine }, event) => step(machine, event, { now, random: 0 }),
    { machine: from, command: { do: 'rest', until: null } },
  );
}

export const OPENED: SyncEvent = { is: 'opened', chains: [{ file: CHAIN, chain: CHAIN, isSetAside: false }] };
export const KEPT: SyncEvent = { is: 'kept' };

export function own(newest: number, through = -1, changed: Partial<OwnStand> = {}): OwnStand {
  return {
    newest: { sequence: newest, hash: hash(newest) },
    mark: { epoch: EPOCH, through },
    hashThere: null,
    fillable: null,
    ...changed,
  };
}

export function stood(through: number, mine: OwnStand, changed: Partial<ChainStand> = {}): SyncEvent {
  const stand: ChainStand = {
    epoch: EPOCH,
    chain: CHAIN,
    through,
    hash: hash(through),
    asked: { is: 'missing' },
    ...changed,
  };
  const hashThere = mine.hashThere ?? (through >= 0 ? hash(through) : null);
  return { is: 'asked', file: CHAIN, outcome: { is: 'good', body: stand }, own: { ...mine, hashThere } };
}

export type Sent = Extract<SyncEvent, { is: 'sent' }>;

export function sent(after: number, count: number, outcome: Sent['outcome'], chain = CHAIN): Sent {
  const through = after + count;
  return { is: 'sent', file: chain, sent: { after, count, through, hash: hash(through) }, outcome };
}

export function acknowledged(
  through: number,
  changed: Partial<{ epoch: string; chain: string; hash: string }> = {},
): Sent['outcome'] {
  return { is: 'good', body: { epoch: EPOCH, chain: CHAIN, through, hash: hash(through), ...changed } };
}

export function refused(status: number, fault: string | null, more: object = {}): Sent['outcome'] {
  const base = { status, fault: fault as 'gap' | null, head: null, retryAfterMs: null };
  return { is: 'refused', refused: { ...base, ...more } };
}

export const NO_ANSWER: Sent['outcome'] = { is: 'no-answer', fault: 'hub-unreachable', askedAt: NOW };

import type { Outcome, SentBatch } from '../../../electron/sync/machine-types.ts';
import type { Acknowledgement, ChainStand } from '../../../shared/wire.ts';

/** Base64 of no hash at all: names an entry by where it stands. */
export const hashOf = (sequence: number): string => (sequence < 0 ? 'none' : `hash of ${sequence}`);

/** Names one in whose place the hub has nothing, having been told that it is lost. */
const LOST = '';

/** A hub of one chain, as docs/wire.md has it, without a network. */
export interface ModelHub {
  epoch: number;
  /** Hashes, in order; empty for what was told to be lost. */
  readonly entries: string[];
  /** The furthest it stood in each epoch. */
  readonly furthest: Map<string, number>;
  readonly stand: (asked: number) => Outcome<ChainStand>;
  readonly take: (batch: SentBatch) => Outcome<Acknowledgement>;
  /** A backup: what is called by it later is a restore. */
  readonly backUp: () => () => void;
  /** A copy of the kiosk that has lost some entries sends those after them. */
  readonly lose: (count: number, through: number) => void;
}

const CHAIN = 'chain';

export function modelHub(): ModelHub {
  const entries: string[] = [];
  const furthest = new Map<string, number>([['epoch 0', -1]]);
  const name = (): string => `epoch ${hub.epoch}`;
  const hub: ModelHub = {
    epoch: 0,
    entries,
    furthest,
    stand: (asked) => {
      const through = entries.length - 1;
      const there = entries[asked];
      const is =
        there === undefined || there === LOST
          ? ({ is: 'missing' } as const)
          : ({ is: 'received', hash: there } as const);
      const body = { epoch: name(), chain: CHAIN, through, hash: hashOf(through), asked: is, holes: holesIn(entries) };
      return { is: 'good', body };
    },
    take: ({ after, count, through, hash }) => {
      if (after >= entries.length) return refuse('gap', entries.length - 1);
      const around = holesIn(entries).find((hole) => hole.from <= after && through < hole.through);
      if (around !== undefined) return refuse('gap', around.from - 1);
      for (let sequence = after + 1; sequence <= through; sequence += 1) {
        if (sequence < entries.length && ![hashOf(sequence), LOST].includes(entries[sequence] ?? LOST))
          return refuse('fork', -1);
        entries[sequence] = hashOf(sequence);
      }
      if (count !== through - after) throw new Error('a batch without holes');
      furthest.set(name(), Math.max(furthest.get(name()) ?? -1, entries.length - 1));
      return { is: 'good', body: { epoch: name(), chain: CHAIN, through, hash } };
    },
    lose: (count, through) => {
      const from = entries.length;
      if (from + count > through) return;
      for (let sequence = from; sequence <= through; sequence += 1) {
        entries[sequence] = sequence < from + count ? LOST : hashOf(sequence);
      }
      furthest.set(name(), entries.length - 1);
    },
    backUp: () => {
      const copy = [...entries];
      return () => {
        entries.splice(0, entries.length, ...copy);
        hub.epoch += 1;
        furthest.set(name(), entries.length - 1);
      };
    },
  };
  return hub;
}

function holesIn(entries: readonly string[]): { from: number; through: number }[] {
  const holes: { from: number; through: number }[] = [];
  for (const [sequence, hash] of entries.entries()) {
    const last = holes.at(-1);
    if (hash !== LOST) continue;
    if (last?.through === sequence - 1) last.through = sequence;
    else holes.push({ from: sequence, through: sequence });
  }
  return holes;
}

function refuse(fault: 'gap' | 'fork', through: number): Outcome<never> {
  const head = { through, hash: hashOf(through) };
  return { is: 'refused', refused: { status: 409, fault, head, retryAfterMs: null } };
}

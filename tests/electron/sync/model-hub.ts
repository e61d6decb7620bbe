import type { Outcome, SentBatch } from '../../../electron/sync/machine-types.ts';
import type { Acknowledgement, ChainStand } from '../../../shared/wire.ts';

/** Base64 of no hash at all: names an entry by where it stands. */
export const hashOf = (sequence: number): string => (sequence < 0 ? 'none' : `hash of ${sequence}`);

/** A hub of one chain, as docs/wire.md has it, without a network. */
export interface ModelHub {
  epoch: number;
  /** Hashes, in order. */
  readonly entries: string[];
  /** The furthest it stood in each epoch. */
  readonly furthest: Map<string, number>;
  readonly stand: (asked: number) => Outcome<ChainStand>;
  readonly take: (batch: SentBatch) => Outcome<Acknowledgement>;
  /** A backup: what is called by it later is a restore. */
  readonly backUp: () => () => void;
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
      const is = there === undefined ? ({ is: 'missing' } as const) : ({ is: 'received', hash: there } as const);
      return { is: 'good', body: { epoch: name(), chain: CHAIN, through, hash: hashOf(through), asked: is } };
    },
    take: ({ after, count, through, hash }) => {
      if (after >= entries.length) return refuse('gap', entries.length - 1);
      for (let sequence = after + 1; sequence <= through; sequence += 1) {
        if (sequence < entries.length && entries[sequence] !== hashOf(sequence)) return refuse('fork', -1);
        entries[sequence] = hashOf(sequence);
      }
      if (count !== through - after) throw new Error('a batch without holes');
      furthest.set(name(), Math.max(furthest.get(name()) ?? -1, entries.length - 1));
      return { is: 'good', body: { epoch: name(), chain: CHAIN, through, hash } };
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

function refuse(fault: 'gap' | 'fork', through: number): Outcome<never> {
  const head = { through, hash: hashOf(through) };
  return { is: 'refused', refused: { status: 409, fault, head, retryAfterMs: null } };
}

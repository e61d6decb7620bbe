import { createHash } from 'node:crypto';
import type { PurgeableOutbox } from '../../../electron/sync/purge.ts';
import type { OutboxEntry } from '../../../electron/store/outbox.ts';
import type { Batch } from '../../../shared/wire.ts';

/** A chain in memory that goes by the rules of the journal's outbox. */
export interface MemoryOutbox extends PurgeableOutbox {
  readonly entries: OutboxEntry[];
  /** Every acknowledgement, in order. */
  readonly kept: { readonly epoch: string; readonly through: number }[];
}

export function memoryOutbox(batch: Batch, changed: Partial<MemoryOutbox> = {}): MemoryOutbox {
  const entries = batch.entries.map(toEntry);
  const kept: { epoch: string; through: number }[] = [];
  const mark = (): { epoch: string | null; through: number } => kept.at(-1) ?? { epoch: null, through: -1 };
  const newest = (): OutboxEntry | null => entries.at(-1) ?? null;
  return {
    chain: batch.chain,
    file: `journal.db of ${batch.chain}`,
    isSetAside: false,
    isInPlace: () => true,
    entries,
    kept,
    newest,
    mark,
    unsent: () => entries.filter(({ sequence }) => sequence > mark().through).length,
    next: (after, limit) => {
      const from = entries.findIndex(({ sequence }) => sequence > after);
      if (from === -1) return null;
      const found = unbroken(entries.slice(from, from + limit));
      const isHole = (found[0]?.sequence ?? 0) > after + 1;
      return { hole: isHole ? { from: after + 1, reason: 'purged' } : null, entries: found };
    },
    acknowledge: (epoch, through) => {
      if (mark().epoch === epoch && through < mark().through) return;
      if (through > (newest()?.sequence ?? -1)) throw new Error('never past the last entry');
      kept.push({ epoch, through });
    },
    duePurge: () => null,
    purgeThrough: () => 0,
    vacuum: () => 0,
    checkpoint: () => true,
    close: () => undefined,
    ...changed,
  };
}

function unbroken(entries: readonly OutboxEntry[]): OutboxEntry[] {
  const end = entries.findIndex((entry, i) => entry.sequence !== (entries[0]?.sequence ?? 0) + i);
  return entries.slice(0, end === -1 ? undefined : end);
}

function toEntry({ sequence, previousHash, bytes }: Batch['entries'][number]): OutboxEntry {
  const plain = Buffer.from(bytes, 'base64');
  const hash = createHash('sha256').update(plain).digest();
  return { sequence, previousHash: Buffer.from(previousHash, 'base64'), hash, bytes: plain };
}

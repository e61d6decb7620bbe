import { hash } from 'node:crypto';
import { isOfAClock } from '../../shared/console/moment.ts';
import { decodeEntry } from '../../shared/entry.ts';
import type { Entry } from '../../shared/journal.ts';
import type { Batch } from '../../shared/wire.ts';

/** An entry as it came. */
export interface Received {
  readonly sequence: number;
  readonly previousHash: Buffer;
  readonly bytes: Buffer;
  readonly hash: Buffer;
}

/** With what could be made of it. */
export interface Opened extends Received {
  /** `null`: its content cannot be read, is not what its envelope says, or is of a time that no clock shows: kept in quarantine. */
  readonly entry: Entry | null;
}

/** Takes a batch out of its envelope; whatever the contents are, this succeeds. */
export function readBatch({ entries }: Batch): Received[] {
  return entries.map(({ sequence, ...sent }) => {
    const bytes = Buffer.from(sent.bytes, 'base64');
    return {
      sequence,
      previousHash: Buffer.from(sent.previousHash, 'base64'),
      bytes,
      hash: hash('sha256', bytes, 'buffer'),
    };
  });
}

/**
 * Reads what entries say. Only of those that are new, and only when they are about to be written: an entry that was read
 * has many parts, and keeping those of all batches that wait for the database took longer than reading them.
 */
export function openEntries(chain: string, list: readonly Received[]): Opened[] {
  return list.map((received) => {
    const { sequence, previousHash, bytes, hash } = received;
    const decoded = decodeEntry(bytes);
    const isAsSaid =
      decoded.ok &&
      decoded.value.chain === chain &&
      decoded.value.sequence === sequence &&
      previousHash.equals(decoded.value.previousHash) &&
      isOfAClock(decoded.value);
    return { sequence, previousHash, bytes, hash, entry: isAsSaid ? decoded.value : null };
  });
}

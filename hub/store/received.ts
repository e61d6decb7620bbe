import { hash } from 'node:crypto';
import { decodeEntry } from '../../shared/entry.ts';
import type { Entry } from '../../shared/journal.ts';
import type { Batch } from '../../shared/wire.ts';

/** An entry as it came, with what could be made of it. */
export interface Received {
  readonly sequence: number;
  readonly previousHash: Buffer;
  readonly bytes: Buffer;
  readonly hash: Buffer;
  /** `null`: its content cannot be read, or is not what its envelope says, and it is kept in quarantine. */
  readonly entry: Entry | null;
}

/** Opens a batch; whatever the contents are, this succeeds. */
export function readBatch({ chain, entries }: Batch): Received[] {
  return entries.map((sent) => {
    const bytes = Buffer.from(sent.bytes, 'base64');
    const previousHash = Buffer.from(sent.previousHash, 'base64');
    const decoded = decodeEntry(bytes);
    const isAsSaid =
      decoded.ok &&
      decoded.value.chain === chain &&
      decoded.value.sequence === sent.sequence &&
      previousHash.equals(decoded.value.previousHash);
    return {
      sequence: sent.sequence,
      previousHash,
      bytes,
      hash: hash('sha256', bytes, 'buffer'),
      entry: isAsSaid ? decoded.value : null,
    };
  });
}

import { sign, type KeyObject } from 'node:crypto';
import { headStatement } from '../../shared/statement.ts';
import type { Batch } from '../../shared/wire.ts';
import type { Outbox, OutboxBatch } from '../store/outbox.ts';
import type { SentBatch } from './machine-types.ts';

/** A batch as it goes to the hub, and what is remembered of it to tell its acknowledgement from any other. */
export interface Packed {
  readonly body: Batch;
  readonly sent: SentBatch;
}

/** Signs where a chain stands; a head that was signed before is not signed again. */
export type SignHead = (outbox: Outbox) => Batch['head'];

/**
 * Reads what follows `after`, with the chain's signed head: of what is cut off a kiosk's disk the hub knows by it that it
 * was there.
 *
 * @returns `null` where nothing follows
 */
export function packBatch(outbox: Outbox, after: number, limit: number, signHead: SignHead): Packed | null {
  const found = outbox.next(after, limit);
  const last = found?.entries.at(-1);
  if (found === null || last === undefined) return null;
  const { sequence: through, hash } = last;
  const sent = { after, through, hash: toBase64(hash), count: found.entries.length };
  return { body: bodyOf(outbox, found, signHead), sent };
}

function bodyOf(outbox: Outbox, { hole, entries }: OutboxBatch, signHead: SignHead): Batch {
  const head = signHead(outbox);
  return {
    chain: outbox.chain,
    ...(head === undefined ? {} : { head }),
    ...(hole === null ? {} : { hole }),
    entries: entries.map(({ sequence, previousHash, bytes }) => ({
      sequence,
      previousHash: toBase64(previousHash),
      bytes: toBase64(bytes),
    })),
  };
}

export function headSigner(privateKey: KeyObject): SignHead {
  let known: { readonly chain: string; readonly head: NonNullable<Batch['head']> } | null = null;
  return (outbox) => {
    const newest = outbox.newest();
    if (newest === null) return undefined;
    const hash = toBase64(newest.hash);
    if (known?.chain === outbox.chain && known.head.hash === hash) return known.head;
    const statement = headStatement({ chain: outbox.chain, ...newest });
    const head = { sequence: newest.sequence, hash, signature: toBase64(sign(null, statement, privateKey)) };
    known = { chain: outbox.chain, head };
    return head;
  };
}

export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}

import { NO_PREVIOUS_HASH } from '../../shared/journal.ts';
import type { Head } from './chain.ts';
import type { Delivery } from './ingest.ts';
import type { Received } from './received.ts';
import type { Store } from './schema.ts';

/**
 * @param late those of the batch that were told to be lost
 * @returns the first sequence at which the batch, or its signed head, is not the chain known here
 */
export async function findFork(
  tx: Store,
  delivery: Delivery,
  head: Head,
  late: readonly Received[],
): Promise<number | null> {
  const { entries, signed } = delivery;
  const known = await knownHashes(tx, delivery, head);
  if (signed !== null) {
    if (known.get(signed.sequence)?.equals(signed.hash) === false) return signed.sequence;
    known.set(signed.sequence, signed.hash);
  }
  const lateOnes = new Set(late);
  let before = known.get(entries[0].sequence - 1);
  for (const entry of entries) {
    const { sequence, hash, previousHash } = entry;
    // Of an entry that is here the envelope proves nothing: its hash is compared, and its link is in its bytes.
    const isNew = sequence > head.through || lateOnes.has(entry);
    if (isNew && before?.equals(previousHash) === false) return sequence;
    if (known.get(sequence)?.equals(hash) === false) return sequence;
    before = hash;
  }
  return null;
}

/**
 * Hashes of what is known already, from the entry before the batch on: the head's own, the one that was signed for, and
 * those not dropped since.
 */
async function knownHashes(
  tx: Store,
  { kiosk, chain, entries, signed }: Delivery,
  head: Head,
): Promise<Map<number, Buffer>> {
  const known = new Map<number, Buffer>([
    [-1, Buffer.from(NO_PREVIOUS_HASH)],
    [head.through, head.hash],
  ]);
  if (head.signed !== null) known.set(head.signed.sequence, head.signed.hash);
  const from = entries[0].sequence - 1;
  const signedAt = signed?.sequence ?? from;
  if (Math.min(from, signedAt) >= head.through) return known;
  const rows = await tx
    .selectFrom('entry')
    .select(['sequence', 'hash'])
    .where('venue', '=', kiosk.venue)
    .where('chain', '=', chain)
    .where((eb) =>
      eb.or([
        eb.between('sequence', String(from), String(Math.min(from + entries.length, head.through))),
        eb('sequence', '=', String(signedAt)),
      ]),
    )
    .execute();
  for (const row of rows) known.set(Number(row.sequence), row.hash);
  return known;
}

import { raise } from './alert.ts';
import { keepSigned, type Head, type Mark, type SignedMark } from './chain.ts';
import type { Kiosk } from './kiosk.ts';
import type { Store } from './schema.ts';

interface Signed {
  readonly kiosk: Kiosk;
  readonly chain: string;
  /** Of the batch, which has been taken. */
  readonly entries: readonly [Pick<Mark, 'sequence'>, ...Pick<Mark, 'sequence'>[]];
  readonly signed: SignedMark;
  readonly now: Date;
}

/**
 * Takes a kiosk's word for how far its chain goes. A word that was kept stays until the entry it names has come and was
 * compared: else the next one would cover up what was cut off and written anew.
 *
 * New entries under a head before the one that was kept are of a chain that went back, which raises an alert. A batch that
 * was held up on its way has an older head too, but nothing new.
 *
 * @param head as it was before the batch
 */
export async function takeSigned(tx: Store, { kiosk, chain, entries, signed, now }: Signed, head: Head): Promise<void> {
  const last = entries.at(-1) ?? entries[0];
  const kept = head.signed?.sequence ?? -1;
  if (signed.sequence > kept && Math.max(head.through, last.sequence) >= kept) {
    await keepSigned(tx, kiosk, chain, signed);
  } else if (signed.sequence < kept && last.sequence > head.through) {
    await raise(tx, 'reset', { kiosk, chain, sequence: kept, now });
  }
}

import { decodeEntry } from '../../shared/entry.ts';
import type { Head } from './chain.ts';
import type { Delivery } from './ingest.ts';
import type { Received } from './received.ts';
import type { Store } from './schema.ts';

/** A hole that was told of, both ends included. */
interface KnownHole {
  readonly from: number;
  readonly through: number;
  readonly reason: string;
  readonly toldAt: Date;
}

/** What of a batch was told to be lost, and has come after all. */
export interface Late {
  readonly entries: readonly Received[];
  /** In which they lie. */
  readonly holes: readonly KnownHole[];
  /** The sequence of the one that the entry after its hole does not name; `null`: they fit, as far as can be told. */
  readonly forkedAt: number | null;
}

/** Of a batch that brings nothing but what comes next, nothing is asked. */
export async function findLate(tx: Store, { kiosk, chain, entries }: Delivery, head: Head): Promise<Late> {
  const [first, last] = [entries[0], entries.at(-1) ?? entries[0]];
  if (first.sequence > head.through) return { entries: [], holes: [], forkedAt: null };
  const rows = await tx
    .selectFrom('chain_hole')
    .select(['from_sequence', 'through_sequence', 'reason', 'told_at'])
    .where('venue', '=', kiosk.venue)
    .where('chain', '=', chain)
    .where('from_sequence', '<=', String(last.sequence))
    .where('through_sequence', '>=', String(first.sequence))
    .execute();
  const holes = rows.map(({ from_sequence, through_sequence, reason, told_at: toldAt }) => {
    return { from: Number(from_sequence), through: Number(through_sequence), reason, toldAt };
  });
  const late = entries.filter(({ sequence }) => holes.some((it) => it.from <= sequence && sequence <= it.through));
  // Where more of the batch follows, that is known to be what follows here.
  const isAtEnd = holes.some(({ through }) => through === last.sequence);
  const fits = !isAtEnd || (await isNamedByNext(tx, { kiosk, chain }, last));
  return { entries: late, holes, forkedAt: fits ? null : last.sequence };
}

/** Whether the entry after this one names its hash; of one that is not here, or cannot be read, nobody can tell. */
async function isNamedByNext(
  tx: Store,
  { kiosk, chain }: Pick<Delivery, 'kiosk' | 'chain'>,
  { sequence, hash }: Received,
): Promise<boolean> {
  const row = await tx
    .selectFrom('entry')
    .select(['bytes', 'is_quarantined'])
    .where('venue', '=', kiosk.venue)
    .where('chain', '=', chain)
    .where('sequence', '=', String(sequence + 1))
    .executeTakeFirst();
  const next = row === undefined || row.is_quarantined ? null : decodeEntry(row.bytes);
  return next?.ok !== true || hash.equals(next.value.previousHash);
}

/** What has come is no hole any more: should retention drop it, it does not come back. */
export async function narrowHoles(tx: Store, { kiosk, chain }: Delivery, { entries, holes }: Late): Promise<void> {
  const [first, last] = [entries[0], entries.at(-1)];
  if (first === undefined || last === undefined) return;
  for (const { from, through, reason, toldAt } of holes) {
    await tx
      .deleteFrom('chain_hole')
      .where('venue', '=', kiosk.venue)
      .where('chain', '=', chain)
      .where('from_sequence', '=', String(from))
      .execute();
    const left = [
      { from, through: first.sequence - 1 },
      { from: last.sequence + 1, through },
    ].filter((it) => it.from <= it.through);
    const place = { venue: kiosk.venue, chain, reason, told_at: toldAt };
    const values = left.map((it) => ({ ...place, from_sequence: it.from, through_sequence: it.through }));
    if (values.length > 0) await tx.insertInto('chain_hole').values(values).execute();
  }
}

import { decodeEntry } from '../../shared/entry.ts';
import { NO_PREVIOUS_HASH } from '../../shared/journal.ts';
import type { Head } from './chain.ts';
import type { Delivery, Refused } from './ingest.ts';
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
}

/** Of a batch that brings nothing but what comes next, nothing is asked. */
export async function findLate(tx: Store, { kiosk, chain, entries }: Delivery, head: Head): Promise<Late> {
  const [first, last] = [entries[0], entries.at(-1) ?? entries[0]];
  if (first.sequence > head.through) return { entries: [], holes: [] };
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
  return { entries: late, holes };
}

/**
 * A batch in the midst of a hole touches nothing that is known, and could be of any history: its kiosk has to say again
 * that what lies before it is lost.
 *
 * @returns the entry before the hole, from which the kiosk has to go on; `null`: the batch reaches an end of each
 */
export async function findLoose(tx: Store, delivery: Delivery, { holes }: Late): Promise<Refused['head']> {
  const { kiosk, chain, entries, hole } = delivery;
  const [first, last] = [entries[0], entries.at(-1) ?? entries[0]];
  const around = holes.find(({ from, through }) => from < first.sequence && last.sequence < through);
  if (around === undefined || hole?.from === around.from) return null;
  const before = await tx
    .selectFrom('entry')
    .select('hash')
    .where('venue', '=', kiosk.venue)
    .where('chain', '=', chain)
    .where('sequence', '=', String(around.from - 1))
    .executeTakeFirst();
  // Of what retention has dropped nobody knows the hash.
  return { through: around.from - 1, hash: before?.hash ?? Buffer.from(NO_PREVIOUS_HASH) };
}

/**
 * Looks at what follows each hole that is filled up to its end, whatever the batch says of it.
 *
 * @returns the sequence of a late entry that the one after its hole does not name; `null`: they fit, as far as can be told
 */
export async function findUnnamed(
  tx: Store,
  { kiosk, chain }: Pick<Delivery, 'kiosk' | 'chain'>,
  { entries, holes }: Late,
): Promise<number | null> {
  const ends = entries.filter(({ sequence }) => holes.some(({ through }) => through === sequence));
  if (ends.length === 0) return null;
  const rows = await tx
    .selectFrom('entry')
    .select(['sequence', 'bytes', 'is_quarantined'])
    .where('venue', '=', kiosk.venue)
    .where('chain', '=', chain)
    .where(
      'sequence',
      'in',
      ends.map(({ sequence }) => String(sequence + 1)),
    )
    .execute();
  const next = new Map(rows.map((row) => [Number(row.sequence), row]));
  return ends.find(({ sequence, hash }) => !isNamedBy(hash, next.get(sequence + 1)))?.sequence ?? null;
}

/** By an entry that is not here, or cannot be read, nobody can tell. */
function isNamedBy(
  hash: Buffer,
  next: { readonly bytes: Buffer; readonly is_quarantined: boolean } | undefined,
): boolean {
  const decoded = next === undefined || next.is_quarantined ? null : decodeEntry(next.bytes);
  return decoded?.ok !== true || hash.equals(decoded.value.previousHash);
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

import { sql, type RawBuilder } from 'kysely';
import type { Entry } from '../../shared/journal.ts';
import type { Verdict } from '../../shared/verdict.ts';
import type { Store } from '../store/schema.ts';
import { numbersOf, type Venue } from './venue.ts';

/** Nobody is decided on later: what says so was written by two clocks that do not go together. */
export const DECIDED_WITHIN_MS = 86_400_000;

/** What stands of a visitor. */
export interface Standing {
  /** `null`: nothing does. */
  readonly verdict: Verdict | null;
  /** When it was said. */
  readonly saidMs: number;
}

/** Where an entry lies. */
export type Place = Pick<Entry, 'chain' | 'sequence'>;

function placeKey({ chain, sequence }: Place): string {
  return `${chain} ${sequence}`;
}

/** Of what was decided by hand, what was taken back; a scan stays (`whatStands`). */
export async function readUndone(
  store: Store,
  venue: Venue,
  entries: readonly Entry[],
): Promise<(entry: Place) => boolean> {
  const byHand = entries.filter(({ type }) => type === 'manual' || type === 'overrule');
  const undoing = numbersOf(venue, ({ type, verdict }) => type === 'overrule' && verdict === null);
  if (byHand.length === 0 || undoing.length === 0) return () => false;
  const { rows } = await undoneAmong(venue.name, byHand, undoing).execute(store);
  const undone = new Set(rows.map(({ chain, sequence }) => placeKey({ chain, sequence: Number(sequence) })));
  return (entry) => undone.has(placeKey(entry));
}

/** One by one: else all that was ever undone might be read. Exported, as those below, to have it explained. */
export function undoneAmong(
  venue: string,
  entries: readonly Pick<Entry, 'id' | 'chain' | 'sequence'>[],
  undoing: readonly number[],
): RawBuilder<{ chain: string; sequence: string }> {
  const [ids, chains] = [entries.map(({ id }) => id), entries.map(({ chain }) => chain)];
  const sequences = entries.map(({ sequence }) => sequence);
  return sql`
    select one.chain, one.sequence
    from unnest(${ids}::uuid[], ${chains}::uuid[], ${sequences}::bigint[]) as one (id, chain, sequence)
    cross join lateral (
      select from entry
      where venue = ${venue} and refers_to = one.id and chain = one.chain and sequence > one.sequence
        and kind is not null and kind = any(${undoing}::int[])
      limit 1
    ) as undo`;
}

/** What the hub keeps of somebody who was overruled. */
export interface Kept {
  /** The kind of the entry that stands; `null`: none does. */
  readonly stands: number | null;
  /** As the database has it: decimal. `null`: it is not known. */
  readonly stands_ms: string | null;
}

/** @param first the visitor's own entry @param kept `null`: their own entry stands */
export function standingOf(
  venue: Venue,
  first: { readonly verdict: Verdict | null; readonly epochMs: number },
  kept: Kept | null,
): Standing {
  const { verdict, epochMs } = first;
  if (kept === null) return { verdict, saidMs: epochMs };
  const { stands, stands_ms: ms } = kept;
  const saidMs = ms === null ? epochMs : Number(ms);
  const isSoon = epochMs <= saidMs && saidMs <= epochMs + DECIDED_WITHIN_MS;
  return {
    verdict: stands === null ? null : (venue.kinds.get(stands)?.verdict ?? null),
    saidMs: isSoon ? saidMs : epochMs,
  };
}

/** What stands of each entry of a visitor; of any other it is what it says itself. */
export async function readStanding(
  store: Store,
  venue: Venue,
  entries: readonly Entry[],
): Promise<(entry: Entry) => Standing> {
  const { rows } = await standingAmong(venue.name, entries).execute(store);
  const kept = new Map(rows.map((row) => [placeKey({ chain: row.chain, sequence: Number(row.sequence) }), row]));
  return (entry) => standingOf(venue, entry, kept.get(placeKey(entry)) ?? null);
}

export function standingAmong(
  venue: string,
  entries: readonly Place[],
): RawBuilder<{ chain: string; sequence: string } & Kept> {
  const [chains, sequences] = [entries.map(({ chain }) => chain), entries.map(({ sequence }) => sequence)];
  return sql`
    select one.chain, one.sequence, it.stands, it.stands_ms
    from unnest(${chains}::uuid[], ${sequences}::bigint[]) as one (chain, sequence) cross join lateral (
      select stands, stands_ms from overruled
      where venue = ${venue} and chain = one.chain and sequence = one.sequence limit 1
    ) as it`;
}

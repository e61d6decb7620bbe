import { sql, type RawBuilder } from 'kysely';
import { isOfVisitor, whatStands } from '../../shared/console/visitors.ts';
import type { Entry, EntryType } from '../../shared/journal.ts';
import type { Verdict } from '../../shared/verdict.ts';
import type { Store } from './schema.ts';

/** "DShO" in ASCII, beside a venue's hash. */
const OVERRULED_LOCK = 0x4453684f;

/** No visitor is overruled so often: a kiosk that makes up more is followed no further. */
const MAX_STEPS = 20;

/**
 * Until the transaction ends, nobody sorts the venue's entries while its kiosks say what becomes of visitors, or the other
 * way round: neither would see what the other files, and both would leave it out. Taken before kinds and tally are.
 *
 * @param who `kiosk`: of one chain, whose head is locked, beside those of others; `sorter`: of any, and alone
 */
export async function holdVisitors(tx: Store, venue: string, who: 'kiosk' | 'sorter'): Promise<void> {
  const lock = who === 'kiosk' ? sql`pg_advisory_xact_lock_shared` : sql`pg_advisory_xact_lock`;
  await sql`select ${lock}(${OVERRULED_LOCK}, hashtext(${venue}))`.execute(tx);
}

/** Whether an entry says what becomes of another. */
export function isOverrule({ type }: Pick<Entry, 'type'>): boolean {
  return type === 'overrule';
}

interface Place {
  readonly venue: string;
  readonly chain: string;
}

/**
 * Keeps what stands of each visitor of whom entries of a chain say anything, from all that is filed of that chain: it comes
 * to the same whatever was filed first. Of a visitor whose own entry is not here nothing is kept.
 *
 * @param entries that were just filed
 * @param isInOrder what was filed before was written before: it says nothing of these
 */
export async function keepOverruled(
  tx: Store,
  place: Place,
  entries: readonly Entry[],
  isInOrder: boolean,
): Promise<void> {
  const about = entries.flatMap((entry) => (isOverrule(entry) ? (entry.refersTo ?? []) : []));
  const visits = await readVisits(tx, place, isInOrder ? about : [...about, ...entries.map(({ id }) => id)]);
  if (visits.length === 0) return;
  await sql`
    delete from overruled where venue = ${place.venue} and chain = ${place.chain}
      and sequence = any(${visits.map(({ first }) => first.sequence)}::bigint[])`.execute(tx);
  const rows = visits.flatMap(({ first, stands }) => {
    const { sequence, kiosk, kind, epochMs: epoch_ms, day: received_day } = first;
    const what = { stands: stands?.kind ?? null, stands_ms: stands?.epochMs ?? null };
    const row = { ...place, sequence, kiosk, kind, epoch_ms, received_day, ...what };
    return stands === first ? [] : [row];
  });
  if (rows.length > 0) await tx.insertInto('overruled').values(rows).execute();
}

/** An entry that was filed. */
interface Filed {
  readonly sequence: number;
  readonly id: string;
  readonly refersTo: string | null;
  readonly type: EntryType;
  readonly verdict: Verdict | null;
  readonly kind: number;
  readonly kiosk: string;
  readonly epochMs: number;
  /** Of receipt, `YYYY-MM-DD`. */
  readonly day: string;
}

interface Visit {
  readonly first: Filed;
  /** `null`: nothing does. */
  readonly stands: Filed | null;
}

/** Visitors that any of these entries is about, of those that somebody refers to, or has referred to. */
async function readVisits(tx: Store, place: Place, ids: readonly string[]): Promise<Visit[]> {
  const about = await follow(tx, place, ids, (some) => sql`id = any(${some}::uuid[])`, refersTo);
  // Ids are given by kiosks: of two entries with one, the first that was written.
  const firsts = new Map(
    about
      .filter(isOfVisitor)
      .toReversed()
      .map((entry) => [entry.id, entry]),
  );
  const later = await follow(tx, place, [...firsts.keys()], (some) => sql`refers_to = any(${some}::uuid[])`, ownId);
  return about.filter(isOfVisitor).map((first) => {
    const isCounted = firsts.get(first.id) === first;
    return { first, stands: isCounted ? whatStands(first, ofVisit(first, later)) : first };
  });
}

function refersTo(entry: Filed): string[] {
  return isOverrule(entry) && entry.refersTo !== null ? [entry.refersTo] : [];
}

function ownId(entry: Filed): string[] {
  return isOverrule(entry) ? [entry.id] : [];
}

/**
 * What overrules a visitor's entry, and that in turn; each was written after what it refers to. What else refers to it, and
 * who is said of that, is another visitor.
 *
 * @param later in order
 */
function ofVisit(first: Filed, later: readonly Filed[]): Filed[] {
  const known = new Set([first.id]);
  return later.filter((entry) => {
    const { sequence, refersTo: about, id } = entry;
    const isOfIt = isOverrule(entry) && sequence > first.sequence && about !== null && known.has(about);
    if (isOfIt) known.add(id);
    return isOfIt;
  });
}

/** @returns in the order they were written, each once */
async function follow(
  tx: Store,
  { venue, chain }: Place,
  ids: readonly string[],
  by: (ids: readonly string[]) => RawBuilder<unknown>,
  next: (entry: Filed) => string[],
): Promise<Filed[]> {
  const [found, asked] = [new Map<number, Filed>(), new Set<string>()];
  let some = [...new Set(ids)];
  for (let step = 0; step < MAX_STEPS && some.length > 0; step += 1) {
    for (const id of some) asked.add(id);
    const { rows } = await sql<Record<'sequence' | 'epochMs', string> & Omit<Filed, 'sequence' | 'epochMs'>>`
      select sequence, id, refers_to as "refersTo", type, verdict, kind, kiosk, epoch_ms as "epochMs",
        received_day::text as day
      from entry where venue = ${venue} and chain = ${chain} and kind is not null and ${by(some)}`.execute(tx);
    const filed = rows.map((row) => ({ ...row, sequence: Number(row.sequence), epochMs: Number(row.epochMs) }));
    for (const entry of filed) found.set(entry.sequence, entry);
    some = [...new Set(filed.flatMap(next))].filter((id) => !asked.has(id));
  }
  return [...found.values()].toSorted((a, b) => a.sequence - b.sequence);
}

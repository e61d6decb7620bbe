import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Entry, EntryType } from '../../shared/journal.ts';
import type { ScanSource } from '../../shared/scan.ts';
import type { Verdict } from '../../shared/verdict.ts';
import type { Store } from './schema.ts';

/** What an entry has in common with others; there are some hundred kinds, however many entries there are. */
export interface Kind {
  readonly type: EntryType;
  readonly verdict: Verdict | null;
  readonly source: ScanSource | null;
  /** Worst first. */
  readonly reasons: readonly string[];
  /** `out`: of somebody who leaves. */
  readonly lane: 'out' | null;
}

/** The number of an entry's kind. */
export type KindOf = (entry: Entry) => number;

/** "DShK" in ASCII: held while a venue gets a kind that it did not have. */
const KIND_LOCK = 0x4453684b;

/**
 * Kinds of a venue, at most: many times as many as any rules make. A kiosk that makes up reasons, one set for each entry,
 * would else make a list that nobody can go through.
 */
export const MAX_KINDS = 4096;

/** Numbers the kinds of entries of a venue, and makes those that it does not have yet. */
export async function numberKinds(tx: Store, venue: string, entries: readonly Entry[]): Promise<KindOf> {
  const texts = new Map(entries.map((entry) => [entry, textOf(entry)]));
  const kinds = new Map(entries.map((entry) => [texts.get(entry) ?? '', entry]));
  const numbers = await readNumbers(tx, venue, [...kinds.keys()]);
  const missing = [...kinds].filter(([text]) => !numbers.has(text));
  if (missing.length > 0) {
    await sql`select pg_advisory_xact_lock(${KIND_LOCK})`.execute(tx);
    for (const [text, kind] of missing) numbers.set(text, await addKind(tx, venue, kind));
  }
  return (entry) => {
    const number = numbers.get(texts.get(entry) ?? '');
    if (number === undefined) throw new Error('an entry whose kind was not numbered');
    return number;
  };
}

/** No text that was decoded has a NUL in it. Once for each entry, so not as JSON, which takes longer. */
function textOf({ type, verdict, source, reasons, lane }: Kind): string {
  return `${type} ${verdict} ${source} ${lane} ${reasons.join('\0')}`;
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** By their texts. */
async function readNumbers(tx: Store, venue: string, texts: readonly string[]): Promise<Map<string, number>> {
  if (texts.length === 0) return new Map();
  const byDigest = new Map(texts.map((text) => [digestOf(text).toString('hex'), text]));
  const rows = await tx
    .selectFrom('entry_kind')
    .select(['id', 'digest'])
    .where('venue', '=', venue)
    .where(
      'digest',
      'in',
      [...byDigest.keys()].map((hex) => Buffer.from(hex, 'hex')),
    )
    .execute();
  return new Map(rows.map(({ id, digest }) => [byDigest.get(digest.toString('hex')) ?? '', id]));
}

/** Under the lock. A venue that has too many gets no more: the entry is filed as one without reasons, and not found by them. */
async function addKind(tx: Store, venue: string, kind: Kind): Promise<number> {
  const text = textOf(kind);
  // Another process may have made it while this one waited.
  const known = (await readNumbers(tx, venue, [text])).get(text);
  if (known !== undefined) return known;
  const { rows } = await sql<{ last: number; own: number }>`
    select
      (select coalesce(max(id), 0) from entry_kind) as last,
      (select count(*)::int from entry_kind where venue = ${venue}) as own`.execute(tx);
  const { last, own } = rows[0] ?? { last: 0, own: 0 };
  if (own >= MAX_KINDS && kind.reasons.length > 0) return addKind(tx, venue, { ...plain(kind), reasons: [] });
  await tx
    .insertInto('entry_kind')
    .values({ id: last + 1, venue, digest: digestOf(text), ...plain(kind), reasons: [...kind.reasons] })
    .execute();
  return last + 1;
}

/** Of an entry no more than its kind. */
function plain({ type, verdict, source, reasons, lane }: Kind): Kind {
  return { type, verdict, source, reasons, lane };
}

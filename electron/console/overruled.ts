import { isOfVisitor, toldBy, toldInstead, whatStands, type Told } from '../../shared/console/visitors.ts';
import type { Entry } from '../../shared/journal.ts';
import { searchOver } from '../store/search.ts';
import type { Database } from '../store/sqlite.ts';
import { uuid7Time } from '../store/uuid7.ts';

/** Half-open. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** What an overview counts of a visitor otherwise than their own entry says: -1 what does not stand, +1 what does. */
export interface Overruled extends Told {
  /** Of the visitor's own entry. */
  readonly epochMs: number;
  readonly lane: Entry['lane'];
  readonly entries: -1 | 1;
}

/** An id begins with the moment of its entry: what refers to those of a time lies together in the index. */
export const REFERRED_TO = `select distinct refers_to as id from entry indexed by entry_by_reference
  where refers_to >= ?1 and refers_to < ?2 and type = 'overrule'`;

/** Of visitors who came within a span, and of whom not what was said first stands. */
export function overruledIn(database: Database, { fromMs, untilMs }: Span): Overruled[] {
  const search = searchOver(database);
  const rows = database.prepare(REFERRED_TO).iterate(uuid7Time(fromMs), uuid7Time(untilMs));
  return [...rows].flatMap(({ id }) => {
    const first = search.entry(String(id));
    if (first === null || !isOfVisitor(first)) return [];
    const stands = whatStands<Entry>(
      first,
      laterOf(first, (about) => search.about(about)),
    );
    return stands === first ? [] : changed(first, stands);
  });
}

/** What refers to an entry, and to that in turn; each was written after what it refers to, which is where it ends. */
function laterOf(entry: Entry, aboutId: (id: string) => readonly Entry[]): Entry[] {
  const later = aboutId(entry.id).filter(({ type, sequence }) => type === 'overrule' && sequence > entry.sequence);
  return later.flatMap((one) => [one, ...laterOf(one, aboutId)]);
}

function changed(first: Entry, stands: Entry | null): Overruled[] {
  const { epochMs, lane } = first;
  const [before, now] = [toldBy(first), stands === null ? null : toldInstead(first, stands)];
  return [
    ...(before === null ? [] : [{ ...before, epochMs, lane, entries: -1 } as const]),
    ...(now === null ? [] : [{ ...now, epochMs, lane, entries: 1 } as const]),
  ];
}

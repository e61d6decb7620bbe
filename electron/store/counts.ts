import { z } from 'zod';
import { isOfVisitor, OF_A_VISITOR, whatStands } from '../../shared/console/visitors.ts';
import { VERDICTS, type Verdict } from '../../shared/verdict.ts';
import type { Database } from './sqlite.ts';
import { momentOf } from './uuid7.ts';

/** Others refer to nobody's verdict, or to none. */
const COUNTED_TYPES = [...OF_A_VISITOR, 'overrule'] as const;

const countRow = z.object({ admit: z.int(), refer: z.int(), refuse: z.int() });
const saidRow = z.object({
  id: z.string(),
  type: z.enum(COUNTED_TYPES),
  verdict: z.enum(VERDICTS).nullable(),
  refersTo: z.string().nullable(),
  sequence: z.int(),
  epochMs: z.int(),
});
type Said = z.infer<typeof saidRow>;

const SAID = 'select id, type, verdict, refers_to as refersTo, sequence, epoch_ms as epochMs from entry';

/**
 * Counts visitors by what stands of each, as the console does: an overrule takes the place of what it overrules, and who
 * was entered by a mistake that was undone was not there. Who has checked in by phone counts where they have: at the hub.
 *
 * @returns given a moment, in epoch milliseconds, the counts of those who came at or after it
 */
export function countsOver(database: Database): (sinceMs: number) => Record<Verdict, number> {
  const count = database.prepare(
    `select count(*) filter (where verdict = 'admit') as admit, count(*) filter (where verdict = 'refer') as refer,
            count(*) filter (where verdict = 'refuse') as refuse
     from entry indexed by entry_by_time where epoch_ms >= ? and type in ('scan', 'manual')`,
  );
  const checkedIn = database.prepare(
    `select count(*) filter (where verdict = 'admit') as admit, count(*) filter (where verdict = 'refer') as refer,
            count(*) filter (where verdict = 'refuse') as refuse
     from entry indexed by entry_by_check_in where epoch_ms >= ? and type = 'scan' and refers_to is not null`,
  );
  // An overrule comes after what it overrules. Of columns only, and in one go: this is asked beside every visitor.
  const overrules = database.prepare(
    `${SAID} indexed by entry_by_time where epoch_ms >= ? and type = 'overrule' and refers_to is not null`,
  );
  const entry = database.prepare(
    `${SAID} indexed by entry_by_time where epoch_ms = ? and id = ? and type in ('scan', 'manual')`,
  );
  const find = (id: string): Said | null => {
    const row = entry.get(momentOf(id), id);
    return row === undefined ? null : saidRow.parse(row);
  };
  return (sinceMs) => {
    const counts = countRow.parse(count.get(sinceMs));
    const counted = countRow.parse(checkedIn.get(sinceMs));
    for (const verdict of VERDICTS) counts[verdict] -= counted[verdict];
    const said = [...overrules.iterate(sinceMs)].map((row) => saidRow.parse(row));
    for (const [id, later] of byFirst(said)) {
      const first = find(id);
      if (first === null || !isOfVisitor(first) || first.epochMs < sinceMs) continue;
      const stands = whatStands<Said>(first, later);
      counts[first.verdict] -= 1;
      if (stands !== null && stands.verdict !== null) counts[stands.verdict] += 1;
    }
    return counts;
  };
}

/** Overrules, and what overrules them, by the id of the entry with which it began. */
function byFirst(overrules: readonly Said[]): Map<string, Said[]> {
  const firstOf = new Map<string, string>();
  const later = new Map<string, Said[]>();
  // Each comes after what it refers to.
  for (const one of overrules.toSorted((a, b) => a.sequence - b.sequence)) {
    const about = one.refersTo ?? one.id;
    const first = firstOf.get(about) ?? about;
    firstOf.set(one.id, first);
    later.set(first, [...(later.get(first) ?? []), one]);
  }
  return later;
}

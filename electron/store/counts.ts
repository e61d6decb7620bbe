import { z } from 'zod';
import { VERDICTS, type Verdict } from '../../shared/verdict.ts';
import type { Database } from './sqlite.ts';
import { momentOf } from './uuid7.ts';

const verdictRow = z.enum(VERDICTS).nullable();
const countRow = z.object({ admit: z.int(), refer: z.int(), refuse: z.int() });
const overruleRow = z.object({ id: z.string(), refers_to: z.string(), verdict: verdictRow });
const aboutRow = z.object({ type: z.string(), verdict: verdictRow, epoch_ms: z.int() });

/**
 * Counts visitors by the verdict that stands: an overrule takes the place of what it overrules, and who was entered by a mistake
 * that was undone was not there.
 *
 * @returns given a moment, in epoch milliseconds, the counts of those who came at or after it
 */
export function countsOver(database: Database): (sinceMs: number) => Record<Verdict, number> {
  const count = database.prepare(
    `select count(*) filter (where verdict = 'admit') as admit, count(*) filter (where verdict = 'refer') as refer,
            count(*) filter (where verdict = 'refuse') as refuse
     from entry indexed by entry_by_time where epoch_ms >= ? and type in ('scan', 'manual')`,
  );
  // An overrule comes after what it overrules, on the same day or the next.
  const overrules = database.prepare(
    `select id, refers_to, verdict from entry indexed by entry_by_time
     where epoch_ms >= ? and type = 'overrule' and refers_to is not null order by sequence`,
  );
  const entry = database.prepare(
    'select type, verdict, epoch_ms from entry indexed by entry_by_time where epoch_ms = ? and id = ?',
  );
  return (sinceMs) => {
    const counts = countRow.parse(count.get(sinceMs));
    const changes = [...overrules.iterate(sinceMs)].map((row) => overruleRow.parse(row));
    const undone = new Set(changes.flatMap(({ refers_to: about, verdict }) => (verdict === null ? [about] : [])));
    /** Overrules of visitors who are counted. */
    const counted = new Set<string>();
    for (const { id, refers_to: about, verdict } of changes) {
      const row = entry.get(momentOf(about), about);
      if (row === undefined || undone.has(id)) continue;
      const before = aboutRow.parse(row);
      const isCounted = before.type === 'overrule' ? counted.has(about) : before.epoch_ms >= sinceMs;
      // What an undone overrule overruled was never replaced here.
      if (!isCounted || (verdict === null && before.type === 'overrule')) continue;
      counted.add(id);
      if (before.verdict !== null) counts[before.verdict] -= 1;
      if (verdict !== null) counts[verdict] += 1;
    }
    return counts;
  };
}

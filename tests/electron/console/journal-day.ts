import type { Journal } from '../../../electron/store/journal.ts';
import { openJournal } from '../../../electron/store/open.ts';
import type { Entry, NewEntry } from '../../../shared/journal.ts';
import { SCAN_SOURCES } from '../../../shared/scan.ts';
import { entryAt, NINE } from '../store/journal-entries.ts';
import { OPTIONS } from '../store/journal-kit.ts';

const GUARDS = ['G1', 'G2'] as const;
const REASONS = [
  ['all-checks-passed'],
  ['test-too-old', 'card-matched'],
  ['colour-red'],
  ['test-too-old'],
  [],
] as const;
const VERDICTS = ['admit', 'refer', 'refuse'] as const;
const NAMES = ['张*', '李*四', 'A* B*', null] as const;

/** Numbers that look like chance and are the same each time (a linear congruential generator, Numerical Recipes'). */
function numbers(): (below: number) => number {
  let state = 20_220_513;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/**
 * A journal with so many entries of all kinds; some at the same moment, and the clock is set back now and then. Who asks for it
 * closes it.
 */
export function journalOf(count: number, path: string): { journal: Journal; written: readonly Entry[] } {
  const opened = openJournal(path, OPTIONS);
  if (!opened.ok) throw new Error(opened.fault);
  const { journal } = opened.value;
  const any = numbers();
  let atMs = NINE;
  const written: Entry[] = [];
  for (let n = 0; n < count; n += 1) {
    atMs += any(20) === 0 ? -5000 : any(4) * 700;
    const entry = someEntry(atMs, any);
    // Of one of the last twenty: a visitor, what was decided of one, or what has no visitor at all.
    const refersTo = entry.type === 'overrule' ? (written.at(-1 - any(20))?.id ?? null) : null;
    const result = journal.append({ ...entry, refersTo });
    if (!result.ok) throw new Error(result.fault);
    written.push(result.value);
  }
  return { journal, written };
}

const PERSONS = [1, 2, 3].map((fill) => new Uint8Array(32).fill(fill));

function someEntry(atMs: number, any: (below: number) => number): NewEntry {
  const of = <T>(list: readonly T[]): T => list[any(list.length)] as T;
  const isByHand = any(5) === 0;
  return entryAt(atMs, {
    type: isByHand ? of(['manual', 'overrule', 'gate'] as const) : 'scan',
    verdict: any(10) === 0 ? null : of(VERDICTS),
    reasons: [...of(REASONS)],
    source: isByHand ? null : of(SCAN_SOURCES),
    guard: isByHand ? of(GUARDS) : null,
    maskedName: of(NAMES),
    personKey: of(PERSONS),
    lane: any(3) === 0 ? 'out' : null,
    durationMs: any(4) === 0 ? null : any(100),
  });
}

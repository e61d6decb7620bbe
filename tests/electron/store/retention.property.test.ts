import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { anchorEntry } from '../../../electron/store/anchor.ts';
import { openOutbox } from '../../../electron/store/outbox.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE } from './journal-entries.ts';
import { open } from './journal-kit.ts';

const DAY = 86_400_000;
const MOMENT = { epochMs: NINE, offsetMinutes: 480, isConfirmed: true };

const steps = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('append' as const), count: fc.integer({ min: 1, max: 6 }) }),
    fc.record({ do: fc.constant('acknowledge' as const), back: fc.nat(5), isOther: fc.boolean() }),
    fc.record({ do: fc.constant('purge' as const), rows: fc.integer({ min: 1, max: 4 }), slices: fc.nat(3) }),
    fc.record({ do: fc.constant('reopen' as const) }),
  ),
  { maxLength: 14 },
);
type Step = Parameters<
  Parameters<typeof fc.property<[typeof steps extends fc.Arbitrary<infer S> ? S : never]>>[1]
>[0][number];

test('in whatever order entries come, are acknowledged and leave, the chain verifies', () => {
  const folder = freshFolder();
  let runs = 0;
  fc.assert(
    fc.property(steps, (list) => {
      play(join(folder, `${(runs += 1)}.db`), list);
    }),
    { numRuns: 25 },
  );
});

/** Plays the steps on a journal of its own, and looks at all of it after each. */
function play(path: string, list: readonly Step[]): void {
  let held = open(path);
  const box = openOutbox(path, () => NINE);
  let [epochs, highest] = [0, -1];
  const acts: { [D in Step['do']]: (step: Extract<Step, { do: D }>) => void } = {
    append({ count }) {
      for (let n = 0; n < count; n += 1) held.journal.append(entryAt(NINE + n));
    },
    acknowledge({ back, isOther }) {
      if (isOther) epochs += 1;
      const last = box.newest()?.sequence ?? -1;
      const through = Math.max(last - back, isOther ? -1 : box.mark().through);
      box.acknowledge(`0180bab7-0c00-7000-8000-${String(epochs).padStart(12, '0')}`, through);
      highest = Math.max(highest, through);
    },
    purge({ rows, slices }) {
      const due = box.duePurge({ hubMs: NINE + 15 * DAY, ownMs: NINE + 15 * DAY }, 14);
      if (due === null) return;
      held.journal.append(anchorEntry({ chain: held.journal.chain, ...due }, MOMENT, null));
      for (let n = 0; n < slices; n += 1) box.purgeThrough(due.sequence, rows);
    },
    reopen() {
      held.journal.close();
      held = open(path);
      expect(held.setAside).toBeNull();
    },
  };
  for (const step of list) {
    (acts[step.do] as (it: Step) => void)(step);
    expect(held.journal.verify().brokenAt).toBeNull();
    expect(box.next(highest, 500)?.hole ?? null).toBeNull();
  }
  box.close();
  held.journal.close();
}

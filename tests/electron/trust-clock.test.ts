import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { watchClock } from '../../electron/clock-watch.ts';
import { isCounted } from '../../electron/store/clock-memory.ts';
import { keepJournal, type JournalKeeper } from '../../electron/store/keeper.ts';
import { trustClock } from '../../electron/trust-clock.ts';
import { fail } from '../../shared/result.ts';
import { freshFolder } from './folders.ts';

const NOW = Date.UTC(2026, 4, 13) / 1000;
const YEAR_2099 = Date.UTC(2099, 0, 1) / 1000;

function clockThatIsBehind(): Parameters<typeof trustClock>[0] {
  const watch = watchClock(
    () => NOW,
    () => 0,
  );
  watch.know(YEAR_2099);
  return { now: () => ({ epochMs: NOW * 1000 + 1, offsetMinutes: 480, isConfirmed: true }), watch };
}

function journalAt(path: string): JournalKeeper {
  const journal = keepJournal(path, { write: () => undefined });
  onTestFinished(() => {
    journal.close();
  });
  return journal;
}

test('that a clock is right is journalled, and then what is known of later moments counts no more, nor after a restart', () => {
  const path = join(freshFolder(), 'journal.db');
  const journal = journalAt(path);
  const clock = clockThatIsBehind();
  expect(trustClock(clock, journal, [YEAR_2099 - 60, YEAR_2099])).toMatchObject({
    ok: true,
    value: { type: 'break', reasons: ['clock-floor-reset'], epochMs: NOW * 1000 + 1, isClockConfirmed: false },
  });
  expect(clock.watch.floor()).toBe(NOW);
  journal.close();
  const reset = journalAt(path).clockReset();
  expect(reset).toEqual({ at: NOW, signedAt: YEAR_2099 });
  expect(isCounted(YEAR_2099 - 60, reset)).toBe(false);
});

test('what cannot be journalled does not count', () => {
  const clock = clockThatIsBehind();
  const journal = { resetClock: () => fail('journal-full' as const) };
  expect(trustClock(clock, journal, [])).toEqual({ ok: false, fault: 'journal-full' });
  expect(clock.watch.floor()).toBe(YEAR_2099);
});

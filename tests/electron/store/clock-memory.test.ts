import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { isCounted } from '../../../electron/store/clock-memory.ts';
import type { Journal } from '../../../electron/store/journal.ts';
import { openDatabase } from '../../../electron/store/sqlite.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE } from './journal-entries.ts';
import { open } from './journal-kit.ts';

const DAY_MS = 86_400_000;
const AT = NINE / 1000;
const YEAR_2099 = Date.UTC(2099, 0, 1);
const ENTRY = entryAt(NINE, { type: 'break', verdict: null, reasons: ['clock-floor-reset'] });

let path: string;
let journal: Journal;

beforeEach(() => {
  path = join(freshFolder(), 'journal.db');
  journal = open(path).journal;
});

describe('the latest entry under a confirmed clock', () => {
  test('is none where no clock was ever confirmed', () => {
    journal.append(entryAt(NINE));
    expect(journal.lastConfirmed()).toBeNull();
  });

  test('is not one that was written under a clock that had jumped', () => {
    journal.append(entryAt(NINE, { isClockConfirmed: true }));
    journal.append(entryAt(YEAR_2099));
    expect(journal.lastConfirmed()).toBe(NINE);
  });

  test.each([
    ['no more than five minutes later', 300_000, NINE + 300_000],
    ['later than that', 300_001, NINE - 1],
  ])('after a reset is still one before it that was %s', (_case, later, expected) => {
    journal.append(entryAt(NINE - 1, { isClockConfirmed: true }));
    journal.append(entryAt(NINE + later, { isClockConfirmed: true }));
    expect(journal.resetClock(ENTRY, { at: AT, signedAt: null }).ok).toBe(true);
    expect(journal.lastConfirmed()).toBe(expected);
  });

  test('is whatever is confirmed after a reset', () => {
    journal.resetClock(ENTRY, { at: AT, signedAt: null });
    journal.append(entryAt(NINE + 30 * DAY_MS, { isClockConfirmed: true }));
    expect(journal.lastConfirmed()).toBe(NINE + 30 * DAY_MS);
  });
});

describe('a reset', () => {
  test('is an entry of its own, and remembered across a restart', () => {
    journal.append(entryAt(NINE));
    expect(journal.resetClock(ENTRY, { at: AT, signedAt: AT + 7 })).toMatchObject({
      ok: true,
      value: { sequence: 1, type: 'break', reasons: ['clock-floor-reset'] },
    });
    journal.close();
    expect(open(path).journal.clockReset()).toEqual({ at: AT, signedAt: AT + 7 });
  });

  test('holds until the next one', () => {
    journal.resetClock(ENTRY, { at: AT, signedAt: null });
    journal.resetClock(ENTRY, { at: AT + 5, signedAt: AT + 9 });
    expect(journal.clockReset()).toEqual({ at: AT + 5, signedAt: AT + 9 });
  });

  test.each(['update clock_reset set at = 0', 'delete from clock_reset'])('stays said: %s', (sql) => {
    journal.resetClock(ENTRY, { at: AT, signedAt: null });
    const database = openDatabase(path);
    expect(() => {
      database.exec(sql);
    }).toThrow('stays said');
    database.close();
  });
});

describe('a signed moment counts', () => {
  const reset = { at: AT, signedAt: YEAR_2099 / 1000 };
  test.each([
    ['where nobody has reset anything', YEAR_2099 / 1000, null, true],
    ['where nothing signed was known', YEAR_2099 / 1000, { at: AT, signedAt: null }, true],
    ['up to five minutes after the reset', AT + 300, reset, true],
    ['but not beyond', AT + 301, reset, false],
    ['nor up to the latest that was known', YEAR_2099 / 1000, reset, false],
    ['but from there on again', YEAR_2099 / 1000 + 1, reset, true],
  ])('%s', (_case, signedAt, given, expected) => {
    expect(isCounted(signedAt, given)).toBe(expected);
  });
});

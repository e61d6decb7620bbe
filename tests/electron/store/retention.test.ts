import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { anchorEntry } from '../../../electron/store/anchor.ts';
import type { Journal } from '../../../electron/store/journal.ts';
import { openOutbox, type LiveOutbox } from '../../../electron/store/outbox.ts';
import { purge } from '../../../electron/store/purge.ts';
import { openDatabase } from '../../../electron/store/sqlite.ts';
import type { Entry } from '../../../shared/journal.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE } from './journal-entries.ts';
import { open } from './journal-kit.ts';
import { runUntilKilled } from './kill-kit.ts';

const [EPOCH, NEXT_EPOCH] = ['0180bab7-0c00-7000-8000-00000000000a', '0180bab7-0c00-7000-8000-00000000000b'];
const HOUR = 3_600_000;
const DAYS = 14;
const MOMENT = { epochMs: NINE, offsetMinutes: 480, isConfirmed: true };

let path: string;
let journal: Journal;
let outbox: LiveOutbox;
let now: number;
/** Of the kiosk's own clock, when it writes down what was acknowledged. */
let ownAhead: number;

beforeEach(() => {
  path = join(freshFolder(), 'journal.db');
  now = NINE;
  ({ journal } = open(path));
  ownAhead = 0;
  outbox = openOutbox(
    path,
    () => now,
    () => now + ownAhead,
  );
  onTestFinished(() => {
    outbox.close();
  });
});

function append(count: number): void {
  for (let n = 0; n < count; n += 1) expect(journal.append(entryAt(NINE + n)).ok).toBe(true);
}

function anchor(head: { sequence: number; hash: Uint8Array }): Entry {
  const sign = (statement: Uint8Array) => ({
    keyId: 'k'.repeat(43),
    signature: new Uint8Array(64).fill(statement.length),
  });
  const written = journal.append(anchorEntry({ chain: journal.chain, ...head }, MOMENT, sign));
  if (!written.ok) throw new Error(written.fault);
  return written.value;
}

/** @param ownMs of the kiosk's clock, where it does not agree with the hub's */
function dueAt(hubMs: number, ownMs = hubMs): ReturnType<LiveOutbox['duePurge']> {
  return outbox.duePurge({ hubMs, ownMs }, DAYS);
}

/** Everything acknowledged at nine, and due. */
function dueNow(): { sequence: number; hash: Uint8Array } {
  const due = dueAt(NINE + HOUR + DAYS * 24 * HOUR);
  if (due === null) throw new Error('nothing is due');
  return due;
}

test.each([
  ['a millisecond before the end of its hour', HOUR - 1, null],
  ['at the end of its hour', HOUR, 4],
])('what was acknowledged is due fourteen days later, %s', (_when, later, expected) => {
  append(6);
  outbox.acknowledge(EPOCH, 4);
  expect(dueAt(NINE + DAYS * 24 * HOUR + later)?.sequence ?? null).toBe(expected);
});

test('each step is due by itself, however often the hub acknowledges', () => {
  append(20);
  for (let n = 0; n < 20; n += 1) {
    now = NINE + n * (HOUR / 4);
    outbox.acknowledge(EPOCH, n);
  }
  // Four in an hour; the sixth hour of them has not passed.
  expect(dueAt(NINE + 3 * HOUR + DAYS * 24 * HOUR)?.sequence).toBe(11);
});

test('a clock that was set back makes nothing due earlier', () => {
  append(6);
  outbox.acknowledge(EPOCH, 2);
  now = NINE - 30 * 24 * HOUR;
  outbox.acknowledge(EPOCH, 4);
  expect(dueAt(NINE)).toBeNull();
});

const LATER = HOUR + DAYS * 24 * HOUR;
const YEAR = 365 * 24 * HOUR;

test.each<[string, number, number, number | null]>([
  ['by both clocks', NINE + LATER, NINE + LATER, 4],
  ['by the hub’s alone, which is ahead', NINE + LATER, NINE, null],
  ['by the hub’s, and not quite by the kiosk’s', NINE + LATER, NINE + LATER - 1, null],
  ['by the kiosk’s alone', NINE, NINE + LATER, null],
  ['by the hub’s, where the kiosk’s was ahead then and was set', NINE + LATER, NINE - 1, 4],
])('what was acknowledged is due when it is old %s', (_by, hubMs, ownMs, expected) => {
  append(6);
  outbox.acknowledge(EPOCH, 4);
  expect(dueAt(hubMs, ownMs)?.sequence ?? null).toBe(expected);
});

test('an hour under a clock that was years ahead keeps nothing for years', () => {
  append(6);
  ownAhead = 3 * YEAR;
  outbox.acknowledge(EPOCH, 2);
  ownAhead = 0;
  now += HOUR;
  outbox.acknowledge(EPOCH, 4);
  expect(dueAt(NINE + LATER)?.sequence).toBe(2);
  expect(dueAt(NINE + LATER + HOUR)?.sequence).toBe(4);
});

test('the last entry is never due, nor what the hub of the present epoch has not acknowledged', () => {
  append(5);
  outbox.acknowledge(EPOCH, 4);
  expect(dueNow().sequence).toBe(3);
  outbox.acknowledge(NEXT_EPOCH, 1);
  expect(dueNow().sequence).toBe(1);
  outbox.acknowledge(EPOCH, -1);
  expect(dueAt(NINE + 99 * 24 * HOUR)).toBeNull();
});

test('nothing is deleted without its anchor, or beyond the mark', () => {
  append(5);
  outbox.acknowledge(EPOCH, 3);
  const due = dueNow();
  expect(() => outbox.purgeThrough(due.sequence, 100)).toThrow('no anchor');
  anchor(due);
  expect(() => outbox.purgeThrough(due.sequence + 1, 100)).toThrow('no anchor');
  outbox.acknowledge(NEXT_EPOCH, 1);
  expect(() => outbox.purgeThrough(due.sequence, 100)).toThrow('not acknowledged');
});

test('a purge goes in slices, each of which leaves a chain that verifies, also at the next opening', () => {
  append(8);
  outbox.acknowledge(EPOCH, 6);
  const due = dueNow();
  anchor(due);
  for (const [deleted, left] of [
    [3, 6],
    [3, 3],
    [1, 2],
    [0, 2],
  ] as const) {
    expect(outbox.purgeThrough(due.sequence, 3)).toBe(deleted);
    expect(journal.verify()).toEqual({ entries: left, brokenAt: null });
    const again = open(path);
    expect(again.setAside).toBeNull();
    again.journal.close();
  }
  expect(outbox.next(-1, 500)).toMatchObject({
    hole: { from: 0, reason: 'purged' },
    entries: [{ sequence: 7 }, { sequence: 8 }],
  });
  expect(outbox.unsent()).toBe(2);
  outbox.acknowledge(NEXT_EPOCH, -1);
  expect(outbox.unsent()).toBe(2);
});

test.each<[string, string]>([
  ['an anchor that is gone', "update entry set anchor = null, type = 'scan' where anchor is not null"],
  ['another first entry', 'delete from entry where sequence = 5'],
  ['a mark that does not reach there', 'update sync_mark set acknowledged_through = 3'],
])('a chain that begins after a purge is broken with %s', (_what, sql) => {
  append(8);
  outbox.acknowledge(EPOCH, 4);
  const due = dueNow();
  anchor(due);
  outbox.purgeThrough(due.sequence, 100);
  expect(journal.verify().brokenAt).toBeNull();
  const database = openDatabase(path);
  for (const name of ['entry_is_final', 'entry_is_owed', 'entry_leaves_in_order', 'sync_mark_moves_forward']) {
    database.exec(`drop trigger ${name}`);
  }
  database.exec(sql);
  database.close();
  expect(journal.verify().brokenAt).not.toBeNull();
});

test('room is given back in slices; the log is folded back, and keeps its length', () => {
  append(300);
  expect(outbox.checkpoint()).toBe(true);
  outbox.acknowledge(EPOCH, 290);
  const due = dueNow();
  anchor(due);
  outbox.purgeThrough(due.sequence, 1000);
  const before = outbox.vacuum(1);
  expect(before).toBeGreaterThan(5);
  expect(outbox.vacuum(5)).toBe(before - 5);
  expect(outbox.vacuum(10_000)).toBe(0);
  const [bytes, log] = [statSync(path).size, statSync(`${path}-wal`).size];
  expect(outbox.checkpoint()).toBe(true);
  expect(statSync(path).size).toBeLessThan(bytes);
  expect(statSync(`${path}-wal`).size).toBe(log);
  expect(journal.append(entryAt(NINE)).ok).toBe(true);
  expect(journal.verify()).toEqual({ entries: 11, brokenAt: null });
});

test('a purge keeps no append of another process waiting', { timeout: 120_000 }, async () => {
  append(400);
  outbox.acknowledge(EPOCH, 390);
  const due = dueNow();
  anchor(due);
  journal.close();
  let purging: Promise<number> | undefined;
  let isDone = false;
  const waits = await runUntilKilled('timeAppends', path, () => {
    purging ??= purge(outbox, due.sequence, { monotonicMs: () => performance.now(), wait: (ms) => setTimeout(ms) });
    void purging.finally(() => (isDone = true));
    return isDone;
  });
  expect(await purging).toBe(391);
  // None has failed, or that process would have ended by itself. A busy machine makes single ones slow.
  const sorted = waits.map(Number).sort((a, b) => a - b);
  expect(sorted[Math.floor(sorted.length * 0.9)]).toBeLessThan(40);
  expect(open(path).journal.verify().brokenAt).toBeNull();
});

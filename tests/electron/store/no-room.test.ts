import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { journalOver, type Journal } from '../../../electron/store/journal.ts';
import { openJournal } from '../../../electron/store/open.ts';
import { openOutbox } from '../../../electron/store/outbox.ts';
import { openDatabase } from '../../../electron/store/sqlite.ts';
import { fail } from '../../../shared/result.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE } from './journal-entries.ts';
import { open, OPTIONS } from './journal-kit.ts';
import { mountSmallDisk } from './small-disk.ts';

const EPOCH = '0180bab7-0c00-7000-8000-00000000000a';
const FULL = fail('journal-full');

function appendUntilFull(journal: Journal): number {
  for (let n = 0; n < 10_000; n += 1) {
    const written = journal.append(entryAt(NINE + n));
    if (!written.ok) {
      expect(written).toEqual(FULL);
      return n;
    }
  }
  throw new Error('never full');
}

describe('on a real disk that is full (only where this user may mount one)', () => {
  test('entries are refused, none is lost, and the next one follows once there is room', ({ skip }) => {
    const disk = join(freshFolder(), 'disk');
    if (!mountSmallDisk(disk)) skip('no right to mount a small disk: see the page limit below');
    const path = join(disk, 'journal.db');
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(128 * 1024));
    const { journal } = open(path);
    const count = appendUntilFull(journal);
    expect(count).toBeGreaterThan(0);
    for (let n = 0; n < 5; n += 1) expect(journal.append(entryAt(NINE))).toEqual(FULL);
    expect(journal.verify()).toEqual({ entries: count, brokenAt: null });
    rmSync(join(disk, 'ballast'));
    expect(journal.append(entryAt(NINE))).toMatchObject({ ok: true, value: { sequence: count } });
    expect(journal.verify()).toEqual({ entries: count + 1, brokenAt: null });
  });

  test('what the hub has is known still while it takes no mark, and written once there is room', ({ skip }) => {
    const disk = join(freshFolder(), 'disk');
    if (!mountSmallDisk(disk)) skip('no right to mount a small disk');
    const path = join(disk, 'journal.db');
    const { journal } = open(path);
    for (let n = 0; n < 5; n += 1) expect(journal.append(entryAt(NINE)).ok).toBe(true);
    expect(() => {
      writeFileSync(join(disk, 'ballast'), Buffer.alloc(600 * 1024));
    }).toThrow('ENOSPC');
    appendUntilFull(journal);
    const outbox = openOutbox(path, () => NINE);
    outbox.acknowledge(EPOCH, 2);
    outbox.acknowledge(EPOCH, 4);
    outbox.acknowledge(EPOCH, 3);
    expect(outbox.mark()).toEqual({ epoch: EPOCH, through: 4 });
    rmSync(join(disk, 'ballast'));
    outbox.acknowledge(EPOCH, 3);
    outbox.close();
    const again = openOutbox(path, () => NINE);
    expect(again.mark()).toEqual({ epoch: EPOCH, through: 4 });
    again.close();
  });

  test('opening there is a fault, sets nothing aside, and works once there is room', ({ skip }) => {
    const disk = join(freshFolder(), 'disk');
    if (!mountSmallDisk(disk)) skip('no right to mount a small disk');
    const path = join(disk, 'journal.db');
    open(path).journal.close();
    const fresh = join(disk, 'other.db');
    expect(() => {
      writeFileSync(join(disk, 'ballast'), Buffer.alloc(600 * 1024));
    }).toThrow('ENOSPC');
    expect(openJournal(path, OPTIONS)).toEqual(FULL);
    expect(openJournal(fresh, OPTIONS)).toEqual(FULL);
    rmSync(join(disk, 'ballast'));
    expect(readdirSync(disk).filter((name) => name.includes('damaged'))).toEqual([]);
    expect(open(path).setAside).toBeNull();
    expect(open(fresh).setAside).toBeNull();
  });

  test('a disk that may only be read is a fault, and sets nothing aside', ({ skip }) => {
    const disk = join(freshFolder(), 'disk');
    if (!mountSmallDisk(disk)) skip('no right to mount a small disk');
    const path = join(disk, 'journal.db');
    open(path).journal.close();
    spawnSync('mount', ['-o', 'remount,ro', disk]);
    expect(openJournal(path, OPTIONS)).toEqual(fail('journal-damaged'));
    expect(openJournal(join(disk, 'other.db'), OPTIONS)).toEqual(fail('journal-damaged'));
    expect(readdirSync(disk)).toEqual(['journal.db']);
    spawnSync('mount', ['-o', 'remount,rw', disk]);
    expect(open(path).setAside).toBeNull();
  });
});

test('a limit of pages reached counts as a full disk, and is recovered from', () => {
  const path = join(freshFolder(), 'journal.db');
  const { chain } = open(path).journal;
  const database = openDatabase(path);
  const journal = journalOver(database, path, chain, OPTIONS.random);
  database.exec('pragma max_page_count = 24');
  const count = appendUntilFull(journal);
  expect(count).toBeGreaterThan(0);
  expect(journal.append(entryAt(NINE))).toEqual(FULL);
  database.exec('pragma max_page_count = 100000');
  expect(journal.append(entryAt(NINE))).toMatchObject({ ok: true, value: { sequence: count } });
  expect(journal.verify()).toEqual({ entries: count + 1, brokenAt: null });
  journal.close();
});

test('a folder that may not be written to is a fault (not tried as root, who may write anywhere)', ({ skip }) => {
  if (process.getuid?.() === 0) skip('root may write anywhere');
  const folder = freshFolder();
  chmodSync(folder, 0o500);
  expect(openJournal(join(folder, 'journal.db'), OPTIONS)).toEqual(fail('journal-damaged'));
  chmodSync(folder, 0o700);
});

test('a journal held by somebody else is a fault after a short wait, and is written once it is free', () => {
  const path = join(freshFolder(), 'journal.db');
  const { journal } = open(path);
  const other = openDatabase(path);
  other.exec('begin immediate');
  const startedAt = performance.now();
  expect(journal.append(entryAt(NINE))).toEqual(fail('journal-unreachable'));
  expect(performance.now() - startedAt).toBeLessThan(1000);
  other.exec('rollback');
  other.close();
  expect(journal.append(entryAt(NINE))).toMatchObject({ ok: true, value: { sequence: 0 } });
});

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { anchorEntry } from '../../../electron/store/anchor.ts';
import { keepJournal, type JournalKeeper } from '../../../electron/store/keeper.ts';
import { openOutbox } from '../../../electron/store/outbox.ts';
import { DISK, type DiskLimits } from '../../../electron/store/room.ts';
import { fail } from '../../../shared/result.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE } from './journal-entries.ts';

const FULL = fail('journal-full');
const MIB = 1024 * 1024;
const DAY = 86_400_000;
const EPOCH = '0180bab7-0c00-7000-8000-00000000000a';
const SMALL: DiskLimits = { budgetBytes: 100 * MIB, reserveBytes: MIB, scarceBytes: 0 };

let events: string[] = [];

/** @param restMs how long after an entry it is idle */
function keep(path: string, limits: DiskLimits, restMs?: number): JournalKeeper {
  events = [];
  const keeper = keepJournal(path, { write: (event) => void events.push(event) }, limits, undefined, restMs);
  onTestFinished(() => {
    keeper.close();
  });
  return keeper;
}

/** Scans until there is no room for one more. */
function fill(keeper: JournalKeeper): void {
  for (let n = 0; n < 20_000; n += 1) {
    const written = keeper.append(entryAt(NINE + n));
    if (written.ok) continue;
    expect(written).toEqual(FULL);
    return;
  }
  throw new Error('never full');
}

function byHand(keeper: JournalKeeper): boolean[] {
  return (['manual', 'overrule', 'abnormal', 'gate'] as const).map((type) => keeper.append(entryAt(NINE, { type })).ok);
}

test('five million entries fit the budget without a warning', () => {
  expect(5_000_000 * 1000).toBeLessThan(DISK.budgetBytes * 0.8);
});

test('with the budget spent scans are refused, what is entered by hand goes in, and both once there is room', async () => {
  const path = join(freshFolder(), 'journal.db');
  const keeper = keep(path, { ...SMALL, budgetBytes: 60 * 4096 });
  keeper.useReserve();
  await keeper.makeReserve();
  expect(statSync(path.replace('.db', '.reserve')).size).toBe(MIB);
  fill(keeper);
  expect(keeper.state()).toBe('full');
  expect(existsSync(path.replace('.db', '.reserve'))).toBe(false);
  expect(byHand(keeper)).toEqual([true, true, true, true]);
  expect(keeper.append(entryAt(NINE))).toEqual(FULL);
  expect(keeper.state()).toBe('full');
  expect(events.filter((event) => event === 'journal-on-reserve')).toHaveLength(1);
  keeper.close();
  // Somebody has raised the limit, as a purge would.
  const roomier = keep(path, SMALL);
  expect(roomier.append(entryAt(NINE)).ok).toBe(true);
  expect(roomier.state()).toBe('ok');
});

test('a full journal comes back by itself: the anchor of a purge uses the reserve, and scans go in afterwards', async () => {
  const path = join(freshFolder(), 'journal.db');
  const keeper = keep(path, { ...SMALL, budgetBytes: 60 * 4096 });
  keeper.useReserve();
  await keeper.makeReserve();
  fill(keeper);
  expect(keeper.state()).toBe('full');
  const outbox = openOutbox(
    path,
    () => NINE,
    () => NINE,
  );
  onTestFinished(() => {
    outbox.close();
  });
  outbox.acknowledge(EPOCH, outbox.newest()?.sequence ?? -1);
  const due = outbox.duePurge({ hubMs: NINE + 15 * DAY, ownMs: NINE + 15 * DAY }, 14);
  if (due === null) throw new Error('nothing is due');
  const moment = { epochMs: NINE, offsetMinutes: 480, isConfirmed: true };
  expect(keeper.append(anchorEntry({ chain: outbox.chain, ...due }, moment, null)).ok).toBe(true);
  while (outbox.purgeThrough(due.sequence, 200) > 0);
  expect(keeper.append(entryAt(NINE))).toMatchObject({ ok: true, value: { sequence: due.sequence + 3 } });
  expect(keeper.state()).toBe('ok');
});

test('that IT has put the clock right goes into a full journal', async () => {
  const keeper = keep(join(freshFolder(), 'journal.db'), { ...SMALL, budgetBytes: 60 * 4096 });
  keeper.useReserve();
  await keeper.makeReserve();
  fill(keeper);
  const entry = entryAt(NINE, { type: 'break', verdict: null, reasons: ['clock-floor-reset'] });
  expect(keeper.resetClock(entry, { at: NINE / 1000, signedAt: null }).ok).toBe(true);
});

test('the log of a full journal gives its room back once nobody comes', async () => {
  const path = join(freshFolder(), 'journal.db');
  const keeper = keep(path, { ...SMALL, budgetBytes: 60 * 4096 }, 1);
  keeper.useReserve();
  await keeper.makeReserve();
  fill(keeper);
  await vi.waitFor(() => {
    expect(statSync(`${path}-wal`).size).toBe(0);
  });
  expect(byHand(keeper)).toEqual([true, true, true, true]);
});

test.each([
  ['below', 0.79, 'ok'],
  ['at', 0.8, 'nearly-full'],
])('%s four fifths of the budget', (_where, part, expected) => {
  const path = join(freshFolder(), 'journal.db');
  const first = keep(path, SMALL);
  first.append(entryAt(NINE));
  first.close();
  const keeper = keep(path, { ...SMALL, budgetBytes: Math.floor(statSync(path).size / part) });
  expect(keeper.state()).toBe(expected);
});

test('a disk that is nearly full is so whatever fills it', () => {
  const keeper = keep(join(freshFolder(), 'journal.db'), { ...SMALL, scarceBytes: Number.MAX_SAFE_INTEGER });
  expect(keeper.state()).toBe('nearly-full');
  expect(keeper.append(entryAt(NINE)).ok).toBe(true);
});

test('without room for it there is no reserve, and no harm', async () => {
  const path = join(freshFolder(), 'journal.db');
  const keeper = keep(path, { ...SMALL, reserveBytes: Number.MAX_SAFE_INTEGER - 1 });
  keeper.useReserve();
  await keeper.makeReserve();
  expect(existsSync(path.replace('.db', '.reserve'))).toBe(false);
  expect(keeper.append(entryAt(NINE)).ok).toBe(true);
});

test('on a real disk that is full the reserve is given up, and made again (where this user may mount one)', async ({
  skip,
}) => {
  const disk = join(freshFolder(), 'disk');
  mkdirSync(disk);
  const isMounted =
    process.getuid?.() === 0 && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]).status === 0;
  if (!isMounted) skip('no right to mount a small disk');
  onTestFinished(() => {
    spawnSync('umount', ['--lazy', disk]);
  });
  const path = join(disk, 'journal.db');
  const keeper = keep(path, SMALL);
  keeper.useReserve();
  await keeper.makeReserve();
  const free = (): number => Number(spawnSync('stat', ['-f', '-c', '%a', disk]).stdout) * 4096;
  writeFileSync(join(disk, 'ballast'), Buffer.alloc(free() - 200 * 1024));
  fill(keeper);
  expect(keeper.state()).toBe('full');
  expect(byHand(keeper)).toEqual([true, true, true, true]);
  expect(keeper.append(entryAt(NINE))).toEqual(FULL);
  rmSync(join(disk, 'ballast'));
  expect(keeper.append(entryAt(NINE)).ok).toBe(true);
  expect(keeper.state()).toBe('ok');
  keeper.useReserve();
  await keeper.makeReserve();
  expect(existsSync(join(disk, 'journal.reserve'))).toBe(true);
});

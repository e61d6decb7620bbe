import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { keepJournal } from '../../../electron/store/keeper.ts';
import { headOfSetAside } from '../../../electron/store/aside-outbox.ts';
import { openSetAside, openSent, owedBySetAside } from '../../../electron/store/salvage.ts';
import { listSetAside } from '../../../electron/store/set-aside.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE } from './journal-entries.ts';
import { open, OPTIONS } from './journal-kit.ts';

/** No disk here fails when it is told to: what Node's reads say of one is put in their place. */
const disk = vi.hoisted(() => ({ bad: [] as { readonly ino: number; readonly from: number; readonly to: number }[] }));

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  const readSync = (file: number, bytes: Buffer, offset: number, length: number, at: number): number => {
    const { ino } = real.fstatSync(file);
    if (disk.bad.some((sector) => sector.ino === ino && at < sector.to && at + length > sector.from)) {
      throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', syscall: 'read' });
    }
    return real.readSync(file, bytes, offset, length, at);
  };
  return { ...real, readSync };
});

const SECTOR = 4096;
const ENTRIES = 200;

let path: string;

beforeEach(() => {
  disk.bad = [];
  path = join(freshFolder(), 'journal.db');
  const { journal } = open(path);
  onTestFinished(() => {
    journal.close();
  });
  for (let n = 0; n < ENTRIES; n += 1) journal.append(entryAt(NINE + n));
});

/** As after a power cut, its log beside it; what SQLite makes of the new journal is no matter here. */
function leftBehind(): string {
  const to = join(dirname(path), 'journal.damaged-2022-05-13T01-00-00-000Z.db');
  for (const suffix of ['', '-wal']) fs.copyFileSync(path + suffix, to + suffix);
  return to;
}

function sent(): number[] {
  const [outbox] = openSetAside(path, () => NINE);
  const sequences: number[] = [];
  for (let batch = outbox?.next(-1, 50); batch; batch = outbox?.next(sequences.at(-1) ?? -1, 50)) {
    sequences.push(...batch.entries.map(({ sequence }) => sequence));
  }
  outbox?.close();
  return sequences;
}

test.each([
  ['the log’s header', 0],
  ['the middle of the log', 100 * SECTOR],
  ['the log’s first frame', 32],
])('a sector that cannot be read, %s, costs the entries on it and no others', (_case, from) => {
  const aside = leftBehind();
  const whole = sent();
  expect(whole).toHaveLength(ENTRIES);
  disk.bad = [{ ino: fs.statSync(`${aside}-wal`).ino, from, to: from + SECTOR }];
  expect(sent().length).toBeGreaterThan(ENTRIES * 0.8);
  expect(headOfSetAside(aside)).not.toBeNull();
});

test('of a file of which nothing can be read no head is known, and none of it is taken for sent', () => {
  const aside = leftBehind();
  fs.truncateSync(aside, SECTOR);
  disk.bad = [aside, `${aside}-wal`].map((file) => ({ ino: fs.statSync(file).ino, from: 0, to: Number.MAX_VALUE }));
  expect(headOfSetAside(aside)).toBeNull();
  expect(sent()).toEqual([]);
  expect(owedBySetAside(path)).toMatchObject([{ owed: null }]);
  expect(fs.existsSync(aside.replace('.db', '.mark.json'))).toBe(false);
});

test('one file that is out of reach keeps no other from being sent', () => {
  leftBehind();
  const folder = join(dirname(path), 'journal.damaged-2022-05-12T01-00-00-000Z.mark.json');
  fs.mkdirSync(folder);
  fs.writeFileSync(join(dirname(path), 'journal.damaged-2022-05-12T01-00-00-000Z.db'), 'nothing');
  expect(listSetAside(path)).toHaveLength(2);
  expect(sent()).toHaveLength(ENTRIES);
  expect(owedBySetAside(path)).toMatchObject([{ owed: null }, { owed: ENTRIES }]);
  expect(openSent(path, NINE, 14, 'any')).toEqual([]);
  expect(open(path, { ...OPTIONS, end: 'damaged' }).setAside).not.toBeNull();
});

test('a journal whose first page the disk does not give is set aside once it has not given it for five seconds', () => {
  const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
  onTestFinished(() => {
    clock.mockRestore();
  });
  disk.bad = [{ ino: fs.statSync(path).ino, from: 0, to: SECTOR }];
  const keeper = keepJournal(path, { write: () => undefined });
  onTestFinished(() => {
    keeper.close();
  });
  const append = (atMs: number): boolean => {
    clock.mockReturnValue(atMs);
    return keeper.append(entryAt(NINE)).ok;
  };
  expect([append(1), append(4999)]).toEqual([false, false]);
  expect(listSetAside(path)).toEqual([]);
  // The next one is the first in the new chain.
  expect([append(5000), append(5001)]).toEqual([false, true]);
  expect(listSetAside(path)).toHaveLength(1);
});

test('so is one before which nobody stands', async () => {
  const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
  onTestFinished(() => {
    clock.mockRestore();
  });
  disk.bad = [{ ino: fs.statSync(path).ino, from: 0, to: SECTOR }];
  const keeper = keepJournal(path, { write: () => undefined }, undefined, undefined, 20);
  onTestFinished(() => {
    keeper.close();
  });
  clock.mockReturnValue(5000);
  await expect.poll(() => listSetAside(path).length).toBe(1);
  await expect.poll(() => keeper.chain()).not.toBeNull();
});

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeExport, type Following, type LogPlan } from '../../../electron/console/export.ts';
import { openJournal } from '../../../electron/store/open.ts';
import { titlesOf } from '../../../shared/console/columns.ts';
import { EVERYTHING } from '../../../shared/console/log.ts';
import { fail, ok } from '../../../shared/result.ts';
import { freshFolder } from '../folders.ts';
import { fill } from '../store/filled.ts';
import { entryAt, NINE } from '../store/journal-entries.ts';
import { open, OPTIONS } from '../store/journal-kit.ts';
import { mountSmallDisk } from '../store/small-disk.ts';

const MANY = 50_000;
const NAME = 'digital-sentinel-20220513-0900.csv';

function planOf(journalPath: string, folder: string, changes: Partial<LogPlan> = {}): LogPlan {
  const reasons = new Map([['all-checks-passed', 'All checks passed: let in']]);
  return {
    ...{
      is: 'log',
      journalPath,
      folder,
      reasons,
      filter: EVERYTHING,
      format: 'csv',
      language: 'en',
      offsetMinutes: 480,
    },
    ...{ gate: '东门', name: NAME, ...changes },
  };
}

interface Followed extends Following {
  readonly told: number[];
}

/** @param afterRows cancels it once so many are written */
function following(afterRows = Number.POSITIVE_INFINITY): Followed {
  const told: number[] = [];
  return {
    told,
    rows: (rows) => told.push(rows),
    isCancelled: () => (told.at(-1) ?? 0) >= afterRows,
    pause: () => Promise.resolve(),
  };
}

/** A journal beside an empty folder that stands for a stick. */
function places(count: number): { journal: string; stick: string } {
  const folder = freshFolder();
  const [journal, stick] = [join(folder, 'journal.db'), join(folder, 'stick')];
  mkdirSync(stick);
  const opened = open(journal);
  fill(journal, opened.journal.chain, NINE, count);
  return { journal, stick };
}

const read = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');

describe('fifty thousand rows', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-'));
  const [journal, stick] = [join(folder, 'journal.db'), join(folder, 'stick')];
  /** They take seconds each, and longer on a machine that is busy. */
  const PATIENCE_MS = 120_000;

  beforeAll(() => {
    mkdirSync(stick);
    const opened = openJournal(journal, OPTIONS);
    if (!opened.ok) throw new Error(opened.fault);
    fill(journal, opened.value.journal.chain, NINE, MANY);
    opened.value.journal.close();
  }, PATIENCE_MS);

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test(
    'are read back from CSV, oldest first',
    async () => {
      const followed = following();
      expect(await writeExport(planOf(journal, stick), followed)).toEqual(ok({ name: NAME, rows: MANY }));
      const lines = read(stick, NAME).split('\r\n');
      expect(lines).toHaveLength(1 + MANY + 1);
      expect(lines[0]).toBe(`\uFEFF${titlesOf('en').join(',')}`);
      expect(lines[1]).toMatch(
        /^2022-05-13 09:00:00,东门,,scan,admit,All checks passed: let in,all-checks-passed,serial scanner,/u,
      );
      expect(new Set(lines.slice(1, -1).map((line) => line.split(',')[16])).size).toBe(MANY);
      expect(followed.told.at(-1)).toBe(MANY);
      expect(followed.told.length).toBeGreaterThan(10);
      expect(readdirSync(stick)).not.toContain('.digital-sentinel.part');
    },
    PATIENCE_MS,
  );

  test(
    'are read back from a workbook',
    async () => {
      const plan = planOf(journal, stick, { format: 'xlsx', name: 'log.xlsx' });
      expect(await writeExport(plan, following())).toEqual(ok({ name: 'log.xlsx', rows: MANY }));
      const files = unzipSync(readFileSync(join(stick, 'log.xlsx')));
      const sheet = Buffer.from(files['xl/worksheets/sheet1.xml'] ?? []).toString('utf8');
      expect(sheet.match(/<row>/gu)).toHaveLength(1 + MANY);
      expect(sheet.endsWith('</sheetData></worksheet>')).toBe(true);
      expect(sheet).toContain('<t xml:space="preserve">All checks passed: let in</t>');
    },
    PATIENCE_MS,
  );
});

test('only what is asked for is written', async () => {
  const { journal, stick } = places(5000);
  const guarded = planOf(journal, stick, { filter: { ...EVERYTHING, guard: 'G7' } });
  expect(await writeExport(guarded, following())).toEqual(ok({ name: NAME, rows: 5 }));
  const elsewhere = planOf(journal, stick, { filter: { ...EVERYTHING, gate: '西门' }, name: 'none.csv' });
  expect(await writeExport(elsewhere, following())).toEqual(ok({ name: 'none.csv', rows: 0 }));
  expect(read(stick, 'none.csv').split('\r\n')).toHaveLength(2);
});

test('cancelled, nothing is left of it', async () => {
  const { journal, stick } = places(5000);
  const followed = following(2000);
  expect(await writeExport(planOf(journal, stick), followed)).toEqual(fail('cancelled'));
  expect(followed.told.at(-1)).toBe(2000);
  expect(readdirSync(stick)).toEqual([]);
});

test('what a power cut has left is overwritten, and a file of that name stays', async () => {
  const { journal, stick } = places(1);
  writeFileSync(join(stick, '.digital-sentinel.part'), 'x'.repeat(100_000));
  writeFileSync(join(stick, NAME), 'before');
  const again = NAME.replace('.csv', ' (2).csv');
  expect(await writeExport(planOf(journal, stick), following())).toEqual(ok({ name: again, rows: 1 }));
  expect(readdirSync(stick).sort()).toEqual([again, NAME].sort());
  expect(read(stick, NAME)).toBe('before');
  expect(read(stick, again).split('\r\n')).toHaveLength(3);
});

test('a stick that is not there any more is said to be none', async () => {
  const { journal, stick } = places(1);
  expect(await writeExport(planOf(journal, join(stick, 'pulled')), following())).toEqual(fail('no-stick'));
});

test('a full stick is said to be full, and nothing is left on it', async ({ skip }) => {
  const { journal } = places(20_000);
  const stick = join(freshFolder(), 'stick');
  if (!mountSmallDisk(stick)) skip('no right to mount a small disk');
  expect(await writeExport(planOf(journal, stick), following())).toEqual(fail('stick-full'));
  expect(readdirSync(stick)).toEqual([]);
});

test('a file that the window has made is kept whole, or not at all', async ({ skip }) => {
  const stick = join(freshFolder(), 'stick');
  if (!mountSmallDisk(stick)) skip('no right to mount a small disk');
  const file = { is: 'file', folder: stick, name: 'day.pdf' } as const;
  expect(await writeExport({ ...file, bytes: Buffer.alloc(600_000) }, following())).toEqual(fail('stick-full'));
  expect(readdirSync(stick)).toEqual([]);
  expect(await writeExport({ ...file, bytes: Buffer.from('%PDF-') }, following())).toEqual(
    ok({ name: 'day.pdf', rows: 0 }),
  );
  expect(read(stick, 'day.pdf')).toBe('%PDF-');
});

test('what comes while it is written does not keep it from its end', async () => {
  const folder = freshFolder();
  const [path, stick] = [join(folder, 'journal.db'), join(folder, 'stick')];
  mkdirSync(stick);
  const { journal } = open(path);
  for (let n = 0; n < 1001; n += 1) journal.append(entryAt(NINE + n));
  const followed: Following = {
    ...following(),
    pause: () => {
      journal.append(entryAt(NINE + 5000));
      return Promise.resolve();
    },
  };
  // Ten pages of 100, after each of which one more has come.
  expect(await writeExport(planOf(path, stick), followed)).toEqual(ok({ name: NAME, rows: 1011 }));
});

test('where the journal is out of reach it is thrown, and nothing is left', async () => {
  const folder = freshFolder();
  await expect(writeExport(planOf(join(folder, 'none.db'), folder), following())).rejects.toThrow('no journal');
  expect(existsSync(join(folder, '.digital-sentinel.part'))).toBe(false);
});

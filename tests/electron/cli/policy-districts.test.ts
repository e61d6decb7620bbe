import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { policy } from '../../../electron/cli/policy.ts';
import { freshFolder } from '../folders.ts';
import { ROOT, run } from './cli-kit.ts';

/** Its rule 社会面清零: 72 hours where a district is zero or basically zero, else 24. */
const COOKBOOK = join(ROOT, 'docs', 'cookbook.json');
const POPULATION = 'code,name,nameEn,population\n310117,松江,Songjiang,1900000\n310115,浦东,Pudong,5600000\n';
const AT = ['--at', '2026-09-13T09:00:00+08:00'];

let folder: string;
let file: string;

beforeEach(() => {
  folder = freshFolder();
  file = write('policy.json', readFileSync(COOKBOOK, 'utf8'));
});

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function cases(...rows: readonly string[]): string[] {
  return ['--cases', write('cases.csv', ['code,date,new', ...rows].join('\n'))];
}

const population = (): string[] => ['--population', write('population.csv', POPULATION)];

const put = (...args: readonly string[]): ReturnType<typeof run> => run(policy, ['districts', file, ...AT, ...args]);

const days = (code: string, ...counts: readonly number[]): string[] =>
  counts.map((count, i) => `${code},2026-09-${10 + i},${count}`);

async function told(...args: readonly string[]): Promise<Record<string, unknown>[]> {
  const { exit, lines } = await put(...args);
  expect(exit).toBe(0);
  return lines as Record<string, unknown>[];
}

test('how a district stands is told with the three days and rates that it is by', async () => {
  const lines = await told(...population(), ...cases(...days('310117', 18, 0, 19), ...days('310115', 0, 0, 0)));
  const standing = lines.filter((line) => 'days' in line);
  expect(standing).toEqual([
    expect.objectContaining({ district: '110105', status: 'unknown', before: 'unknown', asOf: null, days: [] }),
    expect.objectContaining({ district: '310115', status: 'zero', before: null }),
    {
      district: '310117',
      name: { 'zh-CN': '松江', en: 'Songjiang' },
      population: 1_900_000,
      // 19 of 1,900,000 is exactly 1 per 100,000, and so not below it.
      ...{ status: 'neither', before: null, asOf: '2026-09-12' },
      days: [
        { date: '2026-09-10', new: 18, per100000: 0.95 },
        { date: '2026-09-11', new: 0, per100000: 0 },
        { date: '2026-09-12', new: 19, per100000: 1 },
      ],
    },
  ]);
});

test('whom a new status changes something for is told for that district alone, and nothing is written unless asked', async () => {
  await put(...population(), ...cases(...days('310117', 90, 90, 90), ...days('310115', 0, 0, 0)), '--write');
  const before = readFileSync(file, 'utf8');
  const zero = ['310115,2026-09-13,0', ...['11', '12', '13'].map((day) => `310117,2026-09-${day},0`)];
  const lines = await told('--at', '2026-09-14T09:00:00+08:00', ...cases(...zero));
  expect(lines).toContainEqual(expect.objectContaining({ district: '310117', status: 'zero', before: 'neither' }));
  const differences = lines.filter((line) => 'venueType' in line);
  expect(new Set(differences.map((line) => line['district']))).toEqual(new Set(['310117']));
  // The test of 72 hours that 24 were asked of before.
  expect(JSON.stringify(differences)).toContain('sampled 72 h ago');
  expect(JSON.stringify(differences)).not.toContain('sampled 72 h 1 s ago');
  expect(readFileSync(file, 'utf8')).toBe(before);
});

test('figures of a day that is named again are the newer ones; all else of the policy stays', async () => {
  await put(...population(), ...cases('310117,2026-09-10,5'), '--write');
  const { exit } = await put(...cases('310117,2026-09-11,0', '310117,2026-09-10,6'), '--write');
  expect(exit).toBe(0);
  const [old, now] = [COOKBOOK, file].map((path) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>);
  const { districts, ...rest } = now ?? {};
  const { districts: known, ...was } = old ?? {};
  expect(rest).toEqual(was);
  expect(districts).toContainEqual({
    code: '310117',
    name: { 'zh-CN': '松江', en: 'Songjiang' },
    population: 1_900_000,
    cases: [
      { date: '2026-09-10', new: 6 },
      { date: '2026-09-11', new: 0 },
    ],
  });
  expect(districts).toHaveLength((known as readonly object[]).length + 2);
});

describe('what is wrong is told by file, row and column, and nothing is written', () => {
  test.each([
    ['a number that is none', ['310117,2026-09-10,many'], { row: 2, column: 'new', fault: 'not a whole number' }],
    ['a negative one', ['310117,2026-09-10,-1'], { row: 2, column: 'new', fault: 'not a whole number' }],
    ['no number', ['310117,2026-09-10,'], { row: 2, column: 'new', fault: 'missing' }],
    ['a day that is none', ['310117,2026-09-31,0'], { row: 2, column: 'date', fault: 'not a date, YYYY-MM-DD' }],
    ['a day to come', ['310117,2026-09-14,0'], { row: 2, column: 'date', fault: 'a day to come' }],
    ['today', ['310117,2026-09-13,0'], null],
    [
      'an area that is none',
      ['Songjiang,2026-09-10,0'],
      { row: 2, column: 'code', fault: 'not a GB/T 2260 area code' },
    ],
    [
      'a district that nobody knows',
      ['310101,2026-09-10,0'],
      { row: 2, column: 'code', fault: 'a district without a population' },
    ],
    [
      'a day twice',
      ['310117,2026-09-10,0', '310117,2026-09-10,1'],
      { row: 3, column: 'date', fault: 'this district has this day twice' },
    ],
    ['a field too few', ['310117,2026-09-10'], { row: 2, column: null, fault: '2 fields, for 3 columns' }],
  ])('%s', async (_what, rows, fault) => {
    const { exit, lines } = await put(...population(), ...cases(...rows), '--write');
    expect(exit).toBe(fault === null ? 0 : 2);
    if (fault === null) return;
    expect(lines).toEqual([{ file: join(folder, 'cases.csv'), ...fault }]);
    expect(readFileSync(file, 'utf8')).toBe(readFileSync(COOKBOOK, 'utf8'));
  });

  test('nobody lives there', async () => {
    const empty = write('empty.csv', 'code,name,population\n310117,松江,0\n');
    const { exit, lines } = await put('--population', empty);
    expect([exit, lines]).toMatchObject([2, [{ file: empty, row: 2, column: 'population' }]]);
  });
});

test('neither file is misuse', async () => {
  await expect(put()).rejects.toThrow('name --population');
});

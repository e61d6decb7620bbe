import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sites } from '../../../hub/cli/sites.ts';
import type { Database } from '../../../hub/store/open.ts';
import { saveSettings } from '../../../hub/store/setting.ts';
import { siteListSchema, siteStatesSchema } from '../../../shared/policy/sites.ts';
import { csvOf } from '../sites/made-csv.ts';
import { CITY, madeSites } from '../../shared/policy/made-sites.ts';
import { createDatabase, NOON, openMigrated } from '../database.ts';
import { insertKiosk } from '../store/delivering.ts';

let url: string;
let database: Database;
let folder: string;

beforeEach(async () => {
  url = await createDatabase();
  database = await openMigrated(url);
  folder = mkdtempSync(join(tmpdir(), 'sentinel-sites-'));
});

afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

async function run(...args: string[]): Promise<{ exit: number; lines: unknown[] }> {
  return runAt(NOON, ...args);
}

async function runAt(nowMs: number, ...args: string[]): Promise<{ exit: number; lines: unknown[] }> {
  const lines: unknown[] = [];
  const exit = await sites.run(args, {
    variables: { DATABASE_URL: url },
    answer: (line) => {
      lines.push(JSON.parse(JSON.stringify(line)));
      return Promise.resolve();
    },
    nowMs: () => nowMs,
    newId: randomUUID,
  });
  return { exit, lines };
}

function file(text: string, name = 'sites.csv'): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const THREE =
  'id,name,latitude,longitude,hours\na,甲,31.23,121.47,08:00-20:00\nb,乙,31.3,121.47,24h\nc,丙,31.4,121.47,24h\n';

describe('import', () => {
  test('is by ids: the same file again changes nothing, another changes what is other', async () => {
    const imported = { imported: true, rows: 3 };
    expect(await run('import', file(THREE))).toEqual({
      exit: 0,
      lines: [{ ...imported, added: 3, changed: 0, removed: 0 }],
    });
    expect((await run('import', file(THREE))).lines).toEqual([{ ...imported, added: 0, changed: 0, removed: 0 }]);
    const other = THREE.replace('甲', '丁').replace('c,丙', 'd,丙');
    expect((await run('import', file(other))).lines).toEqual([{ ...imported, added: 1, changed: 1, removed: 0 }]);
    expect((await run('list')).lines).toMatchObject([
      { id: 'a', hours: '08:00-20:00' },
      { id: 'b' },
      { id: 'c' },
      { id: 'd' },
    ]);
    const whole = await run('import', file(THREE), '--whole');
    expect(whole.lines).toEqual([{ ...imported, added: 0, changed: 1, removed: 1 }]);
    expect((await run('list')).lines).toHaveLength(3);
  });

  test('of a file with a fault imports nothing of it, and tells each', async () => {
    const broken = THREE.replace('31.3,', 'x,').replace('c,丙', 'a,丙');
    expect(await run('import', file(broken))).toEqual({
      exit: 2,
      lines: [
        { row: 3, column: 'latitude', fault: expect.any(String) as unknown },
        { row: 4, column: 'id', fault: 'a is there twice' },
      ],
    });
    expect((await run('list')).lines).toEqual([]);
  });

  test('of ten thousand takes seconds', async () => {
    const path = file(csvOf(madeSites(10_000)));
    const startedAt = performance.now();
    expect((await run('import', path)).lines).toMatchObject([{ added: 10_000 }]);
    expect((await run('import', path)).lines).toMatchObject([{ added: 0, changed: 0 }]);
    expect(performance.now() - startedAt).toBeLessThan(30_000);
  });

  test('into a database that is no hub is refused', async () => {
    url = await createDatabase();
    expect(await run('import', file(THREE))).toEqual({ exit: 2, lines: [{ fault: 'not-a-hub' }] });
  });
});

test('how busy a site is stands until something later is said, and other news of it do not touch that', async () => {
  await run('import', file(THREE));
  const say = (rows: string): string => file(`id,state,waitMinutes,at\n${rows}\n`, 'states.csv');
  const first = await run('state', say('a,busy,25,2022-05-13T11:50:00+08:00\nb,idle,,\nx,idle,,\n'));
  expect(first).toEqual({ exit: 0, lines: [{ noted: 2, older: 0, unknown: ['x'] }] });
  expect((await run('state', say('a,idle,,2022-05-13T11:49:00+08:00'))).lines).toEqual([
    { noted: 0, older: 1, unknown: [] },
  ]);
  await run('import', file(THREE.replace('甲', '丁')));
  expect((await run('list')).lines).toMatchObject([
    { id: 'a', name: { 'zh-CN': '丁' }, state: 'busy', waitMinutes: 25, stateAt: '2022-05-13T03:50:00.000Z' },
    { id: 'b', state: 'idle', waitMinutes: null },
    { id: 'c', state: null },
  ]);
});

describe('write', () => {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));

  test('gives the office both files as kiosks take them, with the time of each', async () => {
    file('{}', 'roles.json');
    await runAt(NOON - 60_000, 'import', file(THREE));
    await run(
      'state',
      file('id,state,at\na,busy,2022-05-13T11:50:00+08:00\nb,idle,\nc,closed,2022-05-12T12:00:00+08:00\n', 's.csv'),
    );
    expect(await run('write', folder)).toEqual({ exit: 0, lines: [{ written: true, sites: 3, states: 2 }] });
    const list = siteListSchema.parse(read('site-list.json'));
    expect(list.asOf).toBe('2022-05-13T03:59:00Z');
    expect(list.sites.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    // Of c what was said is a day old.
    expect(siteStatesSchema.parse(read('sites.json'))).toEqual({
      asOf: '2022-05-13T04:00:00Z',
      states: { a: { state: 'busy', asOf: '2022-05-13T03:50:00Z' }, b: { state: 'idle' } },
    });
    // Nothing has changed: kiosks need fetch neither again.
    const before = readFileSync(join(folder, 'site-list.json'), 'utf8');
    await runAt(NOON + 60_000, 'import', file(THREE));
    await runAt(NOON + 60_000, 'write', folder);
    expect(readFileSync(join(folder, 'site-list.json'), 'utf8')).toBe(before);
  });

  test.each([
    ['a folder that is no office', false, 'no-office'],
    ['a hub into which nothing was ever imported', true, 'no-sites'],
  ])('of %s writes nothing', async (_case, isOffice, fault) => {
    if (isOffice) file('{}', 'roles.json');
    expect(await run('write', folder)).toEqual({ exit: 2, lines: [{ fault }] });
    expect(() => read('sites.json')).toThrow();
  });
});

test('coverage is the share of venues with an open site within 15 minutes of any of their gates', async () => {
  await run('import', file(THREE));
  const place = (north: number): object => ({ place: { latitude: CITY.latitude + north, longitude: CITY.longitude } });
  const set = (venue: string, gate: string | null, values: object): Promise<number> =>
    saveSettings(database.store, { venue, gate }, values, new Date(NOON));
  for (const venue of ['near', 'far', 'nowhere', 'unset', 'off']) await insertKiosk(database, venue);
  await set('near', null, place(0.02));
  await set('near', 'north', place(0.001));
  await set('far', null, place(0.02));
  await set('nowhere', null, place(1));
  await set('off', null, { place: null });
  const { exit, lines } = await run('coverage', '--at', '2022-05-13T12:00:00+08:00');
  expect(exit).toBe(0);
  expect(lines).toMatchObject([
    { venue: 'far', isReached: false, nearest: { id: 'a' } },
    { venue: 'near', isReached: true, nearest: { id: 'a', metres: 111, walkMinutes: 2 } },
    { venue: 'nowhere', isReached: false, nearest: null },
    { venues: 3, reached: 1, share: 1 / 3, withoutPlace: ['off', 'unset'] },
  ]);
  // At night that site is closed.
  expect((await run('coverage', '--at', '2022-05-13T21:00:00+08:00')).lines.at(-1)).toMatchObject({
    reached: 0,
    share: 0,
  });
});

test.each([[[]], [['open']], [['import']], [['import', 'a', 'b']], [['coverage', '--at', 'noon']], [['write']]])(
  'a command line %j makes no sense',
  async (args) => {
    await expect(run(...args)).rejects.toThrow();
  },
);

import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { readFigures } from '../../../hub/store/company-figures.ts';
import type { Database } from '../../../hub/store/open.ts';
import { figuresCsv, resumptionRate } from '../../../shared/company/figures-csv.ts';
import { watch, type Watched } from '../console/many.ts';
import { createDatabase, NOON, openMigrated } from '../database.ts';
import { fillCompanies, madeStand, SEED } from './made-many.ts';

const VENUE = '开发区';
let database: Database;
let watched: Watched;

beforeAll(async () => {
  const url = await createDatabase();
  database = await openMigrated(url);
  await fillCompanies(database.longStore, VENUE);
  watched = watch(url);
}, 120_000);

afterAll(async () => {
  await watched.close();
  await database.close();
});

/** Counted one by one, as nobody would ask a database. */
function counted(): {
  active: number;
  staff: number;
  vehicles: number;
  levels: { registered: number; active: number }[];
} {
  const levels = [1, 2, 3].map(() => ({ registered: 0, active: 0 }));
  let [staff, vehicles] = [0, 0];
  for (let i = 0; i < SEED.companies; i += 1) {
    const { level, isSuspended, isWorking } = madeStand(i);
    const own = levels[level - 1];
    if (own === undefined) throw new Error('no such level');
    own.registered += 1;
    if (isSuspended || !isWorking) continue;
    own.active += 1;
    const every = (from: number, to: number): number =>
      Math.max(0, Math.ceil((to - i) / SEED.companies) - Math.ceil((from - i) / SEED.companies));
    staff += every(0, SEED.staff);
    vehicles += every(SEED.staff, SEED.staff + SEED.vehicles);
  }
  return { active: levels.reduce((sum, { active }) => sum + active, 0), staff, vehicles, levels };
}

test('the figures of 2,316 companies with 113,000 people and 1,535 vehicles are those that one would count', async () => {
  const { active, staff, vehicles, levels } = counted();
  const figures = await readFigures(database.consoleStore, VENUE, new Date(NOON));
  expect(figures).toMatchObject({ registered: SEED.companies, active, staff, vehicles, applied: 0, refused: 0 });
  expect(figures.levels).toEqual(levels.map((one, i) => ({ level: i + 1, ...one })));
  expect(await readFigures(database.consoleStore, null, new Date(NOON))).toEqual(figures);
  expect(await readFigures(database.consoleStore, '别处', new Date(NOON))).toMatchObject({ registered: 0, staff: 0 });
});

test('of passes that have ended nobody is on duty', async () => {
  const after = await readFigures(database.consoleStore, VENUE, new Date(NOON + 7 * 86_400_000));
  expect(after).toMatchObject({ registered: SEED.companies, active: 0, staff: 0, vehicles: 0 });
});

const plans = z.array(z.object({ 'QUERY PLAN': z.array(z.object({ Plan: z.unknown() })) }));

test('people are counted by the index that has all that is asked for in it, and no row of theirs is read', async () => {
  watched.asked();
  await readFigures(watched.store, VENUE, new Date(NOON));
  const [query] = watched.asked();
  const { rows } = await watched.store.executeQuery({
    ...sql`select`.compile(watched.store),
    ...{ sql: `explain (format json) ${query?.sql ?? ''}`, parameters: query?.parameters ?? [] },
  });
  const plan = JSON.stringify(plans.parse(rows));
  expect(plan).toContain('"Node Type":"Index Only Scan"');
  expect(plan).toContain('"Index Name":"company_holder_counted"');
  expect(plan).not.toMatch(/"Node Type":"Seq Scan"[^{}]*"Relation Name":"company_holder"/u);
});

test('a table of figures has a line for each, and no formula', async () => {
  const figures = await readFigures(database.consoleStore, VENUE, new Date(NOON));
  const lines = new TextDecoder().decode(figuresCsv(figures, 'en')).split('\r\n');
  expect(lines).toContain(`Companies registered,${SEED.companies}`);
  expect(lines).toContain(`Resumption rate (%),${resumptionRate(figures)}`);
  expect(lines.filter((line) => /Level [123]/u.test(line))).toHaveLength(9);
});

test.each([
  [{ active: 0, registered: 0 }, null],
  [{ active: 1, registered: 3 }, 33.3],
  [{ active: 3, registered: 3 }, 100],
])('of %o the rate is %s', (of, rate) => {
  expect(resumptionRate(of)).toBe(rate);
});

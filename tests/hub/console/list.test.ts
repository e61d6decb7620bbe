import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConsoleData } from '../../../hub/console/data.ts';
import type { Database } from '../../../hub/store/open.ts';
import { EVERYTHING, MAX_PAGE, type LogFilter, type LogPlace, type LogRow } from '../../../shared/console/log.ts';
import { createDatabase, NOON, openMigrated } from '../database.ts';
import { insertKiosk } from '../store/delivering.ts';
import { fillVenues, happenings, numbers, openData, plainly, QUARTER, send, type Made } from './venues.ts';

let database: Database;
let data: ConsoleData;
let mall: Made[];

beforeAll(async () => {
  database = await openMigrated(await createDatabase());
  ({ mall } = await fillVenues(database));
  data = openData(database);
});

afterAll(async () => {
  await database.close();
});

/** Each alone asks for something that is there. */
const ASKED: readonly Partial<LogFilter>[] = [
  { fromMs: NOON + 3_000_500 },
  { untilMs: NOON + 3_000_000 },
  { fromMs: NOON + QUARTER, untilMs: NOON + 3 * QUARTER },
  { gate: 'north' },
  { gate: 'south' },
  { verdict: 'admit' },
  { verdict: 'refuse' },
  { reason: 'test-too-old' },
  { type: 'scan' },
  { type: 'manual' },
  { source: 'id-card' },
  { guard: 'G08' },
  { maskedName: '李*' },
];

/** And what nothing is found by. */
const ABSENT: readonly Partial<LogFilter>[] = [
  { gate: 'east' },
  { reason: 'never-heard-of' },
  { guard: 'G99' },
  { maskedName: '赵*' },
  { type: 'anchor' },
  { fromMs: NOON + 86_400_000 },
];

const PAIRS: readonly (readonly [string, LogFilter])[] = ASKED.flatMap((one, i) =>
  ASKED.slice(i).map((other): [string, LogFilter] => {
    const filter = { ...EVERYTHING, ...other, ...one };
    return [JSON.stringify({ ...other, ...one }), filter];
  }),
);

async function walk(filter: LogFilter, order: 'newest-first' | 'oldest-first', limit: number): Promise<LogRow[]> {
  const rows: LogRow[] = [];
  let after: LogPlace | null = null;
  do {
    const page = await data.list('mall', { filter, order, after, limit });
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    rows.push(...page.rows);
    after = page.next;
  } while (after !== null);
  return rows;
}

describe('what is found is what a plain look through all entries finds', () => {
  test.each([['everything', EVERYTHING] as const, ...PAIRS])('%s', async (_which, filter) => {
    const wanted = plainly(mall, filter);
    const newest = await walk(filter, 'newest-first', MAX_PAGE);
    expect(newest.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
    expect(newest).toEqual(wanted);
    const oldest = await walk(filter, 'oldest-first', 171);
    expect(oldest.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id).reverse());
    expect(await data.count('mall', filter)).toEqual({ count: wanted.length, isAll: true });
  });

  test.each(ABSENT)('nothing: %o', async (one) => {
    const filter = { ...EVERYTHING, ...one };
    expect(await data.list('mall', { filter, order: 'newest-first', after: null, limit: 10 })).toEqual({
      rows: [],
      next: null,
    });
    expect(await data.count('mall', filter)).toEqual({ count: 0, isAll: true });
  });
});

test.each([1, 2, 3000, 3001])('a page of %i of 3,000 entries says whether there are more', async (limit) => {
  const page = await data.list('mall', { filter: EVERYTHING, order: 'newest-first', after: null, limit });
  expect(page.rows).toHaveLength(Math.min(limit, 3000));
  expect(page.next === null).toBe(limit >= 3000);
});

test('pages neither repeat nor leave out what was there, while entries arrive before and after them', async () => {
  const before = plainly(mall, EVERYTHING).map(({ id }) => id);
  const kiosk = await insertKiosk(database, 'mall', 'west');
  const next = numbers(11);
  const walked: string[] = [];
  let after: LogPlace | null = null;
  const came: Made[] = [];
  do {
    const page = await data.list('mall', { filter: EVERYTHING, order: 'newest-first', after, limit: 150 });
    walked.push(...page.rows.map(({ id }) => id));
    after = page.next;
    came.push(...(await send(database, kiosk, happenings(20, next))));
  } while (after !== null);
  expect(new Set(walked).size).toBe(walked.length);
  const known = new Set(before);
  expect(walked.filter((id) => known.has(id))).toEqual(before);
  mall.push(...came);
  expect((await walk(EVERYTHING, 'newest-first', MAX_PAGE)).length).toBe(mall.length);
});

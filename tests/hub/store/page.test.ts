import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../../hub/store/open.ts';
import { pageQuery, readPage, type PageAsk, type PagePlace } from '../../../hub/store/page.ts';
import { createDatabase, NOON, openMigrated } from '../database.ts';
import { makeChain } from '../journal.ts';
import { deliver, insertKiosk } from './delivering.ts';

const DAY_MS = 86_400_000;

let database: Database;

/** Two kiosks of one venue whose entries have the same times, received on two days; a third of another venue. */
beforeAll(async () => {
  database = await openMigrated(await createDatabase());
  await deliver(database, await insertKiosk(database), makeChain(7), NOON);
  await deliver(database, await insertKiosk(database), makeChain(7), NOON + DAY_MS);
  await deliver(database, await insertKiosk(database, 'office'), makeChain(7), NOON);
});

afterAll(async () => {
  await database.close();
});

const all: PageAsk = { venue: 'mall', fromMs: 0, untilMs: NOON + DAY_MS, verdict: null, after: null, limit: 100 };

test('pages of three, one after the other, are all entries of the venue once, newest first', async () => {
  const whole = await readPage(database.store, all);
  expect(whole.map(({ epochMs }) => epochMs)).toEqual(
    [6, 6, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 0, 0].map((s) => NOON + s * 1000),
  );
  const walked = [];
  let after: PagePlace | null = null;
  for (let pages = 0; pages < 6; pages += 1) {
    const page = await readPage(database.store, { ...all, after, limit: 3 });
    walked.push(...page);
    after = page.at(-1) ?? after;
  }
  expect(walked).toEqual(whole);
});

test.each<[string, Partial<PageAsk>, number]>([
  ['from its beginning', { fromMs: NOON + 5000 }, 4],
  ['up to its end, which is excluded', { untilMs: NOON + 5000 }, 10],
  ['with a verdict that was given', { verdict: 'admit' }, 14],
  ['with one that was not', { verdict: 'refuse' }, 0],
  ['of a venue that is not there', { venue: 'nowhere' }, 0],
])('a page has the entries of a period %s', async (_how, ask, count) => {
  expect(await readPage(database.store, { ...all, ...ask })).toHaveLength(count);
});

test.each([
  ['of all entries', null, 'venue_epoch_ms_idx'],
  ['of admitted ones', 'admit', 'venue_epoch_ms_idx'],
  ['of referred ones', 'refer', 'venue_verdict_epoch_ms_idx'],
  ['of refused ones', 'refuse', 'venue_verdict_epoch_ms_idx'],
] as const)('a page %s is read by its index', async (_which, verdict, index) => {
  const plan = await database.store.transaction().execute(async (tx) => {
    // So few rows are sooner read one by one.
    await sql`set local enable_seqscan = off`.execute(tx);
    return pageQuery(tx, { ...all, verdict }).explain('json');
  });
  expect(JSON.stringify(plan)).toContain(index);
});

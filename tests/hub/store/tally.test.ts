import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MAX_KINDS } from '../../../hub/store/kind.ts';
import type { Kiosk } from '../../../hub/store/kiosk.ts';
import { migrate, migrateWithin, readVersion } from '../../../hub/store/migrate.ts';
import type { Database } from '../../../hub/store/open.ts';
import { holdVisitors } from '../../../hub/store/overruled.ts';
import { createPartition } from '../../../hub/store/partition.ts';
import { applyRetention } from '../../../hub/store/retention.ts';
import { sortEntries } from '../../../hub/store/unsorted.ts';
import type { Entry } from '../../../shared/journal.ts';
import { connect, createDatabase, NOON, openMigrated, untilHeldUp } from '../database.ts';
import { makeChain, makeChainOf, slice } from '../journal.ts';
import { happenings, numbers, openData, QUARTER } from '../console/venues.ts';
import { EVERYTHING } from '../../../shared/console/log.ts';
import { deliver, insertAsBefore, insertKiosk } from './delivering.ts';

const DAY_MS = 86_400_000;

let address: string;
let database: Database;
let kiosk: Kiosk;

beforeEach(async () => {
  address = await createDatabase();
  database = await openMigrated(address);
  kiosk = await insertKiosk(database);
});

afterEach(async () => {
  await database.close();
});

/** Where the tally and a count of the entries, timed by hand, say different things. */
async function differences({ store }: Database): Promise<unknown[]> {
  const counted = sql`
    select venue, floor(epoch_ms / ${QUARTER}::numeric)::bigint * ${QUARTER} as quarter_ms, kiosk, kind, received_day,
      count(*)::int as entries
    from entry where kind is not null group by 1, 2, 3, 4, 5`;
  const kept = sql`select venue, quarter_ms, kiosk, kind, received_day, entries from tally`;
  const { rows } = await sql`
    (${counted} except all ${kept}) union all (${kept} except all ${counted})`.execute(store);
  return rows;
}

async function entriesCounted({ store }: Database): Promise<number> {
  const { rows } = await sql<{ sum: number }>`select coalesce(sum(entries), 0)::int as sum from tally`.execute(store);
  return rows[0]?.sum ?? 0;
}

test('the tally is what counting gives: of batches that repeat, of what is in quarantine, of what comes late', async () => {
  const chain = makeChain(60, { contents: { 3: Buffer.from('?'), 47: Buffer.from('?') } });
  await deliver(database, kiosk, slice(chain, 0, 20), NOON);
  await deliver(database, kiosk, slice(chain, 0, 20), NOON);
  // Twenty are lost, and ten of them come after all, a day later.
  await deliver(database, kiosk, { ...slice(chain, 40, 60), hole: { from: 20, reason: 'damaged' } }, NOON);
  await deliver(database, kiosk, slice(chain, 20, 30), NOON + DAY_MS);
  expect(await differences(database)).toEqual([]);
  expect(await entriesCounted(database)).toBe(48);
});

test('kiosks that send at once are counted all the same, also by a clock of before 1970', async () => {
  const next = numbers(3);
  const kiosks = await Promise.all(Array.from({ length: 6 }, () => insertKiosk(database)));
  await Promise.all(
    kiosks.map(async (one) => {
      const { batch } = makeChainOf([{ epochMs: -1 }, { epochMs: -QUARTER }, ...happenings(198, next)]);
      for (let from = 0; from < 200; from += 50) await deliver(database, one, slice(batch, from, from + 50), NOON);
    }),
  );
  expect(await differences(database)).toEqual([]);
  expect(await entriesCounted(database)).toBe(1200);
  const { rows } = await sql`select distinct quarter_ms::int from tally where quarter_ms < 0`.execute(database.store);
  expect(rows).toEqual([{ quarter_ms: -QUARTER }]);
});

test.each([
  [null, 0, 0],
  [-1, 0, 0],
  [0, 1, 0],
  [3_600_000, 1, 3_600_000],
  [3_600_001, 0, 0],
  [Number.MAX_SAFE_INTEGER, 0, 0],
])('an entry that took %s ms is timed, or not', async (durationMs, timed, sum) => {
  await deliver(database, kiosk, makeChainOf([{ durationMs }]).batch, NOON);
  const { rows } = await sql`select entries, timed, duration_ms::int from tally`.execute(database.store);
  expect(rows).toEqual([{ entries: 1, timed, duration_ms: sum }]);
});

test('what retention drops is counted no more', async () => {
  await deliver(database, kiosk, makeChain(5), NOON);
  await deliver(database, kiosk, makeChain(7), NOON + DAY_MS);
  await applyRetention(database.longStore, 1, new Date(NOON + 2 * DAY_MS));
  expect(await entriesCounted(database)).toBe(7);
  expect(await differences(database)).toEqual([]);
});

const FIRST = '0180bab7-0c00-7000-8000-0000000000aa';
const REFERRED: Partial<Entry> = { id: FIRST, verdict: 'refer', reasons: ['test-too-old'] };
const LIFTED: Partial<Entry> = { type: 'overrule', refersTo: FIRST, verdict: 'admit', reasons: ['papers-seen'] };

/** Visitors of whom not their own entry stands: its sequence, and what was said instead. */
async function overruled({ store }: Database): Promise<unknown[]> {
  const { rows } = await sql<{ sequence: string; verdict: string | null }>`
    select sequence, verdict from overruled left join entry_kind on entry_kind.id = stands order by chain, sequence`.execute(
    store,
  );
  return rows.map(({ sequence, verdict }) => [Number(sequence), verdict]);
}

test('when what stands was said is kept with it, until it stands no more', async () => {
  const said = NOON + 3000;
  const undone: Partial<Entry> = { type: 'overrule', verdict: null, reasons: ['undone'], epochMs: NOON + 5000 };
  const byHand: Partial<Entry> = { id: randomUUID(), type: 'manual', verdict: 'admit', reasons: ['child'] };
  const { batch } = makeChainOf([
    REFERRED,
    { ...LIFTED, epochMs: said },
    byHand,
    { ...undone, refersTo: byHand.id ?? null },
  ]);
  await deliver(database, kiosk, batch, NOON);
  const kept = await database.store
    .selectFrom('overruled')
    .select(['stands', 'stands_ms'])
    .orderBy('sequence')
    .execute();
  expect(kept.map(({ stands_ms: ms }) => ms)).toEqual([String(said), null]);
  expect(kept[1]?.stands).toBeNull();
});

test('an overrule goes with the day of its visitor, though it came on another', async () => {
  const { batch } = makeChainOf([REFERRED, LIFTED]);
  await deliver(database, kiosk, slice(batch, 0, 1), NOON);
  await deliver(database, kiosk, slice(batch, 1), NOON + DAY_MS);
  expect(await overruled(database)).toEqual([[0, 'admit']]);
  await applyRetention(database.longStore, 1, new Date(NOON + 2 * DAY_MS));
  expect(await overruled(database)).toEqual([]);
  expect(await entriesCounted(database)).toBe(1);
});

test('what overrules a visitor who is not here any more is taken, and counts for nothing', async () => {
  const { batch } = makeChainOf([REFERRED, {}, LIFTED]);
  await deliver(database, kiosk, slice(batch, 0, 1), NOON);
  await deliver(database, kiosk, slice(batch, 1, 2), NOON + DAY_MS);
  await applyRetention(database.longStore, 1, new Date(NOON + 2 * DAY_MS));
  await deliver(database, kiosk, slice(batch, 2), NOON + 2 * DAY_MS);
  expect(await overruled(database)).toEqual([]);
});

test('a kiosk overrules nothing of another chain, nothing that comes after, and no visitor by a number of steps without end', async () => {
  await deliver(database, kiosk, makeChainOf([REFERRED]).batch, NOON);
  const later = await insertKiosk(database);
  await deliver(database, later, makeChainOf([LIFTED, REFERRED]).batch, NOON);
  const third = await insertKiosk(database);
  const ids = Array.from({ length: 300 }, () => randomUUID());
  const steps = ids.map((id, i): Partial<Entry> => ({ ...LIFTED, id, refersTo: ids[i - 1] ?? randomUUID() }));
  const circle: Partial<Entry>[] = [
    { ...LIFTED, id: FIRST },
    { ...LIFTED, id: FIRST },
  ];
  expect(await deliver(database, third, makeChainOf([...steps, ...circle]).batch, NOON)).toMatchObject({ ok: true });
  expect(await overruled(database)).toEqual([]);
  expect(await differences(database)).toEqual([]);
});

test('of two entries with one id, the first that was written is the visitor who is overruled, whichever comes first', async () => {
  const { batch } = makeChainOf([{}, REFERRED, REFERRED, LIFTED]);
  await deliver(database, kiosk, slice(batch, 0, 1), NOON);
  await deliver(database, kiosk, { ...slice(batch, 2), hole: { from: 1, reason: 'damaged' } }, NOON);
  expect(await overruled(database)).toEqual([[2, 'admit']]);
  await deliver(database, kiosk, slice(batch, 1, 2), NOON);
  expect(await overruled(database)).toEqual([[1, 'admit']]);
});

test('who sorts and who is overruled wait for one another, so that neither is missed; other visitors do not', async () => {
  const { batch } = makeChainOf([REFERRED, LIFTED]);
  let sorts: () => void = () => undefined;
  const sorting = database.longStore.transaction().execute(async (tx) => {
    await holdVisitors(tx, 'mall', 'sorter');
    await new Promise<void>((resolve) => {
      sorts = resolve;
    });
  });
  expect(await deliver(database, kiosk, slice(batch, 0, 1), NOON)).toMatchObject({ ok: true });
  const elsewhere = await insertKiosk(database, 'office');
  expect(await deliver(database, elsewhere, makeChainOf([REFERRED, LIFTED]).batch, NOON)).toMatchObject({ ok: true });
  const taking = deliver(database, kiosk, slice(batch, 1), NOON);
  await untilHeldUp(address);
  sorts();
  await sorting;
  expect(await taking).toMatchObject({ ok: true });

  await insertAsBefore(database.store, kiosk.id, [REFERRED, LIFTED], NOON);
  let takes: () => void = () => undefined;
  const other = database.store.transaction().execute(async (tx) => {
    await holdVisitors(tx, 'mall', 'kiosk');
    await new Promise<void>((resolve) => {
      takes = resolve;
    });
  });
  const sorted = sortEntries(database.longStore, () => false);
  await untilHeldUp(address);
  takes();
  await other;
  expect(await sorted).toBe(2);
  expect((await overruled(database)).length).toBe(3);
});

test('what was sorted by a hub that did not know who is overruled is found once it is sorted anew', async () => {
  await deliver(database, kiosk, makeChainOf([REFERRED, LIFTED, {}]).batch, NOON);
  await sql`drop table overruled`.execute(database.store);
  for (const name of ['014-overruled.sql', '015-stands-ms.sql']) {
    await sql.raw(readFileSync(new URL(`../../../hub/store/${name}`, import.meta.url), 'utf8')).execute(database.store);
  }
  expect(await overruled(database)).toEqual([]);
  expect(await differences(database)).toEqual([]);
  expect(await sortEntries(database.longStore, () => false)).toBe(1);
  expect(await overruled(database)).toEqual([[0, 'admit']]);
  expect(await differences(database)).toEqual([]);
  expect(await entriesCounted(database)).toBe(3);
});

test('a name or a number that is longer than anybody can ask for keeps no entry from being taken', async () => {
  const long: Partial<Entry>[] = [64, 65, 20_000].map((length) => ({ maskedName: '张'.repeat(length) }));
  const guards: Partial<Entry>[] = [16, 17, 20_000].map((length) => ({ guard: 'G'.repeat(length) }));
  const reasons = Array.from({ length: 100 }, () => randomUUID());
  const { batch } = makeChainOf([...long, ...guards, { reasons }]);
  expect(await deliver(database, kiosk, batch, NOON)).toMatchObject({ value: { stored: 7, quarantined: 0 } });
  const data = openData(database);
  const found = async (filter: object): Promise<number> =>
    (await data.count('mall', { ...EVERYTHING, ...filter })).count;
  expect(await found({ maskedName: '张'.repeat(64) })).toBe(1);
  expect(await found({ guard: 'G'.repeat(16) })).toBe(1);
  expect(await found({ reason: reasons[99] })).toBe(1);
  expect(await found({})).toBe(7);
});

test('reasons that a kiosk makes up end at so many kinds, and its entries are counted all the same', async () => {
  await sql`
    insert into entry_kind (venue, id, digest, type, reasons)
    select 'mall', n, sha256(int8send(n)), 'scan', array['made-up'] from generate_series(1, ${MAX_KINDS - 1}) as n`.execute(
    database.store,
  );
  const made = ['one', 'two', 'three'].map((reason) => ({ reasons: [reason] }));
  await deliver(database, kiosk, makeChainOf([...made, {}]).batch, NOON);
  const { rows } = await sql`
    select id, reasons from entry_kind where id >= ${MAX_KINDS} order by id`.execute(database.store);
  expect(rows).toEqual([
    { id: MAX_KINDS, reasons: ['one'] },
    { id: MAX_KINDS + 1, reasons: [] },
  ]);
  expect(await entriesCounted(database)).toBe(4);
});

test('entries of before, and of a hub of then, are found once they are sorted, by several hubs at once too', async () => {
  const next = numbers(5);
  const empty = await createDatabase();
  const [before, beside] = [connect(empty), connect(empty)];
  await before.store.transaction().execute((tx) => migrateWithin(tx, 11, new Date(NOON)));
  const old = await insertKiosk(before);
  await before.store.transaction().execute(async (tx) => {
    for (const day of ['2022-05-13', '2022-05-14']) await createPartition(tx, day);
  });
  await insertAsBefore(before.store, old.id, happenings(700, next), NOON);
  await insertAsBefore(before.store, old.id, happenings(30, next), NOON + DAY_MS);
  await migrate(before.longStore, new Date(NOON), randomUUID());
  expect(await readVersion(before.store)).toBeGreaterThanOrEqual(12);
  const data = openData(before);
  expect((await data.count('mall', EVERYTHING)).count).toBe(0);
  const sorted = await Promise.all([before, beside].map((one) => sortEntries(one.longStore, () => false)));
  expect(sorted.reduce((all, some) => all + some, 0)).toBe(730);
  expect(await differences(before)).toEqual([]);
  expect((await data.count('mall', EVERYTHING)).count).toBe(730);
  expect((await data.count('mall', { ...EVERYTHING, guard: 'G07' })).count).toBeGreaterThan(0);
  expect((await data.count('mall', { ...EVERYTHING, maskedName: '李*' })).count).toBeGreaterThan(0);
  await insertAsBefore(before.store, old.id, happenings(5, next), NOON);
  expect(await sortEntries(before.longStore, () => false)).toBe(5);
  expect(await sortEntries(before.longStore, () => false)).toBe(0);
  expect(await differences(before)).toEqual([]);
  await beside.close();
  await before.close();
});

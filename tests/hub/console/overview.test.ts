import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problemsOf } from '../../../hub/console/health.ts';
import { saveReport } from '../../../hub/store/report.ts';
import { retireKiosk, type Kiosk } from '../../../hub/store/kiosk.ts';
import type { Database } from '../../../hub/store/open.ts';
import { overview as schema, type Counts, type Overview } from '../../../shared/console/overview.ts';
import type { Report } from '../../../shared/wire.ts';
import { createDatabase, NOON, openMigrated } from '../database.ts';
import { REPORT } from '../kiosk.ts';
import { insertKiosk } from '../store/delivering.ts';
import { fillVenues, openData, QUARTER, send, type Made } from './venues.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Noon in Shanghai is twelve hours after its midnight. */
const MIDNIGHT = NOON - 12 * HOUR;

let database: Database;
let mall: Made[];
let last: Made[];

beforeAll(async () => {
  database = await openMigrated(await createDatabase());
  ({ mall } = await fillVenues(database, 500));
  const kiosk = await insertKiosk(database, 'mall', 'south');
  // The same day a week before: one at each quarter of the last hours.
  last = await send(
    database,
    kiosk,
    Array.from({ length: 12 }, (_, i) => ({ epochMs: NOON - 7 * DAY + i * QUARTER })),
  );
});

afterAll(async () => {
  await database.close();
});

async function ask(nowMs: number, gate: string | null = null, dayMs = MIDNIGHT): Promise<Overview> {
  return schema.parse(await openData(database, nowMs).overview('mall', { dayMs, gate }, true));
}

function counted(made: readonly Made[], fromMs: number, untilMs: number, gate: string | null = null): Counts {
  const counts = { admit: 0, refer: 0, refuse: 0 };
  for (const { row, entry } of made) {
    const isMeant = row.epochMs >= fromMs && row.epochMs < untilMs && (gate === null || row.gate === gate);
    // What overrules refers to nothing here: it is another word of some visitor, and none of its own. Who goes out is none.
    if (isMeant && row.verdict !== null && row.type !== 'overrule' && entry.lane === null) counts[row.verdict] += 1;
  }
  return counts;
}

describe('an overview is what a count of all entries gives', () => {
  test.each([null, 'north', 'south'])('of the day, by hour, at gate %s', async (gate) => {
    const { today, hours, weekBefore } = await ask(NOON + 2 * HOUR, gate);
    expect(today).toEqual(counted(mall, MIDNIGHT, MIDNIGHT + DAY, gate));
    expect(hours).toHaveLength(24);
    for (const { fromMs, counts } of hours) expect(counts).toEqual(counted(mall, fromMs, fromMs + HOUR, gate));
    expect(weekBefore === null).toBe(gate === 'north');
  });

  test.each([
    ['at the very end of a quarter', NOON + HOUR - 1, 30],
    ['as another begins', NOON + HOUR, 30],
  ])('of now, %s: the whole one and the one under way', async (_when, nowMs) => {
    const begins = Math.floor(nowMs / QUARTER) * QUARTER;
    expect((await ask(nowMs)).now).toEqual(counted(mall, begins - QUARTER, begins + QUARTER));
  });

  test.each([
    ['as the first comes, before which nothing is known', NOON, null],
    ['as the second comes', NOON + QUARTER, 1],
    ['after it', NOON + QUARTER + 1, 2],
    ['at the end of the day', MIDNIGHT + DAY, 12],
  ])('of the same day a week before, %s', async (_when, nowMs, soFar) => {
    const known = {
      soFar: { admit: soFar, refer: 0, refuse: 0 },
      whole: { admit: last.length, refer: 0, refuse: 0 },
    };
    expect((await ask(nowMs)).weekBefore).toEqual(soFar === null ? null : known);
  });

  test('of reasons, the most frequent first, of those who were not admitted', async () => {
    const counts = new Map<string, number>();
    for (const { row } of mall) {
      if (row.verdict === null || row.verdict === 'admit') continue;
      for (const code of row.reasons) counts.set(code, (counts.get(code) ?? 0) + 1);
    }
    const { reasons } = await ask(NOON + 2 * HOUR);
    expect(new Map(reasons.map(({ code, count }) => [code, count]))).toEqual(counts);
    expect(reasons.map(({ count }) => count)).toEqual([...counts.values()].sort((a, b) => b - a));
  });

  test('of gates, the busiest first, and of the time a visitor took', async () => {
    const { gates, meanMs } = await ask(NOON + 2 * HOUR);
    expect(gates.map(({ gate }) => gate)).toEqual(['north', 'south']);
    const times = mall.flatMap(({ entry }) => (entry.type === 'scan' ? (entry.durationMs ?? []) : []));
    expect(meanMs).toBeCloseTo(times.reduce((sum, one) => sum + one, 0) / times.length, 6);
  });

  test('of those who came in and went out, at all gates: of one nobody can tell, who came by it may leave by another', async () => {
    const admitted = mall.filter(({ row }) => row.verdict === 'admit' && row.type !== 'overrule');
    const out = admitted.filter(({ entry }) => entry.lane === 'out').length;
    expect((await ask(NOON + 2 * HOUR)).occupancy).toEqual({ in: admitted.length - out, out });
    expect((await ask(NOON + 2 * HOUR, 'south')).occupancy).toBeNull();
  });

  test('of a venue where no lane leads out nobody knows who is in it', async () => {
    await send(database, await insertKiosk(database, 'one way'), [{}]);
    const day = { dayMs: MIDNIGHT, gate: null };
    expect((await openData(database, NOON).overview('one way', day, true)).occupancy).toBeNull();
  });

  test('of a day without anybody: nothing, and no mean', async () => {
    const empty = await ask(NOON + 2 * HOUR, null, MIDNIGHT - 3 * DAY);
    expect(empty).toMatchObject({ today: { admit: 0 }, weekBefore: null, meanMs: null, gates: [], reasons: [] });
  });
});

const WELL: Report = { ...REPORT, policyVersion: 3, policyAgeSeconds: 60, journal: 'ok', camera: 'running' };

async function hear(kiosk: Kiosk, report: Report, heardMs: number): Promise<void> {
  const proof = { challengeMs: heardMs, signature: Buffer.alloc(64, 1) };
  await saveReport(database.store, kiosk, { report, proof, now: new Date(heardMs) });
}

test('kiosks are told by gate, with what they last said; what is revoked is neither old nor behind', async () => {
  const at = async (gate: string): Promise<Kiosk> => insertKiosk(database, 'tower', gate);
  const [a, b, c] = [await at('a'), await at('b'), await at('c')];
  await at('d');
  await hear(a, { ...WELL, unsent: 2 }, NOON - 1000);
  await hear(b, { ...WELL, unsent: 40, policyAgeSeconds: 300_000, camera: 'missing' }, NOON - 61_000);
  await hear(c, { ...WELL, unsent: 1000, policyAgeSeconds: 900_000 }, NOON);
  await database.store
    .updateTable('kiosk')
    .set({ revoked_at: new Date(NOON) })
    .where('id', '=', c.id)
    .execute();
  const told = await openData(database, NOON).overview('tower', { dayMs: MIDNIGHT, gate: null }, true);
  // What b judges by by now nobody knows: neither is its age shown, nor that of the others as if it were of all.
  expect(told).toMatchObject({ unsent: 42, policyAgeSeconds: 60, policyUnknownSince: '2022-05-13T03:58:59.000Z' });
  expect(told.kiosks?.map(({ policyAgeSeconds }) => policyAgeSeconds)).toEqual([60, null, 900_000, null]);
  expect(told.kiosks?.map(({ gate, isRevoked, problems }) => [gate, isRevoked, problems])).toEqual([
    ['a', false, []],
    ['b', false, ['silent', 'rules-old', 'camera-missing']],
    ['c', true, []],
    ['d', false, ['never-heard']],
  ]);
  const hidden = await openData(database, NOON).overview('tower', { dayMs: MIDNIGHT, gate: 'a' }, false);
  expect(hidden).toMatchObject({ kiosks: null, unsent: 2, policyAgeSeconds: 60, policyUnknownSince: null });
  const none = await openData(database, NOON).overview('nowhere', { dayMs: MIDNIGHT, gate: null }, true);
  expect(none).toMatchObject({ kiosks: [], unsent: null, policyAgeSeconds: null, policyUnknownSince: null });
});

test('a kiosk that was retired is told as that, and neither as silent nor with anything wrong', async () => {
  const kiosk = await insertKiosk(database, 'retired tower', 'a');
  const { id } = kiosk;
  await hear(kiosk, { ...WELL, unsent: 40 }, NOON - 1000);
  await retireKiosk(database.store, { id }, { unsent: 7, left: 'exported' }, { now: new Date(NOON), revision: id });
  const told = await openData(database, NOON + DAY).overview('retired tower', { dayMs: MIDNIGHT, gate: null }, true);
  // By what it said last, which is no heartbeat.
  expect(told.kiosks).toMatchObject([{ gate: 'a', isRevoked: true, isRetired: true, problems: [], unsent: 7 }]);
  expect(told).toMatchObject({ unsent: null, policyUnknownSince: null });
});

test.each<[string, Partial<Report>, number, string[]]>([
  ['is well', {}, NOON, []],
  ['was heard a minute ago', {}, NOON - 60_000, []],
  ['was heard longer ago', {}, NOON - 60_001, ['silent']],
  ['has rules of 36 hours', { policyAgeSeconds: 129_600 }, NOON, []],
  ['has older ones', { policyAgeSeconds: 129_601 }, NOON, ['rules-ageing']],
  ['has rules of three days', { policyAgeSeconds: 259_200 }, NOON, ['rules-ageing']],
  ['has older ones still', { policyAgeSeconds: 259_201 }, NOON, ['rules-old']],
  ['has the demo’s rules', { policyAgeSeconds: null }, NOON, []],
  ['has none', { policyVersion: null, policyAgeSeconds: null }, NOON, ['rules-missing']],
  ['is two minutes ahead', { clockOffsetSeconds: 120 }, NOON, []],
  ['is behind by more', { clockOffsetSeconds: -121 }, NOON, ['clock-off']],
  ['cannot send', { syncFault: 'chain-forked' }, NOON, ['sync-chain-forked']],
  [
    'has much that is wrong',
    { journal: 'nearly-full', camera: 'covered', readers: [{ kind: 'scanner', state: 'not-connected' }] },
    NOON,
    ['camera-covered', 'scanner-not-connected', 'journal-nearly-full'],
  ],
  ['starts', { camera: 'starting', readers: [{ kind: 'gate', state: 'ready' }] }, NOON, []],
])('of a kiosk that %s that much is wrong', (_what, changed, heardMs, problems) => {
  expect(problemsOf({ ...WELL, ...changed }, heardMs, NOON)).toEqual(problems);
});

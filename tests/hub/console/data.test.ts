import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_COUNTED } from '../../../hub/console/count.ts';
import type { ConsoleData, Traced, TracePaging } from '../../../hub/console/data.ts';
import { putGuard } from '../../../hub/store/guards.ts';
import { isTooLong, type Database } from '../../../hub/store/open.ts';
import { EVERYTHING, logRow, logDetail, logFacets, type LogPlace, type LogRow } from '../../../shared/console/log.ts';
import { sql } from 'kysely';
import { createDatabase, NOON, openMigrated } from '../database.ts';
import { insertKiosk } from '../store/delivering.ts';
import { fillVenues, openData, personKey, plainly, send, type Made } from './venues.ts';

const ALL = { fromMs: 0, untilMs: NOON + 86_400_000 };
const MINUTE = 60_000;

let database: Database;
let data: ConsoleData;
let mall: Made[];
let office: Made[];

beforeAll(async () => {
  database = await openMigrated(await createDatabase());
  ({ mall, office } = await fillVenues(database, 400));
  data = openData(database, NOON + 7_200_000, 'resources/policy');
});

afterAll(async () => {
  await database.close();
});

const idsOf = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id).sort();

describe('facets', () => {
  test('gates in the order of their numbers, and of one venue', async () => {
    for (const gate of ['gate 10', 'gate 2']) await insertKiosk(database, 'mall', gate);
    expect((await data.facets('mall')).gates).toEqual(['gate 2', 'gate 10', 'north', 'south']);
    expect((await data.facets('office')).gates).toEqual(['east', 'north']);
  });

  test('guards who decided and guards on the list, with the names that are known', async () => {
    const guard = { venue: 'mall', number: 'G07', name: '小王', role: 'guard', gates: ['north'], pin: null } as const;
    await putGuard(database.store, guard, { now: new Date(NOON), revision: randomUUID() });
    await putGuard(
      database.store,
      { ...guard, number: 'G01', name: '小李' },
      { now: new Date(NOON), revision: randomUUID() },
    );
    expect((await data.facets('mall')).guards).toEqual([
      { number: 'G01', name: '小李' },
      { number: 'G07', name: '小王' },
      { number: 'G08', name: null },
    ]);
    expect((await data.facets('office')).guards.map(({ name }) => name)).toEqual([null, null]);
  });

  test('reasons: the kiosk’s, the rules’, and what entries have, each in words where there are any', async () => {
    const found = logFacets.parse(await data.facets('mall'));
    const byCode = new Map(found.reasons.map((reason) => [reason.code, reason]));
    expect(byCode.get('colour-red')).toMatchObject({ phone: 'C-RED', verdict: 'refuse' });
    expect(byCode.get('all-checks-passed')?.says?.en).toBe('All checks passed: let in');
    expect(byCode.get('gate-held-open')).toMatchObject({ verdict: null, says: { en: 'Gate held open' } });
    expect(found.reasons.map(({ code }) => code)).toEqual([...byCode.keys()].sort());
  });

  test('a venue that nobody has enrolled a kiosk for has none', async () => {
    expect(await data.facets('nowhere')).toMatchObject({ gates: [], guards: [] });
  });
});

describe('an entry in detail', () => {
  test('has its reasons in words, what it refers to, and what refers to it', async () => {
    const [refused, overruled, undone] = [randomUUID(), randomUUID(), randomUUID()];
    const kiosk = await insertKiosk(database, 'story');
    await send(database, kiosk, [
      { id: refused, verdict: 'refuse', reasons: ['test-too-old', 'unheard-of'] },
      { id: overruled, type: 'overrule', refersTo: refused, verdict: 'admit', reasons: ['papers-seen'] },
      { id: undone, type: 'overrule', refersTo: overruled, verdict: null, reasons: ['undone'] },
    ]);
    const about = async (id: string): Promise<string[] | undefined> =>
      (await data.detail('story', id))?.related.map((row) => row.id);
    expect(await about(refused)).toEqual([overruled]);
    expect(await about(overruled)).toEqual([refused, undone]);
    expect(await about(undone)).toEqual([overruled]);
    const { reasons, wordsVersion } = logDetail.parse(await data.detail('story', refused));
    expect(reasons).toMatchObject([
      { phone: 'T-OLD', verdict: 'refuse' },
      { code: 'unheard-of', says: null },
    ]);
    expect(wordsVersion).toBe(4);
  });

  test('is nobody’s of another venue, nor of an id that is not there', async () => {
    const id = office[0]?.row.id ?? '';
    expect((await data.detail('office', id))?.row).toEqual(office[0]?.row);
    expect(await data.detail('mall', id)).toBeNull();
    expect(await data.detail('mall', randomUUID())).toBeNull();
  });
});

test('what the tally does not tell apart is counted up to so many, and beyond that is told to be more', async () => {
  const kiosk = await insertKiosk(database, 'crowd');
  const named = (length: number): { maskedName: string }[] => Array.from({ length }, () => ({ maskedName: '王*' }));
  const filter = { ...EVERYTHING, maskedName: '王*' };
  await send(database, kiosk, named(MAX_COUNTED));
  expect(await data.count('crowd', filter)).toEqual({ count: MAX_COUNTED, isAll: true });
  await send(database, kiosk, named(1));
  expect(await data.count('crowd', filter)).toEqual({ count: MAX_COUNTED, isAll: false });
  expect(await data.count('crowd', EVERYTHING)).toEqual({ count: MAX_COUNTED + 1, isAll: true });
});

describe('a person', () => {
  test('is found by the key that their entries have, the newest first, and only there', async () => {
    const key = personKey('7');
    const own = mall.filter(({ entry }) => key.equals(entry.personKey ?? new Uint8Array()));
    expect(own.length).toBeGreaterThan(5);
    expect(await data.ofPerson('mall', key, ALL)).toEqual({ rows: plainly(own, EVERYTHING), isAll: true });
    expect((await data.ofPerson('nowhere', key, ALL)).rows).toEqual([]);
    expect((await data.ofPerson('mall', personKey('nobody'), ALL)).rows).toEqual([]);
  });

  test.each([
    [0, 5, 5, true],
    [0, 200, 200, true],
    [0, 201, 200, false],
    [1, 201, 200, true],
  ])('from second %i, %i times there, is found %i times', async (from, times, count, isAll) => {
    const venue = `venue ${from} ${times}`;
    const key = personKey('often');
    const changes = Array.from({ length: times }, (_, i) => ({ personKey: key, epochMs: NOON + i * 1000 }));
    await send(database, await insertKiosk(database, venue), changes);
    const found = await data.ofPerson(venue, key, { fromMs: NOON + from * 1000, untilMs: NOON + times * 1000 });
    expect([found.rows.length, found.isAll]).toEqual([count, isAll]);
    expect(found.rows[0]?.epochMs).toBe(NOON + (times - 1) * 1000);
  });
});

const PAGING: TracePaging = { stay: { isSeen: true, hours: 2 }, after: null, limit: 200 };

/** Of who came or went then; who was inside already is told in stays.test.ts. */
async function walk(venue: string, traced: Traced, limit: number): Promise<LogRow[]> {
  const rows: LogRow[] = [];
  let after: LogPlace | null = null;
  do {
    const paging: TracePaging = { stay: { isSeen: false, hours: 0 }, after, limit };
    const page = await data.traced(venue, traced, paging);
    const plain = page.rows.map((row) => logRow.parse(row));
    expect(await data.tracedSealed(venue, traced, paging)).toMatchObject(plain.map((row) => ({ row })));
    rows.push(...plain.filter((_row, i) => !page.rows[i]?.presence.startsWith('before')));
    after = page.next;
  } while (after !== null);
  return rows;
}

/** Of visitors: neither gates nor shifts. */
const visitors = (made: readonly Made[]): Made[] => made.filter(({ row }) => row.verdict !== null);

describe('a trace', () => {
  test.each([null, 'north'])('of a time, at gate %s, is all visitors there then, oldest first', async (gate) => {
    const span = { fromMs: NOON + 10 * MINUTE, untilMs: NOON + 70 * MINUTE };
    const wanted = plainly(visitors(mall), { ...EVERYTHING, ...span, gate }).reverse();
    expect(await walk('mall', { is: 'time', ...span, gate, stayHours: 0 }, 100)).toEqual(wanted);
  });

  test('of a person is everybody within so many minutes of each time that person was there', async () => {
    const key = personKey('rare');
    const kiosk = await insertKiosk(database, 'mall', 'north');
    const times = [NOON + 20 * MINUTE, NOON + 30 * MINUTE, NOON + 90 * MINUTE];
    const own = await send(
      database,
      kiosk,
      times.map((epochMs) => ({ epochMs, personKey: key })),
    );
    mall.push(...own);
    const wanted = plainly(visitors(mall), EVERYTHING)
      .filter(({ epochMs }) => times.some((time) => Math.abs(epochMs - time) <= 15 * MINUTE))
      .reverse();
    const traced: Traced = { is: 'person', key, withinMinutes: 15, stayHours: 0, ...ALL };
    for (const limit of [7, 200, 5000]) expect(await walk('mall', traced, limit)).toEqual(wanted);
    // Their entries of another time are not asked about.
    const first: Traced = { ...traced, untilMs: times[1] ?? 0 };
    expect((await walk('mall', first, 200)).at(-1)?.epochMs).toBeLessThanOrEqual((times[0] ?? 0) + 15 * MINUTE);
    expect(await walk('office', traced, 200)).toEqual([]);
  });

  test('has what was sealed, of each entry its own', async () => {
    const kiosk = await insertKiosk(database, 'sealed');
    await send(database, kiosk, [{ sealed: Buffer.from('one') }, { sealed: null }, { sealed: Buffer.from('three') }]);
    const rows = await data.tracedSealed('sealed', { is: 'time', gate: null, stayHours: 0, ...ALL }, PAGING);
    expect(rows.map(({ sealed }) => sealed && Buffer.from(sealed).toString())).toEqual(['one', null, 'three']);
  });
});

test('no call shows a venue anything of another', async () => {
  const ids = new Set(idsOf(office.map(({ row }) => row)));
  const mine = async (venue: string): Promise<string> => {
    const filter = { ...EVERYTHING, gate: 'north' };
    const texts = [
      await data.facets(venue),
      await data.list(venue, { filter: EVERYTHING, order: 'newest-first', after: null, limit: 200 }),
      await data.list(venue, { filter, order: 'oldest-first', after: null, limit: 200 }),
      await data.overview(venue, { dayMs: NOON - 4 * 3_600_000, gate: null }, true),
      await data.ofPerson(venue, personKey('3'), ALL),
      await data.traced(venue, { is: 'time', gate: null, stayHours: 2, ...ALL }, PAGING),
      await data.traced(venue, { is: 'person', key: personKey('3'), withinMinutes: 120, stayHours: 2, ...ALL }, PAGING),
    ];
    return JSON.stringify(texts);
  };
  const [ofMall, ofNone] = [await mine('mall'), await mine('nobody’s')];
  expect([...ids].filter((id) => ofMall.includes(id) || ofNone.includes(id))).toEqual([]);
  expect(ofMall).not.toContain('"east"');
  for (const { kiosk } of office) expect(ofMall.includes(kiosk.id)).toBe(false);
  expect((await data.count('mall', EVERYTHING)).count + (await data.count('office', EVERYTHING)).count).toBe(
    mall.length + office.length,
  );
});

test('what would write, or takes too long, is refused by the console’s own connections', async () => {
  await expect(sql`delete from tally`.execute(database.consoleStore)).rejects.toThrow('read-only');
  const slow = await sql`select pg_sleep(6)`.execute(database.consoleStore).catch((error: unknown) => error);
  expect(isTooLong(slow)).toBe(true);
  expect(isTooLong(new Error('another'))).toBe(false);
});

import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ConsoleData } from '../../../hub/console/data.ts';
import type { Database } from '../../../hub/store/open.ts';
import type { Entry } from '../../../shared/journal.ts';
import { createDatabase, NOON, openMigrated } from '../database.ts';
import { insertKiosk } from '../store/delivering.ts';
import { entryOf, HOUR, MINUTE, overruleOf, readInside, sendGoing, TIME, type Went } from './stays-kit.ts';
import { openData, personKey, send } from './venues.ts';

/** Whom somebody decides on after the kiosk has, who was there between noon and half past one. */
let database: Database;
let data: ConsoleData;

beforeAll(async () => {
  database = await openMigrated(await createDatabase());
  data = openData(database);
});

/** Of somebody else: that a lane leads out is seen by it. */
const OTHER: Went = { who: '李', atMs: -13 * HOUR, did: 'out' };
const WITH = { is: 'person', key: personKey('张'), withinMinutes: 15, stayHours: 2 } as const;
const DAY = { fromMs: NOON - 6 * HOUR, untilMs: NOON + 6 * HOUR };

/** Came to the lane out, where the kiosk said so. */
function atLaneOut(who: string, atMs: number, verdict: Entry['verdict']): Partial<Entry> {
  return { ...entryOf({ who, atMs, did: 'out' }), verdict };
}

describe('at the lane out', () => {
  test.each([
    ['time', TIME, ['张 before-assumed', '王 before-assumed']],
    ['person', { ...WITH, ...DAY }, ['张 came', '张 came', 'null came', '王 came']],
  ] as const)(
    'who was let out by the kiosk and turned back by a guard is inside still: by %s',
    async (_by, traced, rows) => {
      const turned = atLaneOut('张', -2 * HOUR, 'admit');
      const venue = await sendGoing(
        database,
        [OTHER, { who: '张', atMs: -3 * HOUR }],
        [turned, overruleOf(turned, 'refuse', -2 * HOUR + 5000), entryOf({ who: '王', atMs: -HOUR })],
      );
      expect((await readInside(data, venue, traced)).rows).toEqual(rows);
    },
  );

  test.each(['refer', 'refuse'] as const)(
    'whom the kiosk said to %s and a guard let out is not inside: by time',
    async (verdict) => {
      const went = atLaneOut('张', -2 * HOUR, verdict);
      const venue = await sendGoing(
        database,
        [OTHER, { who: '张', atMs: -3 * HOUR }],
        [went, overruleOf(went, 'admit', -2 * HOUR + 5000)],
      );
      expect((await readInside(data, venue)).rows).toEqual([]);
    },
  );

  test('whom a guard let out was here with nobody who came after', async () => {
    const went = atLaneOut('张', -2 * HOUR, 'refer');
    const venue = await sendGoing(
      database,
      [OTHER, { who: '张', atMs: -3 * HOUR }],
      [went, overruleOf(went, 'admit', -2 * HOUR + 5000), entryOf({ who: '王', atMs: -HOUR })],
    );
    expect((await readInside(data, venue, { ...WITH, ...DAY })).rows).toEqual(['张 came', '张 left', 'null left']);
  });

  test('who is turned back within the time came to a gate, whoever turned them back', async () => {
    const [refused, turned] = [atLaneOut('张', HOUR, 'refuse'), atLaneOut('王', HOUR + 1, 'admit')];
    const venue = await sendGoing(database, [OTHER], [refused, turned, overruleOf(turned, 'refuse', HOUR + 5000)]);
    expect((await readInside(data, venue)).rows).toEqual(['张 came', '王 came', 'null came']);
  });

  test('who is let out by a guard within the time left, though they came before it', async () => {
    const went = atLaneOut('张', -MINUTE, 'refer');
    const venue = await sendGoing(
      database,
      [OTHER, { who: '张', atMs: -3 * HOUR }],
      [went, overruleOf(went, 'admit', MINUTE)],
    );
    expect((await readInside(data, venue)).rows).toEqual(['张 before-seen', '张 left', 'null left']);
  });

  test.each([
    ['admit', 'refuse', { isSeen: false, hours: 2 }],
    ['refer', 'admit', { isSeen: true, hours: 24 }],
    ['refuse', 'admit', { isSeen: true, hours: 24 }],
    ['refer', 'refuse', { isSeen: false, hours: 2 }],
  ] as const)('where the one who came was told to %s, and %s stands, a stay is %o', async (verdict, stands, stay) => {
    const one = atLaneOut('李', -HOUR, verdict);
    const venue = await sendGoing(database, [], [one, { ...overruleOf(one, stands, -HOUR + 5000), lane: null }]);
    expect(await data.stay(venue, TIME)).toEqual(stay);
  });
});

describe('whom somebody decides on later', () => {
  const SHORT = { ...TIME, stayHours: 0 } as const;

  async function decidedOn(cameMs: number, saidMs: number, verdict: Entry['verdict']): Promise<string> {
    const came = entryOf({ who: '张', atMs: cameMs, did: 'referred' });
    return sendGoing(database, [], [came, overruleOf(came, verdict, saidMs)]);
  }

  test.each<[number, number, 'admit' | 'refuse', string[]]>([
    // At the gate within the time, whenever they had come and whatever was said.
    [-MINUTE, 0, 'admit', ['张 came', 'null came']],
    [-MINUTE, 0, 'refuse', ['张 came', 'null came']],
    [-20 * HOUR, MINUTE, 'refuse', ['张 came', 'null came']],
    [-23 * HOUR, HOUR, 'admit', ['张 came', 'null came']],
    [-23 * HOUR, HOUR + 1, 'admit', ['null came']],
    // Before it, for no time that is assumed; refused before it; and after it, having waited throughout.
    [-HOUR, -1, 'admit', []],
    [-HOUR, -1, 'refuse', []],
    [-MINUTE, 2 * HOUR, 'admit', ['张 before-assumed']],
    [-MINUTE, 2 * HOUR, 'refuse', []],
  ])('%i ms after noon, %i ms after noon to be told: %s', async (cameMs, saidMs, verdict, rows) => {
    const venue = await decidedOn(cameMs, saidMs, verdict);
    for (const limit of [1, 200]) expect((await readInside(data, venue, SHORT, limit)).rows).toEqual(rows);
  });

  test('stays as long as is assumed from when they were let in', async () => {
    expect((await readInside(data, await decidedOn(-5 * HOUR, -2 * HOUR, 'admit'))).rows).toEqual([
      '张 before-assumed',
    ]);
    expect((await readInside(data, await decidedOn(-5 * HOUR, -2 * HOUR - 1, 'admit'))).rows).toEqual([]);
  });

  test('is told in their place among others, at whatever length of pages', async () => {
    const came = Array.from({ length: 12 }, (_, i) => entryOf({ who: `v${i}`, atMs: -5 * HOUR + i, did: 'referred' }));
    const decided = came.map((it, i) => overruleOf(it, i % 2 === 0 ? 'admit' : 'refuse', i * 1000));
    const venue = await sendGoing(database, [], [...came, entryOf({ who: '王', atMs: -HOUR }), ...decided]);
    const whole = (await readInside(data, venue)).rows;
    expect(whole).toEqual([
      ...came.map(({ maskedName }) => `${String(maskedName)} came`),
      '王 before-assumed',
      ...Array<string>(12).fill('null came'),
    ]);
    for (const limit of [1, 5, 12, 13]) expect((await readInside(data, venue, TIME, limit)).rows).toEqual(whole);
  });

  test('at one gate is in a trace of that gate alone', async () => {
    const venue = await decidedOn(-20 * HOUR, MINUTE, 'refuse');
    await insertKiosk(database, venue, 'south');
    expect((await readInside(data, venue, { ...TIME, gate: 'north' })).rows).toEqual(['张 came', 'null came']);
    expect((await readInside(data, venue, { ...TIME, gate: 'south' })).rows).toEqual([]);
  });

  test('is the person who was there, until they were told', async () => {
    const came = entryOf({ who: '张', atMs: -20 * HOUR, did: 'referred' });
    const venue = await sendGoing(
      database,
      [],
      [came, entryOf({ who: '王', atMs: -HOUR }), overruleOf(came, 'refuse', 0), entryOf({ who: '赵', atMs: HOUR })],
    );
    const traced = { ...WITH, fromMs: NOON - 30 * MINUTE, untilMs: NOON + 6 * HOUR };
    expect((await readInside(data, venue, traced)).rows).toEqual(['张 came', '王 before-assumed', 'null came']);
  });

  test('as a hub of the release before has kept it, is decided on when they came', async () => {
    const venue = await decidedOn(-HOUR, MINUTE, 'admit');
    await sql`update overruled set stands_ms = null where venue = ${venue}`.execute(database.store);
    expect((await readInside(data, venue)).rows).toEqual(['张 before-assumed', 'null came']);
  });
});

describe('who comes in again was not seen going out before', () => {
  const IN_AGAIN: readonly Went[] = [
    { who: '张', atMs: -20 * HOUR },
    { who: '张', atMs: 2 * HOUR },
    { who: '张', atMs: 3 * HOUR, did: 'out' },
  ];

  test('an exit is that of the last time they came in', async () => {
    expect((await readInside(data, await sendGoing(database, [OTHER, ...IN_AGAIN]))).rows).toEqual([
      '张 before-assumed',
    ]);
  });

  test('and is inside by their last entry alone, so that one code shown twice leaves nobody inside', async () => {
    const twice: Went[] = [
      { who: '张', atMs: -3 * HOUR },
      { who: '张', atMs: -3 * HOUR + 3000 },
    ];
    expect((await readInside(data, await sendGoing(database, [OTHER, ...twice]))).rows).toEqual(['张 before-assumed']);
    const out: Went = { who: '张', atMs: -2 * HOUR, did: 'out' };
    expect((await readInside(data, await sendGoing(database, [OTHER, ...twice, out]))).rows).toEqual([]);
  });

  test('nobody who is turned away at the way in has come in again', async () => {
    const going: Went[] = [
      { who: '张', atMs: -20 * HOUR },
      { who: '张', atMs: 2 * HOUR, did: 'refused' },
      { who: '张', atMs: 3 * HOUR, did: 'out' },
    ];
    expect((await readInside(data, await sendGoing(database, [OTHER, ...going]))).rows).toEqual(['张 before-seen']);
  });
});

test('an exit is found on whichever day it was received, by a clock that runs ahead by up to two days', async () => {
  const venue = await sendGoing(database, [OTHER, { who: '张', atMs: -HOUR }]);
  const [far, near] = [48 * HOUR, HOUR];
  for (const ahead of [far, near]) {
    const kiosk = await insertKiosk(database, venue, 'south');
    await send(database, kiosk, [entryOf({ who: '张', atMs: -MINUTE, did: 'out' })], { receivedMs: NOON - ahead });
    expect((await readInside(data, venue)).rows).toEqual([]);
    await sql`delete from entry where venue = ${venue} and kiosk = ${kiosk.id}`.execute(database.store);
  }
});

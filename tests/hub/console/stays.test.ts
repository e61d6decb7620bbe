import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ConsoleData, Traced } from '../../../hub/console/data.ts';
import type { Database } from '../../../hub/store/open.ts';
import type { Stay } from '../../../shared/console/person.ts';
import type { Entry } from '../../../shared/journal.ts';
import { createDatabase, NOON, openMigrated } from '../database.ts';
import { insertKiosk } from '../store/delivering.ts';
import { entryOf, HOUR, MINUTE, readInside, sendGoing, TIME, type Went } from './stays-kit.ts';
import { openData, personKey, send } from './venues.ts';

let database: Database;
let data: ConsoleData;

beforeAll(async () => {
  database = await openMigrated(await createDatabase());
  data = openData(database);
});

const wentBy = (going: readonly Went[], more: readonly Partial<Entry>[] = []): Promise<string> =>
  sendGoing(database, going, more);
const inside = (venue: string, traced: Traced = TIME, limit = 200): Promise<{ stay: Stay; rows: string[] }> =>
  readInside(data, venue, traced, limit);

describe('where a lane leads out, who was inside', () => {
  test.each<[string, Went[], string[]]>([
    ['entered at the beginning', [{ who: '张', atMs: 0 }], ['张 came']],
    ['did not enter at the end', [{ who: '张', atMs: 90 * MINUTE }], []],
    ['entered before and has not gone out', [{ who: '张', atMs: -3 * HOUR }], ['张 before-assumed']],
    ['entered a day before and has not gone out', [{ who: '张', atMs: -24 * HOUR }], ['张 before-assumed']],
    ['did not enter longer than a day before', [{ who: '张', atMs: -24 * HOUR - 1 }], []],
    [
      'did not go out just before the beginning',
      [
        { who: '张', atMs: -HOUR },
        { who: '张', atMs: -1, did: 'out' },
      ],
      [],
    ],
    [
      'went out at the beginning',
      [
        { who: '张', atMs: -HOUR },
        { who: '张', atMs: 0, did: 'out' },
      ],
      ['张 before-seen', '张 left'],
    ],
    [
      'went out and came back before',
      [
        { who: '张', atMs: -3 * HOUR },
        { who: '张', atMs: -2 * HOUR, did: 'out' },
        { who: '张', atMs: -HOUR },
      ],
      ['张 before-assumed'],
    ],
    [
      'went out after the end',
      [
        { who: '张', atMs: -3 * HOUR },
        { who: '张', atMs: 5 * HOUR, did: 'out' },
      ],
      ['张 before-seen'],
    ],
    [
      'went out later than a day after they had entered',
      [
        { who: '张', atMs: -20 * HOUR },
        { who: '张', atMs: 4 * HOUR + 1, did: 'out' },
      ],
      ['张 before-assumed'],
    ],
    ['was not refused before', [{ who: '张', atMs: -HOUR, did: 'refused' }], []],
    ['was not referred before and let in by nobody', [{ who: '张', atMs: -HOUR, did: 'referred' }], []],
    ['was refused in that time, at its gate', [{ who: '张', atMs: HOUR, did: 'refused' }], ['张 came']],
  ])('%s', async (_who, going, rows) => {
    // Of somebody else: that a lane leads out is seen by it.
    const other: Went = { who: '李', atMs: -10 * MINUTE, did: 'out' };
    expect(await inside(await wentBy([...going, other]))).toEqual({ stay: { isSeen: true, hours: 24 }, rows });
  });

  test('was referred, or refused, before and let in by hand', async () => {
    const [referred, refused] = [
      entryOf({ who: '张', atMs: -HOUR, did: 'referred' }),
      entryOf({ who: '王', atMs: -HOUR + 1, did: 'refused' }),
    ];
    const letIn = [referred, refused].map(({ id }, i): Partial<Entry> => ({
      ...{ type: 'overrule', verdict: 'admit', refersTo: id ?? null, epochMs: NOON - HOUR + 10 + i },
      ...{ personKey: null, maskedName: null, source: null, format: null, guard: 'S1' },
    }));
    const venue = await wentBy([{ who: '李', atMs: -MINUTE, did: 'out' }], [referred, refused, ...letIn]);
    expect((await inside(venue)).rows).toEqual(['张 before-assumed', '王 before-assumed']);
  });

  test('is told page by page, whoever is left out between', async () => {
    const going = Array.from({ length: 40 }, (_, i): Went[] => [
      { who: `v${i}`, atMs: -HOUR + i * 1000 },
      ...(i % 3 === 0 ? [] : [{ who: `v${i}`, atMs: -MINUTE, did: 'out' } as const]),
      { who: `w${i}`, atMs: i * 1000 },
    ]).flat();
    const venue = await wentBy(going);
    const whole = (await inside(venue)).rows;
    expect(whole).toHaveLength(14 + 40);
    for (const limit of [1, 3, 14, 15]) expect((await inside(venue, TIME, limit)).rows).toEqual(whole);
  });

  test('by another gate they went out all the same', async () => {
    const venue = await wentBy([
      { who: '张', atMs: -HOUR },
      { who: '王', atMs: -HOUR },
    ]);
    await send(database, await insertKiosk(database, venue, 'south'), [
      entryOf({ who: '张', atMs: -MINUTE, did: 'out' }),
    ]);
    expect((await inside(venue, { ...TIME, gate: 'north' })).rows).toEqual(['王 before-assumed']);
  });
});

describe('where hours are assumed', () => {
  // Of a venue where somebody goes out only after the time: it is told of that person alone.
  test('who was seen going out after the time was inside, however long before they had entered', async () => {
    const venue = await wentBy([
      { who: '张', atMs: -8 * HOUR },
      { who: '王', atMs: -8 * HOUR + 1 },
      { who: '张', atMs: 4 * HOUR, did: 'out' },
    ]);
    const paging = { stay: { isSeen: false, hours: 2 }, after: null, limit: 10 };
    const { rows } = await data.traced(venue, TIME, paging);
    expect(rows.map(({ maskedName, presence }) => [maskedName, presence])).toEqual([['张', 'before-seen']]);
    expect(await data.stay(venue, TIME)).toEqual({ isSeen: true, hours: 24 });
  });
});

describe('who was let in by hand', () => {
  const byHand = (atMs: number, more: Partial<Entry> = {}): Partial<Entry> => ({
    ...{ id: randomUUID(), type: 'manual', verdict: 'admit', epochMs: NOON + atMs, guard: 'S1' },
    ...{ personKey: null, maskedName: null, source: null, format: null, ...more },
  });
  const about = (entry: Partial<Entry>, verdict: Entry['verdict'], atMs: number): Partial<Entry> =>
    byHand(atMs, { type: 'overrule', verdict, refersTo: entry.id ?? null });

  test.each([-HOUR, HOUR])('and undone is nowhere, %i ms from the beginning; who was not undone is', async (atMs) => {
    const [stays, undone] = [byHand(atMs), byHand(atMs + 1)];
    const { rows } = await inside(await wentBy([], [stays, undone, about(undone, null, atMs + 5000)]));
    expect(rows).toEqual([atMs < 0 ? 'null before-assumed' : 'null came']);
  });

  test('after a refusal, and undone, was at the gate alone', async () => {
    for (const [atMs, wanted] of [
      [-HOUR, []],
      [HOUR, ['张 came']],
    ] as const) {
      const refused = entryOf({ who: '张', atMs, did: 'refused' });
      const letIn = about(refused, 'admit', atMs + 1000);
      const venue = await wentBy([], [refused, letIn, about(letIn, null, atMs + 2000)]);
      expect((await inside(venue)).rows).toEqual(wanted);
    }
  });

  test('was not sent away afterwards', async () => {
    const admitted = entryOf({ who: '张', atMs: -HOUR });
    const venue = await wentBy([], [admitted, about(admitted, 'refuse', -HOUR + 1000)]);
    expect((await inside(venue)).rows).toEqual([]);
  });
});

describe('who was here with a person', () => {
  const WITH = { is: 'person', key: personKey('张'), withinMinutes: 15, stayHours: 2 } as const;
  const DAY = { fromMs: NOON - 6 * HOUR, untilMs: NOON + 6 * HOUR };
  const OUT = 'out' as const;

  test.each<[string, Went[], string[]]>([
    [
      'entered before them and went out after they had entered',
      [
        { who: '王', atMs: -4 * HOUR },
        { who: '王', atMs: HOUR, did: OUT },
      ],
      ['王 before-seen', '王 left'],
    ],
    ['entered hours after them, while they stayed', [{ who: '王', atMs: 3 * HOUR }], ['王 came']],
    [
      'went out more than the minutes before they entered',
      [
        { who: '王', atMs: -4 * HOUR },
        { who: '王', atMs: -2 * HOUR - 15 * MINUTE - 1, did: OUT },
      ],
      [],
    ],
    [
      'went out those minutes before',
      [
        { who: '王', atMs: -4 * HOUR },
        { who: '王', atMs: -2 * HOUR - 15 * MINUTE, did: OUT },
      ],
      ['王 before-seen', '王 left'],
    ],
    ['entered those minutes after they went out', [{ who: '王', atMs: 4 * HOUR + 15 * MINUTE }], ['王 came']],
    ['entered more than those after', [{ who: '王', atMs: 4 * HOUR + 15 * MINUTE + 1 }], []],
  ])('%s', async (_who, going, wanted) => {
    const venue = await wentBy([{ who: '张', atMs: -2 * HOUR }, { who: '张', atMs: 4 * HOUR, did: OUT }, ...going]);
    const { rows } = await inside(venue, { ...WITH, ...DAY });
    expect(rows.filter((row) => !row.startsWith('张'))).toEqual(wanted);
    for (const limit of [1, 2]) expect((await inside(venue, { ...WITH, ...DAY }, limit)).rows).toEqual(rows);
  });

  test.each([
    [2, ['张', '王']],
    [1, ['张']],
  ] as const)(
    'is told by %i hours that are assumed of both, where nobody is seen going out',
    async (stayHours, who) => {
      const venue = await wentBy([
        { who: '张', atMs: 0 },
        { who: '王', atMs: 2 * HOUR },
      ]);
      const { rows, stay } = await inside(venue, { ...WITH, ...DAY, stayHours });
      expect(stay).toEqual({ isSeen: false, hours: stayHours });
      expect(rows).toEqual(who.map((one) => `${one} came`));
    },
  );

  test('is asked of a time alone: what they stayed before it and after it is not', async () => {
    const venue = await wentBy([
      ...[-2 * HOUR, 0, 3 * HOUR].map((atMs) => ({ who: '王', atMs })),
      { who: '张', atMs: -3 * HOUR },
      { who: '张', atMs: 4 * HOUR, did: OUT },
    ]);
    const { rows } = await inside(venue, { ...WITH, fromMs: NOON - HOUR, untilMs: NOON + 2 * HOUR });
    expect(rows).toEqual(['张 before-seen', '王 before-assumed', '王 came']);
  });

  test('is of each of their stays: who was there between two is not', async () => {
    const venue = await wentBy([
      { who: '张', atMs: -4 * HOUR },
      { who: '张', atMs: -3 * HOUR, did: OUT },
      { who: '王', atMs: -HOUR },
      { who: '王', atMs: -HOUR + MINUTE, did: OUT },
      { who: '张', atMs: HOUR },
      { who: '张', atMs: 2 * HOUR, did: OUT },
    ]);
    const { rows } = await inside(venue, { ...WITH, ...DAY });
    expect(rows).toEqual(['张 came', '张 left', '张 came', '张 left']);
  });
});

describe('where nobody was seen going out, a stay is what the asker has assumed', () => {
  test.each<[number, number, string[]]>([
    [2, -2 * HOUR, ['张 before-assumed']],
    [2, -2 * HOUR - 1, []],
    [8, -8 * HOUR, ['张 before-assumed']],
    [0, -1, []],
    [0, 0, ['张 came']],
  ])('%i hours: whoever entered %i ms before', async (stayHours, atMs, rows) => {
    const venue = await wentBy([{ who: '张', atMs }]);
    expect(await inside(venue, { ...TIME, stayHours })).toEqual({ stay: { isSeen: false, hours: stayHours }, rows });
  });

  test('also where a lane led out on another day', async () => {
    const venue = await wentBy([
      { who: '李', atMs: -24 * HOUR - 1, did: 'out' },
      { who: '王', atMs: 90 * MINUTE + 24 * HOUR, did: 'out' },
      { who: '张', atMs: -3 * HOUR },
    ]);
    expect(await inside(venue)).toEqual({ stay: { isSeen: false, hours: 2 }, rows: [] });
  });
});

// One list of stories and of the ways they come to a hub: what a story means is read beside how it is told at both sides.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAsking } from '../../../electron/console/asking.ts';
import { openJournal } from '../../../electron/store/open.ts';
import type { Kiosk } from '../../../hub/store/kiosk.ts';
import type { Database } from '../../../hub/store/open.ts';
import { sortEntries } from '../../../hub/store/unsorted.ts';
import {
  DAY_MS,
  HOUR_MS,
  overview,
  QUARTER_MS,
  quarterOf,
  WEEK_MS,
  type Counts,
  type Overview,
  type OverviewAsk,
} from '../../../shared/console/overview.ts';
import type { Entry, NewEntry } from '../../../shared/journal.ts';
import type { Batch } from '../../../shared/wire.ts';
import { entryAt } from '../../electron/store/journal-entries.ts';
import { OPTIONS } from '../../electron/store/journal-kit.ts';
import { buildWorker } from '../../electron/sync/worker-program.ts';
import { createDatabase, openMigrated } from '../database.ts';
import { slice } from '../journal.ts';
import { deliver, insertKiosk } from '../store/delivering.ts';
import { batchOf, GATE, hubSource, kioskSource, type Source } from './sources.ts';
import { openData } from './venues.ts';

/** 2022-05-13 in Shanghai. */
const MIDNIGHT = Date.UTC(2022, 4, 12, 16);
const NINE = MIDNIGHT + 9 * HOUR_MS;
/** Some minutes into a quarter of an hour. */
const NOW = NINE + 3 * HOUR_MS + 5 * 60_000;
const TODAY: OverviewAsk = { dayMs: MIDNIGHT, gate: null };

/** What happened at a door, one after the other; what refers to something names its place here. */
type Happened = Partial<Omit<NewEntry, 'refersTo'>> & {
  readonly epochMs: number;
  readonly about?: number;
  /** UUID of another chain's entry. */
  readonly elsewhere?: string;
};

let database: Database;
let folder: string;
let program: string;
let venues = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-counts-'));
  program = await buildWorker('electron/console/ask-worker.ts', 'both-counts-ask.js');
  database = await openMigrated(await createDatabase());
});

afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The journal of a kiosk, and what is in it. */
function write(happened: readonly Happened[]): { path: string; written: Entry[] } {
  venues += 1;
  const path = join(folder, `journal-${venues}.db`);
  const opened = openJournal(path, OPTIONS);
  if (!opened.ok) throw new Error(opened.fault);
  const { journal } = opened.value;
  const written: Entry[] = [];
  for (const { epochMs, about, elsewhere = null, ...changed } of happened) {
    const refersTo = about === undefined ? elsewhere : (written[about]?.id ?? null);
    const result = journal.append(entryAt(epochMs, { ...changed, refersTo }));
    if (!result.ok) throw new Error(result.fault);
    written.push(result.value);
  }
  journal.close();
  return { path, written };
}

async function take(kiosk: Kiosk, batch: Batch, nowMs = NOW): Promise<void> {
  if (batch.entries.length > 0) expect(await deliver(database, kiosk, batch, nowMs)).toMatchObject({ ok: true });
}

/** How what a kiosk has written comes to be counted at a hub. */
const WAYS: Readonly<Record<string, (kiosk: Kiosk, all: Batch) => Promise<void>>> = {
  'a hub that takes all at once': take,
  'a hub that takes one by one': async (kiosk, all) => {
    for (const i of all.entries.keys()) await take(kiosk, slice(all, i, i + 1));
  },
  'a hub that sorts all later': async (kiosk, all) => {
    await take(kiosk, all);
    await unsort(kiosk);
    await sortEntries(database.longStore, () => false);
  },
  'a hub that sorts the first entry last': async (kiosk, all) => {
    await take(kiosk, slice(all, 0, 1));
    await unsort(kiosk);
    await take(kiosk, slice(all, 1));
    await sortEntries(database.longStore, () => false);
  },
  'a hub that gets what is between the first and the last out of a hole': async (kiosk, all) => {
    const last = all.entries.length - 1;
    await take(kiosk, slice(all, 0, 1));
    await take(kiosk, last < 2 ? slice(all, 1) : { ...slice(all, last), hole: { from: 1, reason: 'damaged' } });
    if (last >= 2) await take(kiosk, slice(all, 1, last), NOW + DAY_MS);
  },
};

/** As if a hub of before the console had taken it. */
async function unsort({ venue }: Kiosk): Promise<void> {
  const { store } = database;
  await sql`update entry set kind = null, masked_name = null, guard = null where venue = ${venue}`.execute(store);
  await sql`delete from tally where venue = ${venue}`.execute(store);
  await sql`delete from overruled where venue = ${venue}`.execute(store);
}

async function atBoth(
  happened: readonly Happened[],
  atMs: number,
  run: (source: Source) => Promise<void>,
): Promise<void> {
  const { path, written } = write(happened);
  const asking = openAsking({ journalPath: path, failed: () => undefined, program });
  await run(kioskSource(asking, path, folder, atMs));
  asking.stop();
  for (const [way, come] of Object.entries(WAYS)) {
    const venue = `${way} ${venues}`;
    await come(await insertKiosk(database, venue, GATE), batchOf(written));
    await run(hubSource(openData(database, atMs), venue));
  }
}

const counts = (admit = 0, refer = 0, refuse = 0): Counts => ({ admit, refer, refuse });

const scan = (epochMs: number, changed: Partial<NewEntry> = {}): Happened => ({ epochMs, ...changed });
const referred = (epochMs: number, changed: Partial<NewEntry> = {}): Happened =>
  scan(epochMs, { verdict: 'refer', reasons: ['test-too-old'], ...changed });
const byHand = (epochMs: number, changed: Partial<NewEntry> = {}): Happened => ({
  ...{ epochMs, type: 'manual', verdict: 'admit', reasons: ['child'], source: null, maskedName: null },
  ...{ personKey: null, personKeyId: null, durationMs: null, guard: 'G07', ...changed },
});
const overrule = (
  about: number,
  epochMs: number,
  verdict: 'admit' | 'refuse',
  changed: Partial<NewEntry> = {},
): Happened => ({
  ...byHand(epochMs, { type: 'overrule', verdict, ...changed }),
  ...{ about, reasons: [verdict === 'admit' ? 'papers-seen' : 'not-in-order'] },
});
const undo = (about: number, epochMs: number): Happened => ({
  ...byHand(epochMs, { type: 'overrule', verdict: null, reasons: ['undone'] }),
  about,
});

/** Somebody who has checked in by phone, whom the hub has entered, shows the receipt. */
const receipt = (epochMs: number, changed: Partial<NewEntry> = {}): Happened => ({
  ...scan(epochMs, { reasons: ['receipt-accepted', 'checked-in-by-phone'], format: 'receipt', colour: null }),
  ...{ personKey: null, personKeyId: null, ...changed, elsewhere: '0180bab1-c000-7000-8000-000000000001' },
});

interface Expected {
  readonly today: Counts;
  /** By hour, where anybody came. */
  readonly hours?: Readonly<Record<number, Counts>>;
  readonly reasons?: readonly (readonly [code: string, count: number])[];
  readonly occupancy?: Overview['occupancy'];
}

const SOON = 20_000;
/** Some seconds before a quarter of an hour is over. */
const LATE = NINE + QUARTER_MS - 5000;
const LAST = MIDNIGHT + DAY_MS - 5000;

const STORIES: readonly (readonly [string, readonly Happened[], Expected])[] = [
  ['nobody overruled', [scan(NINE), referred(NINE + 1000)], { today: counts(1, 1), reasons: [['test-too-old', 1]] }],
  [
    'a referral that a guard lifts',
    [referred(NINE), overrule(0, NINE + SOON, 'admit')],
    { today: counts(1), hours: { 9: counts(1) }, reasons: [] },
  ],
  [
    'a referral that a guard makes a refusal',
    [referred(NINE), overrule(0, NINE + SOON, 'refuse')],
    {
      today: counts(0, 0, 1),
      reasons: [
        ['not-in-order', 1],
        ['test-too-old', 1],
      ],
    },
  ],
  [
    'a refusal that a supervisor lifts',
    [scan(NINE, { verdict: 'refuse', reasons: ['colour-red'] }), overrule(0, NINE + SOON, 'admit')],
    { today: counts(1), reasons: [] },
  ],
  [
    'an overrule that is overruled in its turn',
    [referred(NINE), overrule(0, NINE + SOON, 'refuse'), overrule(1, NINE + 2 * SOON, 'admit')],
    { today: counts(1), reasons: [] },
  ],
  [
    'an overrule in the hour after',
    [referred(NINE + HOUR_MS - 5000), overrule(0, NINE + HOUR_MS + 5000, 'admit')],
    { today: counts(1), hours: { 9: counts(1) } },
  ],
  ['somebody admitted by hand', [byHand(NINE)], { today: counts(1) }],
  [
    'an admission by hand that is undone',
    [scan(NINE), byHand(NINE + 1000), undo(1, NINE + 5000)],
    { today: counts(1) },
  ],
  [
    'an admission of another than who was refused, undone',
    [
      scan(NINE, { verdict: 'refuse', reasons: ['colour-red'] }),
      { ...byHand(NINE + 1000, { reasons: ['child', 'another-visitor'] }), about: 0 },
      undo(1, NINE + 5000),
    ],
    { today: counts(0, 0, 1), reasons: [['colour-red', 1]] },
  ],
  [
    'an admission of another than who was refused, which stands',
    [
      scan(NINE, { verdict: 'refuse', reasons: ['colour-red'] }),
      { ...byHand(NINE + 1000, { reasons: ['child', 'another-visitor'] }), about: 0 },
    ],
    { today: counts(1, 0, 1), reasons: [['colour-red', 1]] },
  ],
  [
    'an overrule that is undone',
    [referred(NINE), overrule(0, NINE + SOON, 'admit'), undo(1, NINE + SOON + 5000)],
    { today: counts(0, 1), reasons: [['test-too-old', 1]] },
  ],
  [
    'an overrule that is undone, and another',
    [referred(NINE), overrule(0, NINE + 1000, 'admit'), undo(1, NINE + 5000), overrule(0, NINE + 9000, 'refuse')],
    {
      today: counts(0, 0, 1),
      reasons: [
        ['not-in-order', 1],
        ['test-too-old', 1],
      ],
    },
  ],
  [
    'a second overrule that is undone',
    [referred(NINE), overrule(0, NINE + 1000, 'refuse'), overrule(1, NINE + 5000, 'admit'), undo(2, NINE + 9000)],
    {
      today: counts(0, 0, 1),
      reasons: [
        ['not-in-order', 1],
        ['test-too-old', 1],
      ],
    },
  ],
  [
    'an undo in the next quarter of an hour',
    [byHand(LATE), undo(0, LATE + 9000), scan(NINE + 2 * HOUR_MS)],
    { today: counts(1), hours: { 11: counts(1) } },
  ],
  ['an undo after midnight', [byHand(LAST), undo(0, LAST + 9000)], { today: counts() }],
  [
    'an overrule after midnight',
    [referred(LAST), overrule(0, LAST + SOON, 'admit')],
    { today: counts(1), hours: { 23: counts(1) } },
  ],
  [
    'an overrule of who came before midnight',
    [referred(MIDNIGHT - 5000), overrule(0, MIDNIGHT + SOON, 'admit')],
    { today: counts(), reasons: [] },
  ],
  [
    'who goes out, and how it ended',
    [
      scan(NINE),
      byHand(NINE + 1000),
      undo(1, NINE + 5000),
      scan(NINE + 10_000, { lane: 'out' }),
      referred(NINE + 20_000, { lane: 'out' }),
      overrule(4, NINE + 40_000, 'admit', { lane: 'out' }),
      byHand(NINE + 50_000, { lane: 'out' }),
      undo(6, NINE + 55_000),
      referred(NINE + 60_000),
      overrule(8, NINE + 80_000, 'admit'),
      undo(9, NINE + 85_000),
    ],
    { today: counts(1, 1), occupancy: { in: 1, out: 2 } },
  ],
  [
    'an undo that takes back nothing of this journal, a scan, or an undo',
    [scan(NINE), undo(0, NINE + 1000), undo(1, NINE + 2000), undo(7, NINE + 3000)],
    { today: counts(1) },
  ],
  [
    'another visitor beside one who is referred, who is overruled in turn',
    [
      referred(NINE),
      { ...byHand(NINE + 1000, { reasons: ['another-visitor'] }), about: 0 },
      overrule(1, NINE + 2000, 'refuse'),
    ],
    { today: counts(0, 1, 1) },
  ],
  [
    'the receipt of somebody who has checked in by phone, who counts at the hub',
    [scan(NINE), receipt(NINE + 1000), receipt(NINE + 2000, { lane: 'out' })],
    { today: counts(1), hours: { 9: counts(1) }, reasons: [] },
  ],
  [
    'a receipt that does not do, whatever a guard says then',
    [
      scan(NINE),
      receipt(NINE + 1000, { verdict: 'refer', reasons: ['receipt-expired', 'checked-in-by-phone'] }),
      overrule(1, NINE + 2000, 'admit'),
    ],
    { today: counts(1), reasons: [] },
  ],
  [
    'a forged receipt, which is of nobody whom the hub knows',
    [scan(NINE, { verdict: 'refuse', reasons: ['receipt-forged'], format: 'receipt' })],
    { today: counts(0, 0, 1), reasons: [['receipt-forged', 1]] },
  ],
  [
    'an overrule of what is no visitor',
    [byHand(NINE, { verdict: null, reasons: ['shift-began'] }), overrule(0, NINE + 1000, 'admit')],
    { today: counts() },
  ],
];

describe('visitors are counted once, by what stands of them, at a kiosk and however a hub came by it', () => {
  test.each(STORIES)('%s', async (_what, happened, { today, hours, reasons, occupancy }) => {
    await atBoth(happened, NOW, async (source) => {
      const told = await source.overview(TODAY);
      expect(told.today).toEqual(today);
      const came = told.hours.flatMap((hour, n) => {
        const { admit, refer, refuse } = hour.counts;
        return admit + refer + refuse === 0 ? [] : [[n, hour.counts]];
      });
      expect(sumOf(told.hours.map((hour) => hour.counts))).toEqual(today);
      expect(sumOf(told.gates.map((gate) => gate.counts))).toEqual(today);
      if (hours !== undefined) expect(Object.fromEntries(came)).toEqual(hours);
      if (reasons !== undefined) expect(told.reasons.map(({ code, count }) => [code, count])).toEqual(reasons);
      if (occupancy !== undefined) expect(told.occupancy).toEqual(occupancy);
    });
  });

  test.each<[string, number, Overview['occupancy']]>([
    ['on the day before', MIDNIGHT - DAY_MS, { in: 1, out: 0 }],
    ['longer ago', MIDNIGHT - DAY_MS - QUARTER_MS, null],
  ])('who is inside is told where somebody went out %s', async (_when, outMs, occupancy) => {
    await atBoth([scan(outMs, { lane: 'out' }), scan(NINE)], NOW, async (source) => {
      expect((await source.overview(TODAY)).occupancy).toEqual(occupancy);
    });
  });

  test('also of now: who was admitted by hand a moment ago, and was not', async () => {
    const happened = [
      byHand(NOW - 60_000),
      undo(0, NOW - 55_000),
      referred(NOW - 30_000),
      overrule(2, NOW - 9000, 'admit'),
    ];
    await atBoth(happened, NOW, async (source) => {
      expect((await source.overview(TODAY)).now).toEqual(counts(1));
    });
  });
});

function sumOf(list: readonly Counts[]): Counts {
  const sum = { ...counts() };
  for (const { admit, refer, refuse } of list) {
    sum.admit += admit;
    sum.refer += refer;
    sum.refuse += refuse;
  }
  return sum;
}

describe('until the same time a week before counts to the millisecond', () => {
  const THEN = NOW - WEEK_MS;
  const happened = [
    scan(MIDNIGHT - WEEK_MS - 1),
    scan(MIDNIGHT - WEEK_MS),
    scan(Math.floor(THEN / QUARTER_MS) * QUARTER_MS - 1),
    scan(Math.floor(THEN / QUARTER_MS) * QUARTER_MS),
    referred(THEN - 2),
    referred(THEN - 1),
    overrule(4, THEN + SOON, 'admit'),
    scan(THEN + SOON),
    scan(THEN + SOON + 1),
    referred(THEN + QUARTER_MS),
    byHand(THEN + QUARTER_MS + 1),
    undo(10, THEN + QUARTER_MS + 2),
  ];

  test.each([
    ['a millisecond after midnight', MIDNIGHT + 1, counts(1)],
    ['at midnight', MIDNIGHT, counts()],
    ['as a quarter begins', Math.floor(NOW / QUARTER_MS) * QUARTER_MS, counts(2)],
    ['a millisecond later', Math.floor(NOW / QUARTER_MS) * QUARTER_MS + 1, counts(3)],
    ['in the midst of it, of who was admitted since', NOW - 1, counts(4)],
    ['now', NOW, counts(4, 1)],
    ['before somebody came in the same quarter', NOW + SOON, counts(4, 1)],
    ['after it', NOW + SOON + 1, counts(5, 1)],
    ['in the next quarter', NOW + QUARTER_MS + 3, counts(6, 2)],
    ['on the day after', NOW + DAY_MS, counts(6, 2)],
  ])('%s', async (_when, atMs, soFar) => {
    await atBoth(happened, atMs, async (source) => {
      const { weekBefore } = await source.overview(TODAY);
      expect(weekBefore).toEqual({ soFar, whole: counts(6, 2) });
    });
  });

  test.each([
    ['a day after that', [scan(MIDNIGHT - WEEK_MS + DAY_MS)], null],
    ['later on that day than it is now', [scan(NOW - WEEK_MS + QUARTER_MS)], null],
    ['earlier on that day', [scan(NOW - WEEK_MS - QUARTER_MS)], counts(1)],
    ['before it, and nobody came', [scan(MIDNIGHT - WEEK_MS - DAY_MS)], counts()],
    ['by a clock that had lost its battery', [scan(1000)], null],
  ])('and is not known of where all began %s', async (_when, before, whole) => {
    await atBoth(before, NOW, async (source) => {
      const { weekBefore } = await source.overview(TODAY);
      expect(weekBefore?.whole ?? null).toEqual(whole);
      expect((await source.overview({ ...TODAY, gate: GATE })).weekBefore?.whole ?? null).toEqual(whole);
    });
  });
});

test.each([1, -1])('the furthest days that can be asked about are answered, and had nobody', async (way) => {
  const dayMs = way * quarterOf(8_640_000_000_000_000 - 2 * WEEK_MS);
  await atBoth([scan(NINE)], NOW, async (source) => {
    const told = overview.parse(await source.overview({ dayMs, gate: null }));
    expect(told.today).toEqual(counts());
  });
});

test('the time it took is of scans that say so, and of none that lasted an hour or less than nothing', async () => {
  const took = [4, 7, 0, 3_600_000, null, -1, 3_600_001].map((durationMs) => scan(NINE, { durationMs }));
  const others = [byHand(NINE, { durationMs: 60_000 }), scan(NINE, { verdict: null, reasons: [], durationMs: 500 })];
  await atBoth([...took, ...others], NOW, async (source) => {
    const { meanMs, gates } = await source.overview(TODAY);
    expect(meanMs).toBe(3_600_011 / 4);
    expect(gates.map((gate) => gate.meanMs)).toEqual([3_600_011 / 4]);
  });
});

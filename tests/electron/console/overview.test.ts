import { join } from 'node:path';
import { expect, test } from 'vitest';
import { REFERRED_TO } from '../../../electron/console/overruled.ts';
import {
  ANYTHING,
  BY_HOUR,
  BY_KIND,
  COUNTED,
  overviewOf,
  PASSED,
  WENT_OUT,
  type DayOverview,
} from '../../../electron/console/overview.ts';
import { openForReading } from '../../../electron/store/search.ts';
import { overview, type Overview } from '../../../shared/console/overview.ts';
import type { NewEntry } from '../../../shared/journal.ts';
import { freshFolder } from '../folders.ts';
import { entryAt } from '../store/journal-entries.ts';
import { open } from '../store/journal-kit.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const QUARTER = HOUR / 4;
/** 2022-05-13 00:00 in Shanghai. */
const MIDNIGHT = Date.UTC(2022, 4, 12, 16);
const NOW = MIDNIGHT + 9 * HOUR + 20 * 60_000;

interface Asked {
  readonly atMs?: number;
  readonly gate?: string | null;
  readonly leadsOut?: boolean;
  readonly dayMs?: number;
}

function overviewAt(entries: readonly NewEntry[], asked: Asked = {}): DayOverview {
  const path = join(freshFolder(), 'journal.db');
  const { journal } = open(path);
  for (const entry of entries) expect(journal.append(entry).ok).toBe(true);
  const database = openForReading(path);
  try {
    return overviewOf(database, '东门', { dayMs: MIDNIGHT, gate: null, atMs: NOW, leadsOut: false, ...asked });
  } finally {
    database.close();
  }
}

const counts = (admit = 0, refer = 0, refuse = 0): Overview['today'] => ({ admit, refer, refuse });

test('an empty journal is a day without visitors, and nothing is known of the week before', () => {
  const empty = overviewAt([]);
  expect(empty).toMatchObject({
    today: counts(),
    now: counts(),
    weekBefore: null,
    reasons: [],
    meanMs: null,
    occupancy: null,
  });
  expect(empty.hours).toHaveLength(24);
  expect(
    overview.parse({ ...empty, kiosks: null, policyAgeSeconds: null, policyUnknownSince: null, unsent: null }),
  ).toBeDefined();
});

test.each([
  ['a millisecond before midnight', MIDNIGHT - 1, 0, 0],
  ['at midnight', MIDNIGHT, 1, 0],
  ['in the last millisecond of the day', MIDNIGHT + DAY - 1, 1, 23],
  ['at the next midnight', MIDNIGHT + DAY, 0, 0],
])('who comes %s', (_when, atMs, today, hour) => {
  const found = overviewAt([entryAt(atMs)]);
  expect(found.today).toEqual(counts(today));
  expect(found.hours[hour]?.counts).toEqual(counts(today));
});

test.each([
  ['before the last whole quarter of an hour', -QUARTER - 1, 0],
  ['in its first millisecond', -QUARTER, 1],
  ['in the current one', 0, 1],
])('who comes %s, and is there now', (_when, ms, now) => {
  const quarter = Math.floor(NOW / QUARTER) * QUARTER;
  expect(overviewAt([entryAt(quarter + ms)]).now).toEqual(counts(now));
});

test('an overrule is no visitor, nor is what has no verdict; who is let in by hand is', () => {
  const found = overviewAt([
    entryAt(NOW - 5000, { verdict: 'refuse', reasons: ['test-too-old'] }),
    entryAt(NOW - 4000, { type: 'overrule', verdict: 'admit', reasons: ['papers-seen'], source: null }),
    entryAt(NOW - 3000, { type: 'manual', verdict: null, reasons: ['shift-began'], source: null }),
    entryAt(NOW - 2000, { type: 'manual', verdict: 'admit', reasons: ['child'], source: null }),
  ]);
  expect(found.today).toEqual(counts(1, 0, 1));
});

test('reasons are those of who was not admitted today, the most frequent first', () => {
  const found = overviewAt([
    entryAt(NOW, { verdict: 'refuse', reasons: ['colour-red', 'test-too-old'] }),
    entryAt(NOW, { verdict: 'refer', reasons: ['test-too-old'] }),
    entryAt(NOW, { verdict: 'refer', reasons: ['test-too-old'], source: null }),
    entryAt(NOW - DAY, { verdict: 'refer', reasons: ['colour-yellow'] }),
    entryAt(NOW, { verdict: 'admit', reasons: ['all-checks-passed'] }),
  ]);
  expect(found.reasons).toEqual([
    { code: 'test-too-old', count: 3 },
    { code: 'colour-red', count: 1 },
  ]);
});

test('the mean time is of entries that took one', () => {
  const found = overviewAt([4, 7, null].map((durationMs) => entryAt(NOW, { durationMs })));
  expect(found.meanMs).toBe(5.5);
  expect(found.gates).toEqual([{ gate: '东门', counts: counts(3), meanMs: 5.5 }]);
});

test.each<[string, NewEntry[], Asked, Overview['occupancy']]>([
  ['no lane leads out', [entryAt(NOW)], {}, null],
  ['one does, and nobody has gone', [entryAt(NOW)], { leadsOut: true }, { in: 1, out: 0 }],
  [
    'somebody has gone, whatever the kiosk is set to since',
    [entryAt(NOW), entryAt(NOW, { lane: 'out' })],
    {},
    { in: 1, out: 1 },
  ],
  ['somebody went the day before', [entryAt(MIDNIGHT - DAY, { lane: 'out' }), entryAt(NOW)], {}, { in: 1, out: 0 }],
  ['nobody has since longer', [entryAt(MIDNIGHT - DAY - 1, { lane: 'out' }), entryAt(NOW)], {}, null],
  ['who is not let out has not gone', [entryAt(NOW, { lane: 'out', verdict: 'refer' })], {}, { in: 0, out: 0 }],
])('who is inside: %s', (_what, entries, asked, occupancy) => {
  expect(overviewAt(entries, asked).occupancy).toEqual(occupancy);
});

const WEEK_BEFORE = [
  entryAt(MIDNIGHT - 7 * DAY),
  entryAt(NOW - 7 * DAY - 1, { verdict: 'refer' }),
  entryAt(NOW - 7 * DAY, { verdict: 'refuse' }),
  entryAt(MIDNIGHT - 6 * DAY),
];

test('the same day a week before, up to the same time of day and whole, and hour by hour', () => {
  const found = overviewAt(WEEK_BEFORE);
  expect(found.weekBefore).toEqual({ soFar: counts(1, 1), whole: counts(1, 1, 1) });
  expect(found.hours.map(({ weekBefore }) => weekBefore)).toEqual([
    1,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    2,
    ...Array<number>(14).fill(0),
  ]);
});

test('of a day that is over, so far is the whole', () => {
  const { weekBefore } = overviewAt(WEEK_BEFORE, { atMs: NOW + DAY });
  expect(weekBefore?.soFar).toEqual(weekBefore?.whole);
});

test('a journal that begins after that day knows nothing of it, one that goes back further knows that nobody came', () => {
  expect(overviewAt([entryAt(MIDNIGHT - 6 * DAY)]).weekBefore).toBeNull();
  expect(overviewAt([entryAt(MIDNIGHT - 8 * DAY)]).weekBefore).toEqual({ soFar: counts(), whole: counts() });
});

test('of another gate there is nothing', () => {
  const found = overviewAt([entryAt(NOW)], { gate: '西门' });
  expect(found).toMatchObject({ today: counts(), now: counts(), gates: [], reasons: [], weekBefore: null });
  expect(overviewAt([entryAt(NOW)], { gate: '东门' }).today).toEqual(counts(1));
});

test.each([
  ['counts', COUNTED, 'SEARCH entry USING INDEX entry_by_time (epoch_ms>? AND epoch_ms<?)'],
  ['hours', BY_HOUR, 'SEARCH entry USING INDEX entry_by_time (epoch_ms>? AND epoch_ms<?)'],
  ['ways and durations', PASSED, 'SEARCH entry USING INDEX entry_by_time (epoch_ms>? AND epoch_ms<?)'],
  [
    'whether anything is known',
    ANYTHING,
    'SEARCH entry USING COVERING INDEX entry_by_time (epoch_ms>? AND epoch_ms<?)',
  ],
  ['who went out', WENT_OUT, 'SEARCH entry USING INDEX entry_by_time (epoch_ms>? AND epoch_ms<?)'],
  [
    'reasons',
    BY_KIND,
    'SEARCH entry USING INDEX entry_by_kind (type=? AND verdict=? AND source=? AND reasons=? AND epoch_ms>? AND epoch_ms<?)',
  ],
  ['what refers to them', REFERRED_TO, 'SEARCH entry USING INDEX entry_by_reference (refers_to>? AND refers_to<?)'],
])('%s are found by an index of their time', (_what, sql, expected) => {
  const path = join(freshFolder(), 'journal.db');
  open(path);
  const database = openForReading(path);
  const plan = [...database.prepare(`explain query plan ${sql}`).iterate()].map(({ detail }) => String(detail));
  expect(plan.filter((line) => line.includes('entry_by'))).toEqual([expected]);
  expect(plan).not.toContain('SCAN entry');
  database.close();
});

import { describe, expect, test } from 'vitest';
import { nearestSites, WALK_METRES } from '../../../shared/policy/nearest-sites.ts';
import { indexSites, type Place } from '../../../shared/policy/site-index.ts';
import type { ListedSite as Site, SiteStates } from '../../../shared/policy/sites.ts';

const HERE: Place = { latitude: 31.23, longitude: 121.47 };
/** Friday, 13 May 2022. */
const at = (local: string): number => Date.parse(`2022-05-${local}:00+08:00`) / 1000;
const NOON = at('13T12:00');
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

function site(id: string, change: Partial<Site> = {}): Site {
  const name = { 'zh-CN': `${id} 采样点`, en: `Site ${id}` };
  return {
    id,
    name,
    ...HERE,
    hours: [{ weekdays: EVERY_DAY, opens: '08:00', closes: '20:00' }],
    isOpen: true,
    ...change,
  };
}

function near(
  sites: readonly Site[],
  now = NOON,
  states: SiteStates | null = null,
  count = 3,
): ReturnType<typeof nearestSites> {
  return nearestSites({ index: indexSites(sites), states, utcOffsetMinutes: 480 }, HERE, now, count);
}

const ids = (sites: ReturnType<typeof near>): string[] => sites.map(({ id }) => id);

test('the nearest come first, and no more than asked for', () => {
  const sites = [0.02, 0.001, 0.01, 0.005].map((north, i) => site(`s${i}`, { latitude: HERE.latitude + north }));
  expect(ids(near(sites))).toEqual(['s1', 's3', 's2']);
});

test.each([
  ['a hundredth of a degree north', { latitude: 31.24 }, 1112],
  ['a hundredth of a degree east, where meridians are closer', { longitude: 121.48 }, 951],
])('%s is so many metres away', (_what, change, metres) => {
  expect(near([site('a', change)])[0]?.metres).toBe(metres);
});

test.each([
  ['4,800 m north', 4800 / 111_195.08, ['a']],
  ['a metre more', 4801 / 111_195.08, []],
])('%s of here', (_what, degrees, expected) => {
  expect(ids(near([site('a', { latitude: HERE.latitude + degrees - 1e-7 })]))).toEqual(expected);
});

test.each([
  ['the 923 m that are a walk of 15 minutes', WALK_METRES, true, 15],
  ['a metre more', WALK_METRES + 1, false, 15],
  ['two of these walks', 2 * WALK_METRES, false, 30],
  ['next door', 0, true, 1],
])('%s: whether it is within that walk', (_what, metres, isWithinWalk, walkMinutes) => {
  const latitude = HERE.latitude + metres / 111_195.08 - (metres > 0 ? 1e-7 : 0);
  expect(near([site('a', { latitude })])[0]).toMatchObject({ isWithinWalk, walkMinutes });
});

test('what is farther than a walk is looked for where too few are within it', () => {
  const north = (id: string, metres: number): Site => site(id, { latitude: HERE.latitude + metres / 111_195.08 });
  const sites = [north('far', 4000), north('middle', 2000), north('near', 100)];
  expect(ids(near(sites, NOON, null, 1))).toEqual(['near']);
  expect(ids(near(sites, NOON, null, 2))).toEqual(['near', 'middle']);
  expect(ids(near(sites))).toEqual(['near', 'middle', 'far']);
});

test('a site that is closed until further notice is not shown, whatever its hours', () => {
  expect(ids(near([site('a', { isOpen: false }), site('b')]))).toEqual(['b']);
});

test('what a site takes samples for is told where somebody has said it', () => {
  expect(near([site('a', { tests: ['antigen'] }), site('b')]).map(({ tests }) => tests)).toEqual([['antigen'], []]);
});

describe('a site is shown while it is open', () => {
  const weekdays: Site['hours'] = [{ weekdays: [1, 2, 3, 4, 5], opens: '08:00', closes: '20:00' }];
  const nights: Site['hours'] = [{ weekdays: [5], opens: '22:00', closes: '02:00' }];
  test.each<[string, Site['hours'], string, string | null | undefined]>([
    ['a minute before it opens', weekdays, '13T07:59', undefined],
    ['when it opens', weekdays, '13T08:00', '20:00'],
    ['a minute before it closes', weekdays, '13T19:59', '20:00'],
    ['when it closes', weekdays, '13T20:00', undefined],
    ['on a Saturday', weekdays, '14T12:00', undefined],
    ['on Friday night', nights, '13T22:00', null],
    ['in that night, on Saturday', nights, '14T01:59', '02:00'],
    ['when that night ends', nights, '14T02:00', undefined],
    ['in the night before', nights, '13T01:00', undefined],
    ['round the clock', [{ weekdays: EVERY_DAY, opens: '00:00', closes: '00:00' }], '13T03:00', '00:00'],
    ['never', [], '13T12:00', undefined],
  ])('%s', (_case, hours, local, closes) => {
    expect(near([site('a', { hours })], at(local))[0]?.closes).toBe(closes);
  });
});

describe('how busy it is', () => {
  const said = (state: 'idle' | 'busy' | 'closed', asOf: string | null = '2022-05-13T11:50:00+08:00'): SiteStates => ({
    asOf,
    states: { a: { state, waitMinutes: 15 } },
  });

  test('is shown with its age', () => {
    expect(near([site('a')], NOON, said('busy'))[0]?.busy).toEqual({ state: 'busy', waitMinutes: 15, ageSeconds: 600 });
  });

  test('of a site of which nobody says anything is not known', () => {
    expect(near([site('b')], NOON, said('busy'))[0]?.busy).toBe(null);
    expect(near([site('a')], NOON, said('busy', null))[0]?.busy).toBe(null);
    expect(near([site('toString')], NOON, said('busy'))[0]?.busy).toBe(null);
  });

  test.each([
    ['two hours ago', '2022-05-13T10:00:00+08:00', []],
    ['longer ago', '2022-05-13T09:59:59+08:00', ['a']],
  ])('closed, said %s', (_case, asOf, expected) => {
    expect(ids(near([site('a')], NOON, said('closed', asOf)))).toEqual(expected);
  });

  test('has a time of its own where somebody says that of it later, or before', () => {
    const own: SiteStates = {
      asOf: '2022-05-13T11:50:00+08:00',
      states: { a: { state: 'busy', asOf: '2022-05-13T09:00:00+08:00' }, b: { state: 'idle' } },
    };
    expect(near([site('a'), site('b')], NOON, own).map(({ busy }) => busy?.ageSeconds)).toEqual([10_800, 600]);
  });

  test('as of a clock ahead of ours is of now', () => {
    expect(near([site('a')], NOON, said('idle', '2022-05-13T12:01:00+08:00'))[0]?.busy?.ageSeconds).toBe(0);
  });
});

test('across the 180th meridian the short way counts', () => {
  const index = indexSites([site('a', { latitude: 0, longitude: -179.999 })]);
  const known = { index, states: null, utcOffsetMinutes: 480 };
  const found = nearestSites(known, { latitude: 0, longitude: 179.999 }, NOON, 1);
  expect(found[0]?.metres).toBe(222);
});

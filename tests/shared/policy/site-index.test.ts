import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { indexSites, sitesInForce, sitesWithin, type Place } from '../../../shared/policy/site-index.ts';
import { siteListSchema, type ListedSite, type SiteList } from '../../../shared/policy/sites.ts';
import { CITY, madeSites } from './made-sites.ts';
import { nearestOfAll } from './naive-sites.ts';

const site = (id: string, at: Place = CITY): ListedSite => ({
  ...{ id, name: { 'zh-CN': id, en: id }, hours: [], isOpen: true },
  ...at,
});

const degrees = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
const place = fc.oneof(
  fc.record({ latitude: degrees(-90, 90), longitude: degrees(-180, 180) }),
  fc.record({ latitude: degrees(31.2, 31.26), longitude: degrees(121.44, 121.5) }),
  fc.record({ latitude: degrees(-0.02, 0.02), longitude: fc.oneof(degrees(179.97, 180), degrees(-180, -179.97)) }),
  fc.record({ latitude: fc.oneof(degrees(89.9, 90), degrees(-90, -89.9)), longitude: degrees(-180, 180) }),
);

property.prop([fc.array(place, { maxLength: 60 }), place, fc.constantFrom(1, 923, 4800)])(
  'what is found by squares is what is found by looking at every site',
  (places, from, farthest) => {
    const sites = places.map((at, i) => site(`s${i}`, at));
    expect(sitesWithin(indexSites(sites), from, farthest)).toEqual(nearestOfAll(sites, from, farthest));
  },
);

test('of ten thousand the same are found, from anywhere in the city', () => {
  const sites = madeSites(10_000);
  const index = indexSites(sites);
  for (const { latitude, longitude } of madeSites(200, 2)) {
    const from = { latitude, longitude };
    expect(sitesWithin(index, from, 4800)).toEqual(nearestOfAll(sites, from, 4800));
  }
});

test('of those that are equally far the one that is listed first comes first', () => {
  const found = sitesWithin(indexSites([site('b'), site('a')]), CITY, 1);
  expect(found.map((one) => one.site.id)).toEqual(['b', 'a']);
});

describe('which sites count', () => {
  const own = { id: 'own', name: { 'zh-CN': 'own', en: 'own' }, ...CITY, hours: [] };
  const policy = (issuedAt: string, hasOwn = true): Parameters<typeof sitesInForce>[0] => ({
    issuedAt,
    samplingSites: hasOwn ? [own] : [],
  });
  const list = (asOf: string | null): SiteList => ({ asOf, sites: [site('listed')] });
  const at = (time: string): string => `2022-05-13T${time}:00+08:00`;

  test.each<[string, Parameters<typeof sitesInForce>[0], SiteList | null, string[]]>([
    ['there is no list', policy(at('09:00')), null, ['own']],
    ['the list says that there is none', policy(at('09:00')), list(null), ['own']],
    ['the list is newer than the rules', policy(at('09:00')), list(at('09:01')), ['listed']],
    ['they are of the same moment, in two zones', policy(at('09:00')), list('2022-05-13T01:00:00Z'), ['listed']],
    ['the rules are newer', policy(at('09:01')), list(at('09:00')), ['own']],
    ['the rules are newer, and name none', policy(at('09:01'), false), list(at('09:00')), ['listed']],
    ['a newer list is empty', policy(at('09:00')), { asOf: at('09:01'), sites: [] }, []],
  ])('where %s', (_case, rules, listed, expected) => {
    expect(sitesInForce(rules, listed).map(({ id }) => id)).toEqual(expected);
  });
});

describe('a list', () => {
  const sound = { asOf: '2022-05-13T09:00:00+08:00', sites: [{ ...site('a'), desks: 2, tests: ['antigen'] }] };

  test('that is sound is taken', () => {
    expect(siteListSchema.safeParse(sound).success).toBe(true);
  });

  test.each<[string, unknown]>([
    ['has a site twice', { ...sound, sites: [site('a'), site('a')] }],
    ['is of no time', { ...sound, asOf: '2022-05-13' }],
    ['has a field that nobody knows', { ...sound, sites: [{ ...site('a'), phone: '1' }] }],
    ['has a kind of test twice', { ...sound, sites: [{ ...site('a'), tests: ['antigen', 'antigen'] }] }],
    ['is off the map', { ...sound, sites: [site('a', { latitude: 91, longitude: 0 })] }],
    ['has more sites than are taken', { ...sound, sites: Array.from({ length: 30_001 }, (_, i) => site(`s${i}`)) }],
  ])('that %s is refused', (_case, list) => {
    expect(siteListSchema.safeParse(list).success).toBe(false);
  });
});

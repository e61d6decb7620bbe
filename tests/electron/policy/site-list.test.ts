import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { OfficeError, utc } from '../../../electron/policy/office.ts';
import { currentRepository } from '../../../electron/policy/store.ts';
import { nearestSites } from '../../../shared/policy/nearest-sites.ts';
import { CITY, madeSites } from '../../shared/policy/made-sites.ts';
import { freshFolder } from '../folders.ts';
import { DAY, HOUR, NOW, TestOffice } from './office-kit.ts';

let office: TestOffice;
/** By the demo rules' calendar it is 08:00 then. */
const MADE = madeSites(3);
const OWN = { id: 'own', name: { 'zh-CN': '自有', en: 'Own' }, ...CITY, hours: [] };

const list = (asOf: number | null, sites: readonly object[] = MADE): void => {
  const written = { asOf: asOf === null ? null : utc(asOf), sites };
  writeFileSync(join(office.folder, 'site-list.json'), JSON.stringify(written));
};
const ids = (): string[] => office.inForce().sites.index.sites.map(({ id }) => id);
const listed = MADE.map(({ id }) => id);
const isTaken = { installed: true, version: 1, fault: null };

beforeEach(() => {
  office = new TestOffice(freshFolder());
  office.write(1, { samplingSites: [OWN] });
});

test('where nobody keeps a list there is none, and the rules’ own sites count', async () => {
  office.begin();
  expect(await office.fetch()).toEqual(isTaken);
  expect(ids()).toEqual(['own']);
  expect(office.inForce().listed).not.toContain('sites/all.json');
});

test('a list is taken with the next fetch, without the rules being signed anew', async () => {
  office.begin();
  await office.fetch();
  list(NOW);
  expect(office.publish({}, NOW + HOUR).changed.filter((name) => name.includes('sites'))).toHaveLength(2);
  expect(await office.fetch({ now: NOW + HOUR })).toEqual(isTaken);
  expect(ids()).toEqual(listed);
});

test('a list that says there is none leaves the rules’ own', async () => {
  list(null, []);
  office.begin();
  await office.fetch();
  expect(ids()).toEqual(['own']);
});

test('rules that name sites and are newer than the list count, and the list again once it is newer', async () => {
  // The rules are of the day before.
  list(NOW - 2 * DAY);
  office.begin();
  await office.fetch();
  expect(ids()).toEqual(['own']);
  list(NOW);
  office.publish({}, NOW + HOUR);
  await office.fetch({ now: NOW + HOUR });
  expect(ids()).toEqual(listed);
});

test('a list whose file is gone from the office stays as it was published, and is not signed again', async () => {
  list(NOW);
  office.begin();
  await office.fetch();
  rmSync(join(office.folder, 'site-list.json'));
  for (const hours of [1, 2, 3]) {
    expect(office.publish({}, NOW + hours * HOUR).changed.filter((name) => name.includes('sites'))).toEqual([]);
  }
  expect(await office.fetch({ now: NOW + 3 * HOUR })).toEqual({ ...isTaken, installed: false });
  expect(ids()).toEqual(listed);
});

test('how busy sites are comes without the list being fetched again', async () => {
  list(NOW);
  office.begin();
  await office.fetch();
  const at = (): number =>
    statSync(join(currentRepository(join(office.folder, 'store')), 'targets/sites/all.json')).ino;
  const before = at();
  const states = { asOf: utc(NOW), states: { [listed[0] ?? '']: { state: 'busy', waitMinutes: 40 } } };
  writeFileSync(join(office.folder, 'sites.json'), JSON.stringify(states));
  office.publish({}, NOW + HOUR);
  expect(await office.fetch({ now: NOW + HOUR })).toEqual(isTaken);
  expect(office.inForce().sites.states).toEqual(states);
  // It is the very same file.
  expect(at()).toBe(before);
});

test('ten thousand sites with 16,000 desks are published, fetched and searched', async () => {
  const many = madeSites(10_000).map((site, i) => ({ ...site, desks: i < 6000 ? 2 : 1 }));
  list(NOW, many);
  office.begin();
  expect(await office.fetch()).toEqual(isTaken);
  const { sites } = office.inForce();
  expect(sites.index.sites.reduce((sum, { desks = 0 }) => sum + desks, 0)).toBe(16_000);
  expect(nearestSites(sites, CITY, NOW + 4 * HOUR, 3)).toHaveLength(3);
});

describe('what kiosks would refuse is not published:', () => {
  test.each<[string, unknown]>([
    ['no list', { hello: 1 }],
    ['a site twice', { asOf: utc(NOW), sites: [MADE[0], MADE[0]] }],
    ['more sites than are taken', { asOf: utc(NOW), sites: madeSites(30_001) }],
  ])('%s', (_case, content) => {
    writeFileSync(join(office.folder, 'site-list.json'), JSON.stringify(content));
    expect(() => {
      office.begin();
    }).toThrow(OfficeError);
    expect(existsSync(join(office.repository, 'timestamp.json'))).toBe(false);
  });
});

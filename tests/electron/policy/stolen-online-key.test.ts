import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { utc } from '../../../electron/policy/office.ts';
import { isRevoked } from '../../../shared/credential/revocation.ts';
import { primitives } from '../../../electron/crypto.ts';
import { madeSites } from '../../shared/policy/made-sites.ts';
import { freshFolder } from '../folders.ts';
import { DAY, NOW, relist, TestOffice } from './office-kit.ts';

const REVOKED = { issuer: '110105', id: '0011223344556677' };

const STATES = Buffer.from(JSON.stringify({ asOf: null, states: {} }));
const listOf = (change: object): object => ({
  asOf: utc(NOW),
  sites: madeSites(1).map((site) => ({ ...site, ...change })),
});

let office: TestOffice;
const isOut = (): boolean =>
  isRevoked(office.inForce().revocations, { ...REVOKED, issuedAt: 0 }, 'k', primitives.sha256);

beforeEach(async () => {
  office = new TestOffice(freshFolder());
  office.begin({ add: [REVOKED] });
  expect(await office.fetch()).toEqual({ installed: true, version: 1, fault: null });
});

describe('whoever has the online key', () => {
  test('can take back what was taken back, by signing a list that is empty, but not by leaving it away', async () => {
    office.list('revocations', {});
    expect(await office.fetch()).toEqual({ installed: false, version: 1, fault: 'policy-damaged' });
    expect(isOut()).toBe(true);
    office.list('revocations', { 'revocations/all.bin': Buffer.alloc(0) });
    expect(await office.fetch()).toEqual({ installed: true, version: 1, fault: null });
    expect(isOut()).toBe(false);
  });

  test('cannot have a kiosk that holds nothing yet take a role that lists nothing', async () => {
    office.list('revocations', {});
    rmSync(join(office.folder, 'store'), { recursive: true });
    expect(await office.fetch()).toEqual({ installed: false, version: null, fault: 'policy-damaged' });
  });

  test.each([
    ['no JSON', Buffer.from('<html>')],
    ['of another form', Buffer.from('{"hello":1}')],
  ])('cannot put states of sites in force that are %s', async (_case, states) => {
    office.list('sites', { 'sites/states.json': states });
    expect(await office.fetch()).toEqual({ installed: false, version: 1, fault: 'policy-damaged' });
  });

  test.each([
    ['no JSON', Buffer.from('<html>')],
    ['of another form', Buffer.from('{"asOf":null}')],
    ['of sites that are off the map', Buffer.from(JSON.stringify(listOf({ latitude: 91 })))],
  ])('cannot put a list of sites in force that is %s', async (_case, list) => {
    office.list('sites', { 'sites/states.json': STATES, 'sites/all.json': list });
    expect(await office.fetch()).toEqual({ installed: false, version: 1, fault: 'policy-damaged' });
  });

  test('can put another list of sites in force, and an empty one, but not leave it away again', async () => {
    for (const list of [listOf({}), { asOf: utc(NOW), sites: [] }]) {
      const bytes = Buffer.from(JSON.stringify(list));
      office.list('sites', { 'sites/states.json': STATES, 'sites/all.json': bytes });
      expect(await office.fetch()).toEqual({ installed: true, version: 1, fault: null });
    }
    office.list('sites', { 'sites/states.json': STATES });
    expect(await office.fetch()).toEqual({ installed: false, version: 1, fault: 'policy-damaged' });
  });

  test('cannot put a list of sites in force as another role', async () => {
    const bytes = Buffer.from(JSON.stringify(listOf({})));
    office.list('revocations', { 'revocations/all.bin': Buffer.alloc(0), 'sites/all.json': bytes });
    await office.fetch();
    expect(office.inForce().sites.index.sites).toEqual([]);
  });

  test('can put other states of sites in force', async () => {
    const states = { asOf: utc(NOW), states: { 'site-1': { state: 'busy', waitMinutes: 40 } } };
    office.list('sites', { 'sites/states.json': Buffer.from(JSON.stringify(states)) });
    expect(await office.fetch()).toEqual({ installed: true, version: 1, fault: null });
  });

  test.each([
    ['a list of revocations', 'revocations', 'revocations/all.bin', 128 * 1024 * 1024 + 8],
    ['states of sites', 'sites', 'sites/states.json', 4 * 1024 * 1024 + 1],
    ['a list of sites', 'sites', 'sites/all.json', 16 * 1024 * 1024 + 1],
  ] as const)('cannot fill the disk with %s beyond what is ever taken', async (_case, role, path, length) => {
    office.list(role, { ...(role === 'sites' ? { 'sites/states.json': STATES } : {}), [path]: { length } });
    // What is listed is nowhere to be had: that it is too long shows before it is asked for.
    const folder = join(office.repository, 'targets', dirname(path));
    for (const name of readdirSync(folder)) if (name.endsWith(basename(path))) rmSync(join(folder, name));
    expect(await office.fetch()).toEqual({ installed: false, version: 1, fault: 'policy-damaged' });
  });

  test('cannot keep rules in force for longer than seven days, whatever is signed', async () => {
    relist(office.repository, office.online, { expires: '2035-01-01T00:00:00Z' });
    expect(await office.fetch()).toMatchObject({ fault: null });
    expect(office.inForce()).toMatchObject({ signedAt: NOW, expiresAt: NOW + 7 * DAY });
    relist(office.repository, office.online, { expires: '2035-01-01T00:00:00Z' });
    expect(await office.fetch({ now: NOW + 7 * DAY })).toMatchObject({ installed: false, fault: 'policy-expired' });
  });
});

describe('a time of signing', () => {
  test.each([
    ['that is missing', null],
    ['that is a number', NOW],
    ['without a zone', '2026-05-13T00:00:00'],
    ['after its own end', '2030-01-01T00:00:01Z'],
    ['more than 300 s before the rules were issued', '2026-05-11T23:54:59Z'],
  ])('%s is damaged', async (_case, signedAt) => {
    relist(office.repository, office.online, { signedAt });
    expect(await office.fetch()).toEqual({ installed: false, version: 1, fault: 'policy-damaged' });
    rmSync(join(office.folder, 'store'), { recursive: true });
    expect(await office.fetch()).toEqual({ installed: false, version: null, fault: 'policy-damaged' });
  });

  test('300 s before the rules were issued is what clocks may differ by', async () => {
    relist(office.repository, office.online, { signedAt: '2026-05-11T23:55:00Z' });
    expect(await office.fetch()).toMatchObject({ fault: null });
  });

  const later = NOW + 40 * DAY;
  test.each([
    ['a day ahead of the clock is taken', NOW + DAY, NOW, NOW, null],
    ['more than a day ahead is not', NOW + DAY + 1, NOW, NOW, 'policy-post-dated'],
    [
      'a day ahead of a clock that is behind by what drift explains is taken',
      later - 300 + DAY,
      later,
      later - 300,
      null,
    ],
    ['more than a day ahead of it is not', later - 300 + DAY + 1, later, later - 300, 'policy-post-dated'],
    [
      'more than a day ahead of a clock 30 days behind is not',
      later + DAY,
      later,
      later - 30 * DAY,
      'policy-post-dated',
    ],
    [
      '30 days ahead of what is known is taken where the clock is further behind',
      later + 30 * DAY,
      later,
      later - 30 * DAY - 1,
      null,
    ],
    ['30 days ahead of what is known is taken where the clock is in 1970', later + 30 * DAY, later, 0, null],
    ['more than 30 days ahead of it is not', later + 30 * DAY + 1, later, 0, 'policy-post-dated'],
  ])('%s', async (_case, signedAt, now, clock, fault) => {
    relist(office.repository, office.online, { signedAt: utc(signedAt) });
    expect(await office.fetch({ now, clock })).toMatchObject({ version: 1, fault });
    expect(office.inForce().signedAt).toBe(fault === null ? signedAt : NOW);
  });

  test('a day ahead of the clock is no step to a day more', async () => {
    relist(office.repository, office.online, { signedAt: utc(NOW + DAY) });
    expect(await office.fetch()).toMatchObject({ fault: null });
    relist(office.repository, office.online, { signedAt: utc(NOW + DAY + 1) });
    expect(await office.fetch({ now: NOW + DAY, clock: NOW })).toMatchObject({ fault: 'policy-post-dated' });
  });

  test('is taken by a kiosk fresh from the box, whose clock has never been set', async () => {
    rmSync(join(office.folder, 'store'), { recursive: true });
    expect(await office.fetch({ now: 0 })).toEqual({ installed: true, version: 1, fault: null });
  });
});

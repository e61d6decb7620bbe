import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isVenueSetUp, openPremises, openVenueKey } from '../../electron/venue.ts';
import { freshFolder } from './folders.ts';

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('the venue’s key', () => {
  test('is 32 random bytes that only the kiosk’s user can read', () => {
    const folder = freshFolder();
    const { bytes } = openVenueKey(folder, null);
    expect(bytes).toHaveLength(32);
    expect(modeOf(join(folder, 'venue.key'))).toBe(0o600);
    expect(Buffer.from(bytes).equals(openVenueKey(freshFolder(), null).bytes)).toBe(false);
  });

  test('is made once and never again', () => {
    const folder = freshFolder();
    const first = openVenueKey(folder, null);
    expect(openVenueKey(folder, null)).toEqual(first);
    expect(openVenueKey(folder, null)).toEqual(first);
  });

  test('is named by the beginning of its hash', () => {
    const { bytes, id } = openVenueKey(freshFolder(), null);
    expect(id).toBe(createHash('sha256').update(bytes).digest('hex').slice(0, 16));
    expect(Buffer.from(bytes).toString('hex')).not.toContain(id);
  });

  test.each([0, 31, 33])('of %i bytes is damaged: it is not used, and not written over', (length) => {
    const folder = freshFolder();
    const path = join(folder, 'venue.key');
    const damaged = Buffer.alloc(length, 7);
    writeFileSync(path, damaged);
    expect(() => openVenueKey(folder, null)).toThrow(`${length} bytes`);
    expect(readFileSync(path)).toEqual(damaged);
  });

  test('that is gone from a kiosk which was given it by its hub is not made anew', () => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'hub.json'), '{}');
    expect(() => openVenueKey(folder, null)).toThrow('is gone');
    expect(existsSync(join(folder, 'venue.key'))).toBe(false);
  });

  test('that cannot be written stops the kiosk', () => {
    expect(() => openVenueKey(join(freshFolder(), 'not-there'), null)).toThrow('ENOENT');
  });

  test('says nothing of itself in the error', () => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'venue.key'), 'a secret of the wrong length');
    expect(() => openVenueKey(folder, null)).not.toThrow('secret');
  });
});

describe('the premises', () => {
  test('of a venue say where its rules come from', () => {
    const profile = freshFolder();
    mkdirSync(join(profile, 'venue'));
    const file = join(profile, 'venue', 'venue.json');
    writeFileSync(file, '{"policySource":"https://rules.example/"}');
    expect(openPremises(profile, '/resources', false).policySource).toBe('https://rules.example/');
    writeFileSync(file, '{"policySource":7}');
    expect(() => openPremises(profile, '/resources', false)).toThrow();
  });

  test('of a demo may have rules of one’s own', () => {
    const tried = { source: '/rules', rootPath: '/root.json' };
    expect(openPremises(freshFolder(), '/resources', true, tried)).toMatchObject({
      policySource: '/rules',
      trustedRootPath: '/root.json',
    });
    expect(openPremises(freshFolder(), '/resources', true).policySource).toBeNull();
  });

  test('of demo and venue share nothing that is written', () => {
    const profile = freshFolder();
    const demo = openPremises(profile, '/resources', true);
    const venue = openPremises(profile, '/resources', false);
    expect(demo.directory).toBe(join(profile, 'demo'));
    expect(venue.directory).toBe(join(profile, 'venue'));
    expect(openVenueKey(demo.directory, null).id).not.toBe(openVenueKey(venue.directory, null).id);
  });

  test('of a venue never take the demo’s rules or its root', () => {
    const { policyDirectory, trustedRootPath, directory } = openPremises(freshFolder(), '/resources', false);
    expect(policyDirectory).toBe(join(directory, 'policy'));
    expect(trustedRootPath).toBe(join(directory, 'root.json'));
  });

  test('of the demo take theirs from the app', () => {
    const { policyDirectory, trustedRootPath } = openPremises(freshFolder(), '/resources', true);
    expect(policyDirectory).toBe(join('/resources', 'policy'));
    expect(trustedRootPath).toBe(join('/resources', 'demo', 'root.json'));
  });

  test.each([true, false])('are a folder that only the kiosk’s user can enter (demo: %s)', (isDemo) => {
    expect(modeOf(openPremises(join(freshFolder(), 'new'), '/resources', isDemo).directory)).toBe(0o700);
  });

  test('that exist already are taken as they are', () => {
    const profile = freshFolder();
    const { directory } = openPremises(profile, '/resources', true);
    writeFileSync(join(directory, 'settings.json'), '{}');
    chmodSync(directory, 0o750);
    openPremises(profile, '/resources', true);
    expect(existsSync(join(directory, 'settings.json'))).toBe(true);
  });
});

test('a kiosk is set up for a venue when set-up has written its last file, not before', () => {
  const profile = freshFolder();
  expect(isVenueSetUp(profile)).toBe(false);
  openPremises(profile, '/resources', true);
  expect(isVenueSetUp(profile)).toBe(false);
  mkdirSync(join(profile, 'venue'));
  expect(isVenueSetUp(profile)).toBe(false);
  writeFileSync(join(profile, 'venue', 'venue.json'), '{}');
  expect(isVenueSetUp(profile)).toBe(true);
});

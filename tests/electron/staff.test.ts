import { closeSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { staff } from '../../electron/cli/staff.ts';
import { personKey } from '../../electron/crypto.ts';
import { keepStaff, readStaff, STAFF_FILE, writeStaff, type StaffFault } from '../../electron/staff.ts';
import { openVenueKey } from '../../electron/venue.ts';
import { fail, ok } from '../../shared/result.ts';
import { run } from './cli/cli-kit.ts';
import { freshFolder } from './folders.ts';

const NUMBER = '11010519491231002X';
const OTHER = '110105200205130036';

let profile: string;
let directory: string;

beforeEach(() => {
  profile = freshFolder();
  directory = join(profile, 'demo');
  mkdirSync(directory);
});

const keyOf = (documentNumber: string): Uint8Array =>
  personKey(openVenueKey(directory, null).bytes, { type: 'document', issuer: '', subject: documentNumber });
const hexOf = (documentNumber: string): string => Buffer.from(keyOf(documentNumber)).toString('hex');
const command = (what: string, lines: readonly unknown[] = [], ...more: string[]): ReturnType<typeof run> =>
  run(staff, [what, '--profile', profile, '--demo', ...more], lines);

describe('at the command line', () => {
  test('a number becomes a person key, and is nowhere itself', async () => {
    openVenueKey(directory, null);
    expect(await command('add', [{ documentNumber: NUMBER.toLowerCase() }, { documentNumber: OTHER }])).toEqual({
      exit: 0,
      lines: [
        { key: hexOf(NUMBER), isListed: true },
        { key: hexOf(OTHER), isListed: true },
      ],
    });
    const path = join(directory, STAFF_FILE);
    expect(readFileSync(path, 'utf8')).not.toContain(NUMBER.slice(0, 17));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await command('remove', [{ documentNumber: NUMBER }]);
    expect((await command('list')).lines).toEqual([{ key: hexOf(OTHER) }]);
  });

  test('a number that is mistyped is told, and the others are taken', async () => {
    openVenueKey(directory, null);
    const { exit, lines } = await command('add', [{ documentNumber: '110105194912310021' }, { documentNumber: OTHER }]);
    expect(exit).toBe(2);
    expect(lines).toMatchObject([{ error: { code: 'invalid', field: 'documentNumber' } }, { isListed: true }]);
    expect(JSON.stringify(lines)).not.toContain('110105194912310021');
  });

  test('without a venue key there is nobody to name, and none is made', async () => {
    expect(await command('add', [{ documentNumber: NUMBER }])).toEqual({ exit: 2, lines: [{ fault: 'key-missing' }] });
    expect(await command('list')).toEqual({ exit: 2, lines: [{ fault: 'key-missing' }] });
  });

  test('a list that was made under another key is not added to; a new one is begun', async () => {
    openVenueKey(directory, null);
    writeStaff(directory, 'another', ['ab'.repeat(32)]);
    expect((await command('list')).lines).toEqual([{ fault: 'staff-of-another-key' }]);
    await command('add', [{ documentNumber: NUMBER }], '--new');
    expect((await command('list')).lines).toEqual([{ key: hexOf(NUMBER) }]);
  });
});

describe('at the kiosk', () => {
  const kept = (faults: StaffFault[] = []): ReturnType<typeof keepStaff> =>
    keepStaff(directory, openVenueKey(directory, null).id, (fault) => faults.push(fault));

  test('a change is in force with the next card', async () => {
    const list = kept();
    expect(list.has(keyOf(NUMBER))).toBe(false);
    await command('add', [{ documentNumber: NUMBER }]);
    expect(list.has(keyOf(NUMBER))).toBe(true);
    await command('remove', [{ documentNumber: NUMBER }]);
    expect(list.has(keyOf(NUMBER))).toBe(false);
  });

  test.each<[string, string, StaffFault]>([
    ['damaged', '{"format":1', 'staff-damaged'],
    ['of another key', '{"format":1,"venueKeyId":"x","keys":[]}', 'staff-of-another-key'],
  ])('on a list that is %s is nobody, which is told once', (_case, content, fault) => {
    writeFileSync(join(directory, STAFF_FILE), content);
    const faults: StaffFault[] = [];
    const list = kept(faults);
    expect([list.has(keyOf(NUMBER)), list.has(keyOf(NUMBER))]).toEqual([false, false]);
    expect(faults).toEqual([fault]);
    expect(readStaff(directory, openVenueKey(directory, null).id)).toEqual(fail(fault));
  });

  test('without a list nobody is on it', () => {
    expect(readStaff(directory, 'any')).toEqual(ok([]));
  });
});

test('a list that is replaced is overwritten where it lay', () => {
  writeStaff(directory, 'key', ['ab'.repeat(32)]);
  const before = openSync(join(directory, STAFF_FILE), 'r');
  writeStaff(directory, 'key', []);
  const now = readFileSync(before, 'latin1');
  closeSync(before);
  expect(now).not.toContain('abab');
  expect(now.length).toBeGreaterThan(64);
});

import { expect, test } from 'vitest';
import { checkRemoteSettings } from '../../../electron/sync/settings.ts';
import { fail, ok } from '../../../shared/result.ts';

const isKnown = (venueType: string): boolean => venueType === 'mall' || venueType === 'school';

test('nobody has set any', () => {
  expect(checkRemoteSettings(null, 3, isKnown)).toEqual(ok(null));
});

test.each([
  ['older than those in force', 2, fail('settings-old')],
  ['in force already', 3, ok(null)],
  ['newer', 4, ok({ version: 4, values: { direction: 'out' } })],
] as const)('what is %s', (_case, version, expected) => {
  expect(checkRemoteSettings({ version, values: { direction: 'out' } }, 3, isKnown)).toEqual(expected);
});

test('what is not mentioned stays as it is', () => {
  const values = { venueType: 'school', district: null, language: undefined, direction: undefined };
  expect(checkRemoteSettings({ version: 1, values }, 0, isKnown)).toEqual(
    ok({ version: 1, values: { venueType: 'school', district: null } }),
  );
});

test('a venue type that the rules do not know is not put in force', () => {
  expect(checkRemoteSettings({ version: 1, values: { venueType: 'moon', direction: 'in' } }, 0, isKnown)).toEqual(
    fail('venue-type-unknown'),
  );
});

import { expect, test } from 'vitest';
import { ageOf } from '../../renderer/kiosk/age.ts';

const HOUR = 3600;

test.each([
  ['one second in the future', -1, 'future'],
  ['at sampling', 0, 'justNow'],
  ['one second before a minute', 59, 'justNow'],
  ['at a minute', 60, { unit: 'minutes', count: 1 }],
  ['one second before an hour', HOUR - 1, { unit: 'minutes', count: 59 }],
  ['at an hour', HOUR, { unit: 'hours', count: 1 }],
  ['one second before 48 hours', 48 * HOUR - 1, { unit: 'hours', count: 47 }],
  ['at 48 hours', 48 * HOUR, { unit: 'hours', count: 48 }],
  ['one second before 100 hours', 100 * HOUR - 1, { unit: 'hours', count: 99 }],
  ['at 100 hours', 100 * HOUR, { unit: 'days', count: 4 }],
  ['one second before five days', 120 * HOUR - 1, { unit: 'days', count: 4 }],
  ['at five days', 120 * HOUR, { unit: 'days', count: 5 }],
])('a test is spoken of %s', (_case, seconds, expected) => {
  expect(ageOf(seconds)).toEqual(expected);
});

import { expect, test } from 'vitest';
import { dateMistakes } from '../../../shared/policy/dates.ts';

const ISSUED = Date.UTC(2026, 4, 13) / 1000;
const policy = { issuedAt: '2026-05-13T00:00:00Z', notAfter: '2026-08-11T00:00:00Z' };
const END = Date.UTC(2026, 7, 11) / 1000;

test.each([
  ['issued 301 s ahead of the clock', ISSUED - 301, ['issuedAt']],
  ['issued 300 s ahead, which clocks may differ by', ISSUED - 300, []],
  ['in its last second', END - 1, []],
  ['at its end', END, ['notAfter']],
])('a policy is checked when it is %s', (_case, now, expected) => {
  expect(dateMistakes(policy, now).map(({ path }) => path)).toEqual(expected);
});

import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { checkPeriod, SKEW_SECONDS } from '../../../shared/credential/period.ts';
import { fail, ok } from '../../../shared/result.ts';

const ISSUED = Date.UTC(2022, 4, 12, 4) / 1000;
const END = ISSUED + 86_400;

test.each([
  ['one second beyond the allowed skew', ISSUED - 301, fail('not-yet-valid')],
  ['at the edge of the allowed skew', ISSUED - 300, ok(86_700)],
  ['one second before the issuer’s clock', ISSUED - 1, ok(86_401)],
  ['at the second of issue', ISSUED, ok(86_400)],
  ['one second before the end', END - 1, ok(1)],
  ['at the end, which is excluded', END, fail('expired')],
  ['one second after the end', END + 1, fail('expired')],
  ['long before', 0, fail('not-yet-valid')],
  ['long after', 0xffff_ffff, fail('expired')],
])('a period is judged %s', (_case, now, expected) => {
  expect(checkPeriod({ issuedAt: ISSUED, expiresAt: END }, now)).toEqual(expected);
});

test.each([
  ['that ends one second after it begins', ISSUED + 1, ok(1)],
  ['that ends when it begins', ISSUED, fail('period-reversed')],
  ['that ends before it begins', ISSUED - 1, fail('period-reversed')],
])('a period %s is judged', (_case, expiresAt, expected) => {
  expect(checkPeriod({ issuedAt: ISSUED, expiresAt }, ISSUED)).toEqual(expected);
});

test('a reversed period is told apart from an early and a late one', () => {
  for (const now of [0, ISSUED, 0xffff_ffff]) {
    expect(checkPeriod({ issuedAt: ISSUED, expiresAt: ISSUED - 1 }, now)).toEqual(fail('period-reversed'));
  }
});

test.each([
  ['beyond the skew', ISSUED - 301, fail('not-yet-valid')],
  ['at the skew', ISSUED - 300, ok(Infinity)],
  ['a century later', ISSUED + 100 * 365 * 86_400, ok(Infinity)],
])('a period without an end is judged %s', (_case, now, expected) => {
  expect(checkPeriod({ issuedAt: ISSUED, expiresAt: null }, now)).toEqual(expected);
});

test('an inexact clock never makes an expired period valid', () => {
  expect(checkPeriod({ issuedAt: ISSUED, expiresAt: END }, Number.NaN)).toEqual(fail('expired'));
});

const second = fc.integer({ min: 0, max: 0xffff_ffff });

property.prop([second, second, second])(
  'a period holds exactly from the skew to before its end',
  (issuedAt, end, now) => {
    const isValid = end > issuedAt && now >= issuedAt - SKEW_SECONDS && now < end;
    expect(checkPeriod({ issuedAt, expiresAt: end }, now).ok).toBe(isValid);
  },
);

property.prop([second, fc.integer({ min: 1, max: 10_000 })])(
  'each second takes one from what is left',
  (issuedAt, length) => {
    const period = { issuedAt, expiresAt: issuedAt + length };
    for (const passed of [0, Math.floor(length / 2), length - 1]) {
      expect(checkPeriod(period, issuedAt + passed)).toEqual(ok(length - passed));
    }
  },
);

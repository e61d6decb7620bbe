import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { uuid7, uuid7Time } from '../../../electron/store/uuid7.ts';

const ZEROS = new Uint8Array(10);
const ONES = new Uint8Array(10).fill(0xff);

test('the example of RFC 9562 appendix A.6 has its time, version and variant in their places', () => {
  // Of C and CC3 the first digit and then the first bit are replaced, of 18C4DC0C0C07398F the first two bits.
  const random = Buffer.from('ccc318c4dc0c0c07398f', 'hex');
  expect(uuid7(0x017f22e279b0, random, null)).toBe('017f22e2-79b0-74c3-98c4-dc0c0c07398f');
});

test.each([
  ['the first moment', 0, '00000000-0000-7000-8000-000000000000'],
  ['the last moment', 2 ** 48 - 1, 'ffffffff-ffff-7000-8000-000000000000'],
])('%s has an id', (_case, epochMs, expected) => {
  expect(uuid7(epochMs, ZEROS, null)).toBe(expected);
});

test.each([-1, 2 ** 48, 0.5, Number.NaN])('%d is no time for an id', (epochMs) => {
  expect(() => uuid7(epochMs, ZEROS, null)).toThrow(RangeError);
});

test('within a millisecond ids count up, and carry from one field to the next', () => {
  const first = uuid7(5, ONES, null);
  expect(first).toBe('00000000-0005-77ff-bfff-ffffffffffff');
  expect(uuid7(5, ZEROS, first)).toBe('00000000-0005-7800-8000-000000000000');
});

test('in another millisecond, also an earlier one, the random bits are fresh', () => {
  const first = uuid7(5, ONES, null);
  expect(uuid7(6, ZEROS, first)).toBe('00000000-0006-7000-8000-000000000000');
  expect(uuid7(4, ZEROS, first)).toBe('00000000-0004-7000-8000-000000000000');
});

property.prop([fc.array(fc.tuple(fc.nat(3), fc.uint8Array({ minLength: 10, maxLength: 10 })), { minLength: 2 })])(
  'ids made under a clock that does not run back sort as they were made',
  (steps) => {
    let now = 1_652_403_600_000;
    let last: string | null = null;
    for (const [step, random] of steps) {
      now += step;
      const id = uuid7(now, random, last);
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      if (last !== null) expect(id > last).toBe(true);
      last = id;
    }
  },
);

test.each([0, 5, 2 ** 48 - 1])(
  'what ids of the moment %d begin with sorts before them, and after those of the one before',
  (ms) => {
    expect(uuid7Time(ms) < uuid7(ms, ZEROS, null)).toBe(true);
    if (ms > 0) expect(uuid7Time(ms) > uuid7(ms - 1, ONES, null)).toBe(true);
    expect(uuid7(ms, ONES, null).startsWith(uuid7Time(ms))).toBe(true);
  },
);

test('before 1970 and after the year 10889 there are no ids to begin with', () => {
  expect([-1, 2 ** 53].map(uuid7Time)).toEqual([uuid7Time(0), uuid7Time(2 ** 48 - 1)]);
});

import { describe, expect, test } from 'vitest';
import { isTimeToRestart, shareOf, type Quiet } from '../../electron/nightly-restart.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NIGHT = { from: '03:00', to: '04:00' };
const SHANGHAI = 480;

/** @param at RFC 3339 with its offset, in minutes beside it */
function quiet(at: string, offsetMinutes = SHANGHAI): Quiet {
  return {
    now: { epochMs: Date.parse(at), offsetMinutes },
    ...{ upMs: 24 * HOUR, quietMs: 2 * HOUR, isHeldUp: false },
  };
}

const at = (time: string): Quiet => quiet(`2022-05-13T${time}+08:00`);

describe('of a window from three to four', () => {
  test.each([
    ['02:59:59', false],
    ['03:00:00', true],
    ['03:59:59', true],
    ['04:00:00', false],
    ['15:30:00', false],
  ])('%s is in it: %s', (time, isIn) => {
    expect(isTimeToRestart(NIGHT, 0, at(time))).toBe(isIn);
  });
});

describe('of a window across midnight', () => {
  test.each([
    ['23:29:59', false],
    ['23:30:00', true],
    ['00:00:00', true],
    ['00:29:59', true],
    ['00:30:00', false],
  ])('%s is in it: %s', (time, isIn) => {
    expect(isTimeToRestart({ from: '23:30', to: '00:30' }, 0, at(time))).toBe(isIn);
  });
});

test('a kiosk waits for its own place in the first two thirds of the window', () => {
  expect(isTimeToRestart(NIGHT, 0.5, at('03:19:59'))).toBe(false);
  expect(isTimeToRestart(NIGHT, 0.5, at('03:20:00'))).toBe(true);
  expect(isTimeToRestart(NIGHT, 0.9999, at('03:38:59'))).toBe(false);
  expect(isTimeToRestart(NIGHT, 0.9999, at('03:39:00'))).toBe(true);
});

test.each([
  ['up for less than twelve hours', { upMs: 12 * HOUR - 1 }, { upMs: 12 * HOUR }],
  ['somebody came within ten minutes', { quietMs: 10 * MINUTE - 1 }, { quietMs: 10 * MINUTE }],
  ['something holds it up', { isHeldUp: true }, { isHeldUp: false }],
])('does not start anew: %s', (_why, kept, free) => {
  expect(isTimeToRestart(NIGHT, 0, { ...at('03:30:00'), ...kept })).toBe(false);
  expect(isTimeToRestart(NIGHT, 0, { ...at('03:30:00'), ...free })).toBe(true);
});

describe('where clocks are changed (Berlin, 2022)', () => {
  const [WINTER, SUMMER] = [60, 120];
  const HOUR_OF_CHANGE = { from: '02:00', to: '03:00' };
  test('the hour that is left out in spring has no restart, and the one after it has', () => {
    for (const [moment, offset] of [
      ['2022-03-27T00:59:59Z', WINTER],
      ['2022-03-27T01:00:00Z', SUMMER],
      ['2022-03-27T01:59:59Z', SUMMER],
    ] as const)
      expect(isTimeToRestart(HOUR_OF_CHANGE, 0, quiet(moment, offset))).toBe(false);
    expect(isTimeToRestart(NIGHT, 0, quiet('2022-03-27T01:00:00Z', SUMMER))).toBe(true);
  });
  test('the hour that comes twice in autumn has one restart', () => {
    expect(isTimeToRestart(HOUR_OF_CHANGE, 0, quiet('2022-10-30T00:30:00Z', SUMMER))).toBe(true);
    // An hour later it is half past two again.
    const again = { ...quiet('2022-10-30T01:30:00Z', WINTER), upMs: HOUR, quietMs: HOUR };
    expect(isTimeToRestart(HOUR_OF_CHANGE, 0, again)).toBe(false);
  });
});

test('a kiosk has the same place every night, within 0 and 1, and fifty spread', () => {
  const shares = Array.from({ length: 50 }, (_, number) => shareOf(`kiosk ${number}`));
  expect(shares.every((share) => share >= 0 && share < 1)).toBe(true);
  expect(shareOf('kiosk 7')).toBe(shares[7]);
  const thirds = [0, 1, 2].map((third) => shares.filter((share) => Math.floor(share * 3) === third).length);
  expect(Math.min(...thirds)).toBeGreaterThan(7);
});

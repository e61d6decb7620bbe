import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { WEEKDAYS } from '../../../shared/credential/pass-issue.ts';
import type { PassWindow } from '../../../shared/credential/facts.ts';
import { isHere, isNow } from '../../../shared/policy/pass-scope.ts';

const SHANGHAI = 480;
const WORKDAYS = 0b001_1111;
const DAY: PassWindow = { days: WORKDAYS, fromMinute: 8 * 60, minutes: 10 * 60 };
const NIGHT: PassWindow = { days: WORKDAYS, fromMinute: 22 * 60, minutes: 8 * 60 };
const SUNDAY_NIGHT: PassWindow = { ...NIGHT, days: 64 };
const ALL_MONDAY: PassWindow = { days: 1, fromMinute: 0, minutes: 1440 };
const MIDNIGHT_TO_MIDNIGHT: PassWindow = { days: 64, fromMinute: 12 * 60, minutes: 1440 };

const at = (text: string): number => Date.parse(text) / 1000;

// 2022-05-30 was a Monday.
describe('a window', () => {
  test.each<[string, PassWindow, string, boolean]>([
    ['a day’s, a second before', DAY, '2022-05-30T07:59:59+08:00', false],
    ['a day’s, at its first second', DAY, '2022-05-30T08:00:00+08:00', true],
    ['a day’s, at its last second', DAY, '2022-05-30T17:59:59+08:00', true],
    ['a day’s, a second after', DAY, '2022-05-30T18:00:00+08:00', false],
    ['a day’s, on a Friday', DAY, '2022-06-03T12:00:00+08:00', true],
    ['a day’s, on a Saturday', DAY, '2022-06-04T12:00:00+08:00', false],
    ['a day’s, by another zone’s clock', DAY, '2022-05-30T08:00:00+00:00', true],
    ['a night’s, before it begins', NIGHT, '2022-05-30T21:59:59+08:00', false],
    ['a night’s, before midnight', NIGHT, '2022-05-30T23:59:59+08:00', true],
    ['a night’s, at midnight', NIGHT, '2022-05-31T00:00:00+08:00', true],
    ['a night’s, at its last second', NIGHT, '2022-05-31T05:59:59+08:00', true],
    ['a night’s, a second after', NIGHT, '2022-05-31T06:00:00+08:00', false],
    ['Friday’s night, on Saturday morning', NIGHT, '2022-06-04T05:59:59+08:00', true],
    ['Friday’s night, on Saturday evening', NIGHT, '2022-06-04T22:00:00+08:00', false],
    ['Sunday’s night, which is nobody’s', NIGHT, '2022-06-05T22:00:00+08:00', false],
    ['Monday morning, which is Sunday’s', NIGHT, '2022-05-30T05:00:00+08:00', false],
    ['Sunday’s night, at the week’s end', SUNDAY_NIGHT, '2022-05-29T23:59:59+08:00', true],
    ['Sunday’s night, in the next week', SUNDAY_NIGHT, '2022-05-30T05:59:59+08:00', true],
    ['Sunday’s night, a day early', SUNDAY_NIGHT, '2022-05-29T05:59:59+08:00', false],
    ['a whole day, a second before', ALL_MONDAY, '2022-05-29T23:59:59+08:00', false],
    ['a whole day, at its beginning', ALL_MONDAY, '2022-05-30T00:00:00+08:00', true],
    ['a whole day, at its last second', ALL_MONDAY, '2022-05-30T23:59:59+08:00', true],
    ['a whole day, a second after', ALL_MONDAY, '2022-05-31T00:00:00+08:00', false],
    ['a day from noon, at its last second', MIDNIGHT_TO_MIDNIGHT, '2022-05-30T11:59:59+08:00', true],
    ['a day from noon, a second after', MIDNIGHT_TO_MIDNIGHT, '2022-05-30T12:00:00+08:00', false],
  ])('%s', (_case, window, text, expected) => {
    expect(isNow({ windows: [window] }, at(text), SHANGHAI)).toBe(expected);
  });

  test('is by the clock of the place, before and after its clocks are set', () => {
    // New York, on the Saturday and the Sunday of 2022-11-06, when its clocks went back.
    const nine: PassWindow = { days: 127, fromMinute: 9 * 60, minutes: 60 };
    expect(isNow({ windows: [nine] }, at('2022-11-05T09:00:00-04:00'), -240)).toBe(true);
    expect(isNow({ windows: [nine] }, at('2022-11-06T09:00:00-05:00'), -300)).toBe(true);
    expect(isNow({ windows: [nine] }, at('2022-11-06T09:00:00-05:00'), -240)).toBe(false);
  });

  test('is one of several, or none is needed', () => {
    const saturday = at('2022-06-04T12:00:00+08:00');
    expect(isNow({ windows: [] }, saturday, SHANGHAI)).toBe(true);
    expect(isNow({ windows: [DAY, { ...DAY, days: 32 }] }, saturday, SHANGHAI)).toBe(true);
  });
});

const offsets = fc.integer({ min: -720, max: 840 });
const moments = fc.integer({ min: 0, max: 0xffff_ffff });
const windows = fc.record({
  days: fc.integer({ min: 1, max: 127 }),
  fromMinute: fc.integer({ min: 0, max: 1439 }),
  minutes: fc.integer({ min: 1, max: 1440 }),
});

/** What a calendar says of a moment at a place: the other way to tell. */
function byCalendar({ days, fromMinute, minutes }: PassWindow, now: number, offset: number): boolean {
  return [0, 1].some((daysBefore) => {
    const local = new Date((now + offset * 60) * 1000);
    local.setUTCDate(local.getUTCDate() - daysBefore);
    const weekday = (local.getUTCDay() + 6) % 7;
    const begins = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate(), 0, fromMinute) / 1000;
    const since = now + offset * 60 - begins;
    return (days & (2 ** weekday)) !== 0 && since >= 0 && since < minutes * 60;
  });
}

property.prop([windows, moments, offsets])('a window holds as the calendar says', (window, now, offset) => {
  expect(isNow({ windows: [window] }, now, offset)).toBe(byCalendar(window, now, offset));
});

property.prop([windows, moments, offsets])('a window holds as long as it says, each week', (window, now, offset) => {
  const minute = Math.floor(now / 60) * 60;
  const holding = Array.from({ length: 7 * 24 }, (_, hour) => minute + hour * 3600).filter((moment) =>
    isNow({ windows: [window] }, moment, offset),
  ).length;
  const days = WEEKDAYS.filter((_day, bit) => (window.days & (2 ** bit)) !== 0).length;
  // By the hour each window is seen once too often or too rarely at most, and they may touch.
  expect(Math.abs(holding - (days * window.minutes) / 60)).toBeLessThanOrEqual(days);
});

property.prop([windows, moments, offsets])('a week later it is the same', (window, now, offset) => {
  const later = now + 7 * 86_400;
  expect(isNow({ windows: [window] }, later, offset)).toBe(isNow({ windows: [window] }, now, offset));
});

describe('a place', () => {
  const DOOR = { venue: '演示商场', gate: '北门' };
  test.each<[string, string[], Parameters<typeof isHere>[1], string | null, boolean]>([
    ['the venue', ['演示商场'], DOOR, null, true],
    ['the gate', ['演示商场/北门'], DOOR, null, true],
    ['another gate', ['演示商场/南门'], DOOR, null, false],
    ['another venue’s gate of that name', ['演示市场/北门'], DOOR, null, false],
    ['the gate without its venue', ['北门'], DOOR, null, false],
    ['the beginning of the venue’s name', ['演示'], DOOR, null, false],
    ['one of two', ['演示市场', '演示商场'], DOOR, null, true],
    ['a venue, at a door that has no name', ['演示商场'], null, '110105', false],
    ['the district', ['110105'], null, '110105', true],
    ['the city the district is in', ['110100'], DOOR, '110105', true],
    ['another district', ['110106'], DOOR, '110105', false],
    ['a district within the door’s', ['110105'], DOOR, '110100', false],
    ['a district, at a door that is in none', ['110105'], DOOR, null, false],
    ['everything, which nothing stands for', ['*'], DOOR, '110105', false],
    ['no place at all, as in a health code', [], null, null, true],
  ])('%s', (_case, places, door, district, expected) => {
    expect(isHere({ places }, door, district)).toBe(expected);
  });
});

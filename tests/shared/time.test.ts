import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { fail, ok } from '../../shared/result.ts';
import { formatDate, formatDateTime, monthsBetween, parseDate, parseDateTime, toSeconds } from '../../shared/time.ts';

const NOON = Date.UTC(2022, 4, 13, 12) / 1000;

describe('a date and time is read:', () => {
  test.each([
    ['in UTC', '2022-05-13T12:00:00Z', NOON],
    ['in Shanghai', '2022-05-13T20:00:00+08:00', NOON],
    ['west of Greenwich', '2022-05-13T04:30:00-07:30', NOON],
    ['half an hour west', '2022-05-13T11:30:00-00:30', NOON],
    ['of unknown local time, as RFC 3339 §4.3 writes it', '2022-05-13T12:00:00-00:00', NOON],
    ['the farthest offset', '2022-05-14T11:59:00+23:59', NOON],
    ['on the next day there', '2022-05-14T00:00:00+12:00', NOON],
    ['one tenth of a second', '2022-05-13T12:00:00.1Z', NOON],
    ['a fraction cut, not rounded', '2022-05-13T12:00:00.999999999Z', NOON],
    ['a leap day', '2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29) / 1000],
    ['the leap day of a year that 400 divides', '2000-02-29T00:00:00Z', Date.UTC(2000, 1, 29) / 1000],
    ['the last second of a year', '2022-12-31T23:59:59Z', Date.UTC(2023, 0, 1) / 1000 - 1],
    ['the epoch', '1970-01-01T00:00:00Z', 0],
    ['the epoch, seen from Shanghai', '1970-01-01T08:00:00+08:00', 0],
    ['before the epoch, its fraction cut downwards', '1969-12-31T23:59:59.5Z', -1],
    ['after 2038', '2038-01-19T03:14:08Z', 2 ** 31],
  ])('%s', (_case, text, seconds) => {
    expect(parseDateTime(text)).toEqual(ok(seconds));
  });
});

describe('a date and time is refused:', () => {
  test.each([
    ['without a zone', '2022-05-13T12:00:00'],
    ['a date alone', '2022-05-13'],
    ['24:00', '2022-05-13T24:00:00Z'],
    ['minute 60', '2022-05-13T12:60:00Z'],
    ['a leap second', '2016-12-31T23:59:60Z'],
    ['29 February of a common year', '2022-02-29T12:00:00Z'],
    ['29 February of 1900', '1900-02-29T12:00:00Z'],
    ['30 February', '2024-02-30T12:00:00Z'],
    ['31 April', '2022-04-31T12:00:00Z'],
    ['month 13', '2022-13-01T12:00:00Z'],
    ['month 0', '2022-00-01T12:00:00Z'],
    ['day 0', '2022-05-00T12:00:00Z'],
    ['day 32', '2022-05-32T12:00:00Z'],
    ['an offset of 24 hours', '2022-05-13T12:00:00+24:00'],
    ['an offset with 60 minutes', '2022-05-13T12:00:00+07:60'],
    ['an offset with 99 minutes', '2022-05-13T12:00:00-08:99'],
    ['an offset without a colon', '2022-05-13T12:00:00+0800'],
    ['an offset of hours alone', '2022-05-13T12:00:00+08'],
    ['a zone by name', '2022-05-13T12:00:00 CST'],
    ['a small z, which we do not write', '2022-05-13T12:00:00z'],
    ['a small t, which we do not write', '2022-05-13t12:00:00Z'],
    ['a blank for the T', '2022-05-13 12:00:00Z'],
    ['no seconds', '2022-05-13T12:00Z'],
    ['a point without a fraction', '2022-05-13T12:00:00.Z'],
    ['a comma for the point', '2022-05-13T12:00:00,5Z'],
    ['one digit where two belong', '2022-5-13T12:00:00Z'],
    ['a year of five digits', '12022-05-13T12:00:00Z'],
    ['a sign before the year', '+2022-05-13T12:00:00Z'],
    ['a blank before', ' 2022-05-13T12:00:00Z'],
    ['a line break after', '2022-05-13T12:00:00Z\n'],
    ['full-width digits', '２０２２-05-13T12:00:00Z'],
    ['a minus sign that is no hyphen', '2022-05-13T12:00:00−08:00'],
    ['nothing', ''],
    ['a number of seconds', '1652443200'],
  ])('%s', (_case, text) => {
    expect(parseDateTime(text)).toEqual(fail('not-a-date-time'));
  });
});

property.prop([fc.integer({ min: -(2 ** 31), max: 2 ** 33 })])('a second written is read back', (seconds) => {
  expect(parseDateTime(formatDateTime(seconds))).toEqual(ok(seconds));
});

property.prop([
  fc.date({ min: new Date(0), max: new Date(2 ** 42), noInvalidDate: true }),
  fc.integer({ min: -1439, max: 1439 }),
])('the same moment is read from every offset', (date, offset) => {
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, -1);
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const zone = `${offset < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
  expect(parseDateTime(local + zone)).toEqual(ok(Math.floor(date.getTime() / 1000)));
});

property.prop([fc.oneof(fc.string(), fc.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)$/))])(
  'what is read as a time is what the platform reads too',
  (text) => {
    const read = parseDateTime(text);
    if (read.ok) expect(read.value).toBe(Math.floor(Date.parse(text) / 1000));
  },
);

test.each([
  ['1970-01-01', ok(0)],
  ['1969-12-31', ok(-1)],
  ['2022-05-13', ok(19_125)],
  ['2024-02-29', ok(19_782)],
  ['2023-02-29', fail('not-a-date')],
  ['2022-05-13T00:00:00Z', fail('not-a-date')],
  ['2022-5-13', fail('not-a-date')],
  ['20220513', fail('not-a-date')],
  ['', fail('not-a-date')],
])('the date %j is read as %j', (text, expected) => {
  expect(parseDate(text)).toEqual(expected);
});

property.prop([fc.integer({ min: 0, max: 0xffff })])('a day written is read back', (day) => {
  expect(parseDate(formatDate(day))).toEqual(ok(day));
});

test.each([
  [0, 0],
  [999, 0],
  [1000, 1],
  [-1, -1],
])('%i ms is in second %i', (epochMs, expected) => {
  expect(toSeconds({ epochMs, offsetMinutes: 480, isConfirmed: true })).toBe(expected);
});

test.each([
  ['the same day', '2022-05-13', '2022-05-13', 0],
  ['the day before a month is whole', '2022-01-13', '2022-02-12', 0],
  ['the day a month is whole', '2022-01-13', '2022-02-13', 1],
  ['a month that lacks the day', '2021-08-31', '2022-02-28', 6],
  ['the day before it ends', '2021-08-31', '2022-02-27', 5],
  ['a leap year’s February', '2023-08-31', '2024-02-28', 5],
  ['its last day', '2023-08-31', '2024-02-29', 6],
  ['the last day of a month that is as long', '2022-04-30', '2022-10-30', 6],
  ['a year', '2021-05-13', '2022-05-13', 12],
  ['a day ahead', '2022-05-14', '2022-05-13', -1],
])('whole months to %s', (_case, from, to, expected) => {
  const [first, last] = [parseDate(from), parseDate(to)];
  expect(first.ok && last.ok && monthsBetween(first.value, last.value)).toBe(expected);
});

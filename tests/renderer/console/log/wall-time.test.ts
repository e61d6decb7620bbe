import { expect, test } from 'vitest';
import { wallTime, wallTimeInZone } from '../../../../renderer/console/log/wall-time.ts';

const NEW_YEAR = Date.UTC(2027, 0, 1);

test.each([
  [480, '2027-01-01 08:00:00', 'UTC+08:00'],
  [0, '2027-01-01 00:00:00', 'UTC+00:00'],
  [-210, '2026-12-31 20:30:00', 'UTC-03:30'],
  [345, '2027-01-01 05:45:00', 'UTC+05:45'],
])('%i minutes east of UTC the year begins at %s, %s', (offsetMinutes, time, zone) => {
  const row = { epochMs: NEW_YEAR, offsetMinutes };
  expect(wallTime(row, 'en')).toBe(time);
  expect(wallTimeInZone(row, 'en')).toBe(`${time} ${zone}`);
});

test.each([
  ['beyond what a date reaches', 9e15, 0],
  ['before it', -9e15, 0],
  ['of a year of five digits', Date.UTC(10_000, 0, 1), 0],
  ['of one by its zone alone', Date.UTC(10_000, 0, 1) - 1, 60],
  ['before the year 0', Date.parse('0000-01-01T00:00:00Z') - 1, 0],
  ['in a zone that is none', NEW_YEAR, 99_999_999],
  ['a day from UTC', NEW_YEAR, -1440],
])('a clock %s is said to be unreadable', (_what, epochMs, offsetMinutes) => {
  const row = { epochMs, offsetMinutes };
  for (const write of [wallTime, wallTimeInZone]) {
    expect(write(row, 'en')).toBe('unreadable time');
    expect(write(row, 'zh-CN')).toBe('时间无法读取');
  }
});

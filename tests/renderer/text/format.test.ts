import { expect, test } from 'vitest';
import {
  formatClockTime,
  formatDate,
  formatDay,
  formatDuration,
  formatHour,
  formatMoment,
  formatNumber,
  formatPast,
  formatSecond,
} from '../../../renderer/text/format.ts';

/** In the zone of whoever runs the tests, so that what is expected is the same everywhere. */
const afternoon = new Date(2022, 4, 13, 15, 4, 5);
const midnight = new Date(2022, 4, 13, 0, 0, 0);

test('hours are counted to 24 in both languages, from 00', () => {
  for (const language of ['zh-CN', 'en'] as const) {
    expect(formatClockTime(language, afternoon.getTime())).toBe('15:04:05');
    expect(formatClockTime(language, midnight.getTime())).toBe('00:00:00');
  }
});

test.each([
  ['zh-CN', '2022年5月13日 15:04', '2022年5月13日', '5月13日', '12,345', '36.50'],
  ['en', 'May 13, 2022, 15:04', 'May 13, 2022', 'May 13', '12,345', '36.50'],
] as const)('%s writes moments, days and numbers its own way', (language, moment, day, date, number, decimal) => {
  expect(formatMoment(language, afternoon.toISOString())).toBe(moment);
  expect(formatDay(language, afternoon.toISOString())).toBe(day);
  expect(formatDate(language, '2022-05-13')).toBe(date);
  expect(formatNumber(language, 12_345)).toBe(number);
  expect(formatNumber(language, 36.5, 2)).toBe(decimal);
});

test.each([
  ['zh-CN', '15:04:05', '2022年5月13日 15:04'],
  ['en', '15:04:05', 'May 13, 2022, 15:04'],
] as const)('%s tells a past moment with its day, unless that is today', (language, today, earlier) => {
  const lastOfDay = new Date(2022, 4, 13, 23, 59, 59).getTime();
  expect(formatPast(language, afternoon.getTime(), lastOfDay)).toBe(today);
  expect(formatPast(language, afternoon.getTime(), lastOfDay + 1000)).toBe(earlier);
});

test.each([
  [0, '0秒', '0 seconds'],
  [1, '1秒', '1 second'],
  [59, '59秒', '59 seconds'],
  [60, '1分钟', '1 minute'],
  [61, '1分钟1秒', '1 minute 1 second'],
  [298, '4分钟58秒', '4 minutes 58 seconds'],
  [300, '5分钟', '5 minutes'],
])('%i s to wait are told in minutes and seconds', (seconds, chinese, english) => {
  expect(formatDuration('zh-CN', seconds)).toBe(chinese);
  expect(formatDuration('en', seconds)).toBe(english);
});

test.each([
  ['zh-CN', '时间无法读取'],
  ['en', 'unreadable time'],
] as const)('%s says of a moment that cannot be written that it is unreadable', (language, said) => {
  for (const when of [9e15, -9e15, NaN, Date.UTC(10_000, 0, 1)]) {
    for (const format of [formatClockTime, formatHour, formatMoment, formatSecond, formatDay]) {
      expect(format(language, when)).toBe(said);
    }
    expect(formatPast(language, when, 0)).toBe(said);
  }
  expect(formatMoment(language, 'yesterday')).toBe(said);
});

test('a moment with its seconds', () => {
  expect(formatSecond('zh-CN', afternoon.getTime())).toBe('2022年5月13日 15:04:05');
  expect(formatSecond('en', afternoon.getTime())).toBe('May 13, 2022, 15:04:05');
});

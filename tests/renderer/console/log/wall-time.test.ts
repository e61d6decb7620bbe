import { expect, test } from 'vitest';
import { wallTime, zoneOf } from '../../../../renderer/console/log/wall-time.ts';

const NEW_YEAR = Date.UTC(2027, 0, 1);

test.each([
  [480, '2027-01-01 08:00:00', 'UTC+08:00'],
  [0, '2027-01-01 00:00:00', 'UTC+00:00'],
  [-210, '2026-12-31 20:30:00', 'UTC-03:30'],
  [345, '2027-01-01 05:45:00', 'UTC+05:45'],
])('%i minutes east of UTC the year begins at %s, %s', (offsetMinutes, time, zone) => {
  expect(wallTime({ epochMs: NEW_YEAR, offsetMinutes })).toBe(time);
  expect(zoneOf({ offsetMinutes })).toBe(zone);
});

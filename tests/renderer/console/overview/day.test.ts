import { expect, test } from 'vitest';
import { dayBeside, dayOf, dayOfField, fieldOfDay } from '../../../../renderer/console/overview/day.ts';

/** In the zone of whoever runs the tests. */
const midnight = new Date(2022, 4, 13).getTime();

test.each([
  ['its first millisecond', midnight, 13],
  ['the last one before', midnight - 1, 12],
  ['its last', new Date(2022, 4, 14).getTime() - 1, 13],
])('a day holds %s', (_case, epochMs, date) => {
  expect(dayOf(epochMs)).toBe(new Date(2022, 4, date).getTime());
});

test('the day beside begins at a local midnight all year round, however long days are', () => {
  let day = new Date(2022, 0, 1).getTime();
  for (let i = 0; i < 366; i += 1) {
    const next = dayBeside(day, 1);
    expect(new Date(next).getHours()).toBe(0);
    expect(dayBeside(next, -1)).toBe(day);
    day = next;
  }
});

test('a field has a day as it gives it', () => {
  expect(fieldOfDay(midnight)).toBe('2022-05-13');
  expect(dayOfField('2022-05-13')).toBe(midnight);
});

test.each(['', '2022-02-30', '2022-13-01', '13/05/2022', '2022-5-13'])('a field that says "%s" has no day', (field) => {
  expect(dayOfField(field)).toBeNull();
});

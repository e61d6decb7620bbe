import { expect, test } from 'vitest';
import { momentOfField } from '../../../../renderer/console/trace/moment-field.ts';

test.each([
  ['minutes', '2022-05-13T10:00', new Date(2022, 4, 13, 10).getTime()],
  ['seconds', '2022-05-13T11:30:15', new Date(2022, 4, 13, 11, 30, 15).getTime()],
])('a field with %s is a moment by the local clock', (_case, field, moment) => {
  expect(momentOfField(field)).toBe(moment);
});

test.each(['', '2022-05-13', '10:00', '2022-05-13T25:00', '2022-05-13T10:00Z'])('"%s" is none', (field) => {
  expect(momentOfField(field)).toBeNull();
});

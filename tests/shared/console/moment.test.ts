import { expect, test } from 'vitest';
import { CONSOLE_CALLS, exportAsk } from '../../../shared/console/calls.ts';
import { EVERYTHING } from '../../../shared/console/log.ts';
import { isOfAClock } from '../../../shared/console/moment.ts';

const FIRST = Date.parse('0000-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

const BOUNDS = [
  [FIRST, true],
  [FIRST - 1, false],
  [-1, true],
  [0, true],
  [LAST, true],
  [LAST + 1, false],
  [9e15, false],
  [-9e15, false],
] as const;

test.each(BOUNDS)('%d is a time to ask about: %s', (ms, expected) => {
  for (const span of [
    { fromMs: ms, untilMs: 1 },
    { fromMs: 1, untilMs: ms },
  ]) {
    const filter = { ...EVERYTHING, ...span };
    const person = { number: 'X', reason: 'other', caseNumber: 'C-1', ...span };
    const trace = { caseNumber: 'C-1', purpose: 'an outbreak' };
    const byTime = { is: 'time', gate: null, stayHours: 2, ...span };
    const byPerson = { is: 'person', withinMinutes: 15, stayHours: 2, number: 'X', ...span };
    const asked = [
      CONSOLE_CALLS.list.ask.safeParse({ filter, order: 'newest-first', after: null, limit: 1 }),
      CONSOLE_CALLS.count.ask.safeParse({ filter }),
      exportAsk.safeParse({ is: 'log', filter, format: 'csv', language: 'en', offsetMinutes: 0 }),
      CONSOLE_CALLS['person:find'].ask.safeParse(person),
      CONSOLE_CALLS['trace:request'].ask.safeParse({ ...trace, scope: byTime }),
      CONSOLE_CALLS['trace:request'].ask.safeParse({ ...trace, scope: byPerson }),
    ];
    expect(asked.map(({ success }) => success)).toEqual(asked.map(() => expected));
  }
});

test.each<readonly [number, number, boolean]>([
  ...BOUNDS.map(([epochMs, expected]) => [epochMs, 0, expected] as const),
  [0, 1439, true],
  [0, 1440, false],
  [0, -1439, true],
  [0, -1440, false],
  [FIRST, -1, false],
  [LAST, 1, false],
])('a clock shows %d ms at %d minutes: %s', (epochMs, offsetMinutes, expected) => {
  expect(isOfAClock({ epochMs, offsetMinutes })).toBe(expected);
});

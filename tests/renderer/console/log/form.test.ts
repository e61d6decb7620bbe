import { afterAll, describe, expect, test } from 'vitest';
import {
  fieldOf,
  filterOf,
  isNarrowed,
  isReversed,
  isWithin,
  maskTyped,
  momentOf,
  TODAY,
  type LogForm,
} from '../../../../renderer/console/log/form.ts';
import { logFilter } from '../../../../shared/console/log.ts';

// Its clocks are put forward on 2026-03-29 at 02:00: that day has 23 hours. Before any moment of the tables is made.
const before = process.env['TZ'];
process.env['TZ'] = 'Europe/Berlin';
afterAll(() => {
  process.env['TZ'] = before;
});

const local = (...at: [number, number, number, number?, number?, number?]): number => new Date(...at).getTime();

describe('what is looked for', () => {
  test.each([
    ['today', local(2026, 10, 26, 15, 30), local(2026, 10, 26), null],
    ['today', local(2026, 10, 26), local(2026, 10, 26), null],
    ['today', local(2026, 10, 26) - 1, local(2026, 10, 25), null],
    ['yesterday', local(2026, 10, 26, 15), local(2026, 10, 25), local(2026, 10, 26)],
    ['yesterday', local(2026, 2, 30, 1), local(2026, 2, 29), local(2026, 2, 29) + 23 * 3_600_000],
    ['week', local(2026, 10, 26, 15), local(2026, 10, 20), null],
    ['all', local(2026, 10, 26, 15), null, null],
  ] as const)('%s begins and ends at local midnights', (when, now, fromMs, untilMs) => {
    expect(filterOf({ ...TODAY, when }, now)).toMatchObject({ fromMs, untilMs });
  });

  test.each([
    ['both ends', '2026-11-26T10:00', '2026-11-26T11:30', local(2026, 10, 26, 10), local(2026, 10, 26, 11, 30)],
    ['no beginning', '', '2026-11-26T11:30', null, local(2026, 10, 26, 11, 30)],
    ['no end', '2026-11-26T10:00', '', local(2026, 10, 26, 10), null],
  ])('from and to, with %s, are by the clock of the window', (_case, from, until, fromMs, untilMs) => {
    expect(filterOf({ ...TODAY, when: 'between', from, until }, 0)).toMatchObject({ fromMs, untilMs });
  });

  test.each([
    ['before', 9, true],
    ['at', 10, true],
    ['after', 11, false],
  ])('an end %s the beginning: nothing lies between, or something does', (_case, hour, isSo) => {
    expect(isReversed({ fromMs: local(2026, 1, 1, 10), untilMs: local(2026, 1, 1, hour) })).toBe(isSo);
  });

  test.each([
    ['right before it', 9, 59, false],
    ['with its first moment', 10, 0, true],
    ['with its last moment', 11, 29, true],
    ['at its end, which is excluded', 11, 30, false],
  ])('a minute %s lies in it, or does not', (_case, hour, minute, isSo) => {
    const span = { fromMs: local(2026, 1, 1, 10), untilMs: local(2026, 1, 1, 11) + 30 * 60_000 };
    const minuteMs = local(2026, 1, 1, hour) + minute * 60_000;
    expect(isWithin(span, minuteMs)).toBe(isSo);
    expect(isWithin({ fromMs: null, untilMs: null }, minuteMs)).toBe(true);
    expect(isWithin({ ...span, fromMs: span.fromMs + 59_999 }, span.fromMs)).toBe(true);
  });

  test('is what the other side parses', () => {
    const form: LogForm = { ...TODAY, verdict: 'refuse', reason: 'test-too-old', type: 'scan', maskedName: '张*三' };
    expect(logFilter.parse(filterOf(form, 0))).toEqual(filterOf(form, 0));
    expect(isNarrowed(form)).toBe(true);
    expect(isNarrowed(TODAY)).toBe(false);
  });
});

test.each([
  ['张小三', '张*三'],
  ['张三', '张*'],
  ['张*三', '张*三'],
  [' 欧阳小明 ', '欧*明'],
  ['Anna Berg', 'A* B*'],
  ['A* B*', 'A* B*'],
  ['Anna B*', 'A* B*'],
  ['', null],
  ['  ', null],
])('a name typed as “%s” is asked for as %s', (typed, masked) => {
  expect(maskTyped(typed)).toBe(masked);
});

test('a moment is the same after a field has had it', () => {
  const moment = local(2026, 0, 5, 7, 8);
  expect(fieldOf(moment)).toBe('2026-01-05T07:08');
  expect(momentOf(fieldOf(moment))).toBe(moment);
  expect(momentOf('')).toBeNull();
  expect(momentOf('+012026-01-01T00:00')).toBeNull();
});

import { expect, test } from 'vitest';
import { inSightOf, SECTION_ROWS, sectionOf } from '../../../../renderer/console/log/section.ts';

/** From here on Chromium's pixels are not whole. */
const WHOLE_PX = 2 ** 24;

test.each([
  ['nothing is known', { begin: 0, end: 0 }, 0],
  ['all of what is known is few', { begin: 0, end: 5000 }, 4990],
  ['one began in the middle', { begin: -20_000, end: 30_000 }, 0],
  ['a million is known, at the top', { begin: 0, end: 1_000_000 }, 0],
  ['a million is known, in the middle', { begin: 0, end: 1_000_000 }, 512_345],
  ['a million is known, at the end', { begin: 0, end: 1_000_000 }, 999_990],
  ['a million is known before where one began', { begin: -1_000_000, end: 1200 }, -512_345],
  ['less has become known than was looked at', { begin: 0, end: 60_000 }, 512_345],
])(
  'what is scrolled through has room to either side, and is no higher than a browser can: %s',
  (_when, extent, first) => {
    const section = sectionOf(extent, first);
    const rows = section.end - section.begin;
    expect(rows).toBeGreaterThanOrEqual(0);
    expect(rows * 106).toBeLessThan(WHOLE_PX);
    expect(section.begin).toBeGreaterThanOrEqual(extent.begin);
    expect(section.end).toBeLessThanOrEqual(extent.end);
    if (first >= extent.end) return;
    expect(section.begin).toBeLessThanOrEqual(Math.max(extent.begin, first - SECTION_ROWS));
    expect(section.end).toBeGreaterThanOrEqual(Math.min(extent.end, first + SECTION_ROWS));
  },
);

test('the titles cover a row of what is seen at once', () => {
  expect(inSightOf(7, 0, 36)).toEqual({ first: 7, last: 7 });
  expect(inSightOf(7, 360, 36)).toEqual({ first: 7, last: 16 });
  expect(inSightOf(7, 361, 36)).toEqual({ first: 7, last: 17 });
});

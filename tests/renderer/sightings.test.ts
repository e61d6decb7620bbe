import { expect, test } from 'vitest';
import { isDue, viewOf } from '../../renderer/kiosk/sightings.ts';

test.each([
  ['no code', [], { kind: 'none' }],
  ['one code', ['a'], { kind: 'one', code: { text: 'a', structuredAppend: null } }],
  ['one code and its reflection', ['a', 'a'], { kind: 'one', code: { text: 'a', structuredAppend: null } }],
  ['two codes', ['a', 'b'], { kind: 'several' }],
  ['a code, its reflection and another', ['a', 'a', 'b'], { kind: 'several' }],
])('a frame with %s', (_case, texts, expected) => {
  expect(viewOf(texts.map((text) => ({ text, structuredAppend: null })))).toEqual(expected);
});

test('the first code is submitted at once', () => {
  expect(isDue(null, 'a', 0)).toBe(true);
});

test('the next visitor’s code is submitted at once', () => {
  expect(isDue({ text: 'a', atMs: 1000 }, 'b', 1001)).toBe(true);
});

test.each([
  ['one millisecond too soon', 1099, false],
  ['after a tenth of a second', 1100, true],
])('a code held still is submitted again %s: %s', (_case, nowMs, expected) => {
  expect(isDue({ text: 'a', atMs: 1000 }, 'a', nowMs)).toBe(expected);
});

import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { HELD_STILL_MS, MAX_TEXT_LENGTH, noteSighting, type Sightings } from '../../shared/scan.ts';

const NONE: Sightings = new Map();

/** Shows codes one after the other; tells of each whether it was a repeat. */
function show(...sightings: [string, number][]): boolean[] {
  let seen = NONE;
  return sightings.map(([text, at]) => {
    const noted = noteSighting(seen, text, at);
    seen = noted.seen;
    return noted.isRepeat;
  });
}

test('a code held still is one scan, however long it is held', () => {
  const held = Array.from({ length: 100 }, (_, i): [string, number] => ['A', i * 1000]);
  expect(show(...held)).toEqual([false, ...held.slice(1).map(() => true)]);
});

test.each([
  ['at the edge', HELD_STILL_MS, true],
  ['one millisecond beyond', HELD_STILL_MS + 1, false],
])('a code out of view is a repeat %s', (_case, later, expected) => {
  expect(show(['A', 0], ['A', later])).toEqual([false, expected]);
});

test('the next visitor’s code is taken at once', () => {
  expect(show(['A', 0], ['B', 1], ['C', 2])).toEqual([false, false, false]);
});

test('two codes in view by turns are one scan each', () => {
  expect(show(['A', 0], ['B', 66], ['A', 132], ['B', 198])).toEqual([false, false, true, true]);
});

test('texts that name parts of an object are codes like any other', () => {
  expect(show(['__proto__', 0], ['constructor', 1], ['__proto__', 2])).toEqual([false, false, true]);
});

test('what was seen before is not changed by a new sighting', () => {
  const before = new Map([['A', 0]]);
  noteSighting(before, 'B', 10_000);
  expect([...before]).toEqual([['A', 0]]);
});

property.prop([fc.array(fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.nat({ max: 5000 })))])(
  'only codes of the last three seconds are remembered',
  (steps) => {
    let [seen, now] = [NONE, 0];
    for (const [text, pause] of steps) {
      now += pause;
      const last = seen.get(text);
      const noted = noteSighting(seen, text, now);
      expect(noted.isRepeat).toBe(last !== undefined && now - last <= HELD_STILL_MS);
      seen = noted.seen;
      expect([...seen.values()].every((at) => now - at <= HELD_STILL_MS)).toBe(true);
    }
  },
);

test('the longest text is that of the largest symbol', () => {
  expect(MAX_TEXT_LENGTH).toBe(4296);
});

import { expect, test } from 'vitest';
import { startMeant } from '../../renderer/kiosk/use-meant.ts';

/** Something came at 10,000 ms. @returns which of the touches are meant for it */
function meantOf(touchesMs: readonly number[]): boolean[] {
  const meant = startMeant();
  const isBefore = (atMs: number): boolean => atMs < 10_000;
  touchesMs.filter(isBefore).forEach((atMs) => meant.touched(atMs));
  meant.came(10_000);
  return touchesMs.filter((atMs) => !isBefore(atMs)).map((atMs) => meant.touched(atMs));
}

test.each([
  ['one touch before anybody can have seen it', [10_249], [false]],
  ['one touch as soon as it can be seen', [10_250], [true]],
  ['one touch after somebody touched long before', [7000, 10_250], [true]],
  ['one touch after somebody touched a moment before', [7001, 10_699], [false]],
  ['the same, once nobody has touched for long enough', [7001, 10_700], [true]],
  ['taps in a row that was begun before', [9600, 10_000, 10_400, 10_800, 11_200], [false, false, false, false]],
  ['a tap after that row', [9600, 10_000, 10_400, 11_099, 11_799], [false, false, false, true]],
  ['all that follow what was meant', [10_250, 10_260, 10_270], [true, true, true]],
  ['a double touch that was too early', [10_100, 10_260, 10_960], [false, false, true]],
])('of what has come, it is told who means it: %s', (_case, touches, expected) => {
  expect(meantOf(touches)).toEqual(expected);
});

test('where nothing came, or it has gone again, everything is meant', () => {
  const meant = startMeant();
  expect(meant.touched(1)).toBe(true);
  meant.came(2);
  meant.gone();
  expect(meant.touched(3)).toBe(true);
});

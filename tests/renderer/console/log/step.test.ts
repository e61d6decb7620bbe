import { expect, test } from 'vitest';
import { stepOf } from '../../../../renderer/console/log/step.ts';

const TABLE = { inSight: 12, begin: 0, end: 100 };

test.each([
  ['ArrowDown', 5, 6],
  ['ArrowDown', 99, 99],
  ['ArrowUp', 5, 4],
  ['ArrowUp', 0, 0],
  ['PageDown', 5, 15],
  ['PageDown', 95, 99],
  ['PageUp', 15, 5],
  ['PageUp', 5, 0],
  ['Home', 50, 0],
  ['End', 50, 99],
  ['a', 50, null],
])('%s in row %i of 100, ten of them a page, leads to %s', (key, from, to) => {
  expect(stepOf(key, from, TABLE)).toBe(to);
});

test('where one began to read in the middle, rows before it are below zero', () => {
  const table = { inSight: 12, begin: -40, end: 60 };
  expect(stepOf('ArrowUp', 0, table)).toBe(-1);
  expect(stepOf('PageUp', -35, table)).toBe(-40);
  expect(stepOf('Home', 5, table)).toBe(-40);
  expect(stepOf('End', 5, table)).toBe(59);
});

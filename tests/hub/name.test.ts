import { expect, test } from 'vitest';
import { name } from '../../hub/name.ts';

test.each([
  ['spaces at its ends and doubled', '  North   gate ', 'North gate'],
  ['wide letters and the ideographic space', 'Ｇａｔｅ　１', 'Gate 1'],
  ['letters in two parts', 'Cafe\u0301', 'Café'],
  ['marks that are no part of one letter', 'ประตูที่ ๑'.normalize('NFKC'), 'ประตูที่ ๑'.normalize('NFKC')],
  ['64 characters', 'a'.repeat(64), 'a'.repeat(64)],
])('a name has one spelling: %s', (_what, said, taken) => {
  expect(name.parse(said)).toBe(taken);
});

test.each([
  ['65 characters', 'a'.repeat(65)],
  ['nothing but spaces', '   '],
  ['a mark without its letter', '\u0301a'],
  ['SQL', "'; drop table kiosk; --"],
  ['a NUL', 'a\0'],
])('a name is refused with %s', (_what, said) => {
  expect(name.safeParse(said).success).toBe(false);
});

import { expect, test } from 'vitest';
import { nationName } from '../../../shared/id-card/nations.ts';

test('the table has the 56 nations, other and foreign, each by another name', () => {
  const codes = Array.from({ length: 100 }, (_, i) => String(i).padStart(2, '0'));
  const known = codes.filter((code) => nationName(code) !== null);
  expect(known).toEqual([...codes.slice(1, 57), '97', '98']);
  expect(new Set(known.map(nationName)).size).toBe(58);
});

test.each([
  ['01', '汉'],
  ['15', '土家'],
  ['56', '基诺'],
  ['98', '外国血统'],
  ['1', null],
  ['00', null],
  ['57', null],
  ['', null],
  ['toString', null],
])('nation %j is %j', (code, name) => {
  expect(nationName(code)).toBe(name);
});

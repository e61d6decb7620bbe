import { expect, test } from 'vitest';
import { creditCheckCharacter, isCreditCode } from '../../../shared/company/credit-code.ts';
import { madeCreditCode } from './made-companies.ts';

test.each([
  ['a made-up one', madeCreditCode(7), true],
  // The example of GB 32100-2015, annex A: 91350100M000100Y4 with its check character 3.
  ['the standard’s own', '91350100M000100Y43', true],
  ['another check character', '91350100M000100Y44', false],
  ['two digits the other way around', '91350010M000100Y43', false],
  ['a letter that no code has', '91350100I000100Y43', false],
  ['small letters, which are made large before', '91350100m000100y43', false],
  ['17 characters', '91350100M000100Y4', false],
  ['nothing', '', false],
])('%s is judged by form and check character', (_case, code, expected) => {
  expect(isCreditCode(code)).toBe(expected);
});

test('every single wrong character is found', () => {
  const code = madeCreditCode(123_456);
  for (let i = 0; i < 17; i += 1) {
    const other = code.charAt(i) === '1' ? '2' : '1';
    expect(isCreditCode(code.slice(0, i) + other + code.slice(i + 1))).toBe(false);
  }
});

test('the check character of a sum without rest is 0', () => {
  expect(creditCheckCharacter('0'.repeat(17))).toBe('0');
});

import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { checkCharacter, isResidentId } from '../../../shared/credential/id-number.ts';

test.each([
  // The standard's own example numbers.
  ['11010519491231002X', true],
  ['440524188001010014', true],
  ['110105194912310020', false],
  ['11010519491231002x', false],
  ['11010519491231002', false],
  ['11010519491231002XX', false],
  [' 11010519491231002X', false],
  ['11010519491231002X\n', false],
  ['１１０１０５１９４９１２３１００２X', false],
  ['X1010519491231002X', false],
  ['', false],
])('%j is a resident’s number: %s', (text, expected) => {
  expect(isResidentId(text)).toBe(expected);
});

const first17 = fc.stringMatching(/^\d{17}$/u);

property.prop([first17, fc.nat({ max: 16 }), fc.integer({ min: 1, max: 9 })])(
  'one digit misread is always found out',
  (digits, at, by) => {
    const number = digits + checkCharacter(digits);
    expect(isResidentId(number)).toBe(true);
    const misread = String((Number(number.charAt(at)) + by) % 10);
    expect(isResidentId(number.slice(0, at) + misread + number.slice(at + 1))).toBe(false);
  },
);

property.prop([first17, fc.nat({ max: 15 })])('two neighbours changed about are always found out', (digits, at) => {
  const [a, b] = [digits.charAt(at), digits.charAt(at + 1)];
  const number = digits.slice(0, at) + b + a + digits.slice(at + 2) + checkCharacter(digits);
  expect(isResidentId(number)).toBe(a === b);
});

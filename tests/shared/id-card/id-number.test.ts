import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { birthDateOf, checkCharacter, dashed, isResidentId, sexOf } from '../../../shared/id-card/id-number.ts';

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

test.each([
  ['11010519491231002X', '1949-12-31', 'female'],
  ['440524188001010014', '1880-01-01', 'male'],
  ['110105200002290013', '2000-02-29', 'male'],
  ['110105190002290020', null, 'female'],
  ['110105194913310010', null, 'male'],
])('%s says born %s, %s', (number, birthDate, sex) => {
  expect(birthDateOf(number)).toBe(birthDate);
  expect(sexOf(number)).toBe(sex);
});

test.each([
  ['20240229', '2024-02-29'],
  ['20230229', null],
  ['00000000', null],
  ['2024022', null],
  ['202402290', null],
  ['2024-2-9', null],
  ['', null],
])('the day %j is %j', (text, expected) => {
  expect(dashed(text)).toBe(expected);
});

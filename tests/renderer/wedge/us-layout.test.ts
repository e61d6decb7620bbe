import { expect, test } from 'vitest';
import { charOf } from '../../../renderer/wedge/us-layout.ts';

const plain = { isShift: false, isCapsLock: false };
const shift = { isShift: true, isCapsLock: false };
const capsLock = { isShift: false, isCapsLock: true };
const both = { isShift: true, isCapsLock: true };

test.each([
  ['a letter', { key: 'a', code: 'KeyA', ...plain }, 'a'],
  ['a letter with Shift', { key: 'A', code: 'KeyA', ...shift }, 'A'],
  ['a letter under CapsLock, which the scanner knows nothing of', { key: 'A', code: 'KeyA', ...capsLock }, 'a'],
  ['a letter with Shift under CapsLock', { key: 'a', code: 'KeyA', ...both }, 'A'],
  ['a capital that a program typed without Shift', { key: 'H', code: 'KeyH', ...plain }, 'H'],
  ['a sign that a program typed without Shift', { key: ':', code: 'Semicolon', ...plain }, ':'],
  ['a colon', { key: ':', code: 'Semicolon', ...shift }, ':'],
  ['Z on a German layout', { key: 'Y', code: 'KeyZ', ...shift }, 'Z'],
  ['a slash on a German layout', { key: '-', code: 'Slash', ...plain }, '/'],
  ['1 on a French layout', { key: '&', code: 'Digit1', ...plain }, '1'],
  ['an exclamation mark on a French layout', { key: '1', code: 'Digit1', ...shift }, '!'],
  ['A on a French layout', { key: 'Q', code: 'KeyA', ...shift }, 'A'],
  ['a dead key', { key: 'Dead', code: 'Quote', ...plain }, "'"],
  ['a letter that an input method took', { key: 'Process', code: 'KeyN', ...shift }, 'N'],
  ['a full-width colon of a Chinese input method', { key: '：', code: 'Semicolon', ...shift }, ':'],
  ['a Cyrillic layout', { key: 'р', code: 'KeyH', ...plain }, 'h'],
  ['a digit of the keypad', { key: '7', code: 'Numpad7', ...plain }, '7'],
  ['a digit of the keypad without NumLock', { key: 'Home', code: 'Numpad7', ...plain }, '7'],
  ['the point of the keypad', { key: 'Delete', code: 'NumpadDecimal', ...plain }, '.'],
  ['a key without a place', { key: '绿', code: '', ...plain }, '绿'],
  ['a key of two code units without a place', { key: '𠮷', code: '', ...plain }, '𠮷'],
  ['a key by name without a place', { key: 'Unidentified', code: '', ...plain }, null],
  ['an F-key', { key: 'F5', code: 'F5', ...plain }, null],
  ['an arrow', { key: 'ArrowLeft', code: 'ArrowLeft', ...plain }, null],
])('what a scanner meant by %s', (_case, stroke, expected) => {
  expect(charOf(stroke)).toBe(expected);
});

test('every printable character of ASCII can be typed', () => {
  const codes = [
    ...Array.from({ length: 26 }, (_, i) => `Key${String.fromCharCode(65 + i)}`),
    ...Array.from({ length: 10 }, (_, i) => `Digit${i}`),
    ...['Space', 'Minus', 'Equal', 'BracketLeft', 'BracketRight', 'Backslash', 'Semicolon', 'Quote', 'Backquote'],
    ...['Comma', 'Period', 'Slash'],
  ];
  const typed = codes.flatMap((code) => [plain, shift].map((how) => charOf({ key: 'Process', code, ...how })));
  const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
  expect([...new Set(typed)].sort()).toEqual(ascii.sort());
});

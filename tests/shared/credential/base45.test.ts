import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { decodeBase45, encodeBase45 } from '../../../shared/credential/base45.ts';
import { fail, ok } from '../../../shared/result.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const ascii = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

/** RFC 9285 §4.3 and §4.4. */
const EXAMPLES: [string, string][] = [
  ['AB', 'BB8'],
  ['Hello!!', '%69 VD92EX0'],
  ['base-45', 'UJCLQE7W581'],
  ['ietf!', 'QED8WEX0'],
];

test.each(EXAMPLES)('the standard’s example %j is written %j', (plain, coded) => {
  expect(encodeBase45(ascii(plain))).toBe(coded);
});

test.each(EXAMPLES)('the standard’s example %j is read back from %j', (plain, coded) => {
  expect(decodeBase45(coded)).toEqual(ok(ascii(plain)));
});

test.each([
  ['nothing', '', []],
  ['the largest pair', 'FGW', [0xff, 0xff]],
  ['the largest single byte', 'U5', [0xff]],
  ['zero bytes, one and two', '00000', [0, 0, 0]],
])('%s is read', (_case, coded, bytes) => {
  expect(decodeBase45(coded)).toEqual(ok(Uint8Array.from(bytes)));
});

test.each([
  ['the largest group of three', ':::'],
  ['a pair of 65,536, one too many', 'GGW'],
  ['a pair far beyond two bytes', 'GGX'],
  ['a single byte of 256, one too many', 'V5'],
  ['the largest group of two', '::'],
  ['one character', 'A'],
  ['four characters', 'BB8A'],
  ['lower case', 'bb8'],
  ['one lower-case letter', 'BBb'],
  ['a line break at the end', 'BB8\n'],
  ['a line break inside', 'BB\n'],
  ['a tab', 'BB\t'],
  ['NUL', 'BB\0'],
  ['a sign that is not in the alphabet', 'BB_'],
  ['full-width letters', 'ＢＢ８'],
  ['the long s, whose capital is S', 'BB\u017f'],
  ['the Kelvin sign, whose small letter is k', 'BB\u212a'],
  ['half a surrogate pair', 'BB\ud83d'],
  ['a character whose code is 45 more than the table', 'BB\u0100'],
])('%s is refused', (_case, coded) => {
  expect(decodeBase45(coded)).toEqual(fail('base45-malformed'));
});

test('every group of two stands for one byte or is refused', () => {
  for (const [low, first] of Array.from(ALPHABET).entries()) {
    for (const [high, second] of Array.from(ALPHABET).entries()) {
      const value = low + 45 * high;
      const expected = value < 256 ? ok(Uint8Array.of(value)) : fail('base45-malformed');
      expect(decodeBase45(first + second)).toEqual(expected);
    }
  }
});

test('every pair of bytes has a text of its own', () => {
  const texts = new Set<string>();
  for (let value = 0; value < 65_536; value += 1) texts.add(encodeBase45(Uint8Array.of(value >> 8, value & 255)));
  expect(texts.size).toBe(65_536);
});

property.prop([fc.uint8Array({ maxLength: 300 })])('what was written is read back', (bytes) => {
  expect(decodeBase45(encodeBase45(bytes))).toEqual(ok(bytes));
});

property.prop([fc.string({ unit: fc.constantFrom(...Array.from(ALPHABET)), maxLength: 60 })])(
  'what is read would be written just so: no two texts mean the same bytes',
  (text) => {
    const read = decodeBase45(text);
    if (read.ok) expect(encodeBase45(read.value)).toBe(text);
  },
);

property.prop([fc.string({ unit: 'binary' })])('no text makes the reader throw', (text) => {
  expect(typeof decodeBase45(text).ok).toBe('boolean');
});

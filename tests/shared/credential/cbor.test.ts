import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { areEqual, decodeCbor, encodeCbor, isDeterministic } from '../../../shared/credential/cbor.ts';
import { fail, ok } from '../../../shared/result.ts';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const isExact = (text: string): boolean => {
  const item = decodeCbor(hex(text));
  return item.ok && isDeterministic(hex(text), item.value);
};

describe('from the table of RFC 8949, appendix A,', () => {
  test.each([
    ['00', 0],
    ['17', 23],
    ['1818', 24],
    ['1903e8', 1000],
    ['1a000f4240', 1_000_000],
    ['1b000000e8d4a51000', 1_000_000_000_000],
    ['20', -1],
    ['3903e7', -1000],
    ['f4', false],
    ['f6', null],
    ['6161', 'a'],
    ['62c3bc', 'ü'],
    ['63e6b0b4', '水'],
    ['64f0908591', '\u{10151}'],
    ['4401020304', hex('01020304')],
    ['83010203', [1, 2, 3]],
    ['a201020304', new Map([[1, 2] as const, [3, 4] as const])],
  ])('%s is read and written', (coded, value) => {
    expect(decodeCbor(hex(coded))).toEqual(ok(value));
    expect(Buffer.from(encodeCbor(value)).toString('hex')).toBe(coded);
  });
});

test.each([
  ['nothing at all', ''],
  ['an integer cut short', '19 03'],
  ['a byte string longer than the input', '44 0102'],
  ['a byte string that claims four gigabytes', '5a ffffffff 00'],
  ['an array that claims four thousand million items', '9a ffffffff 00'],
  ['a map that claims two to the 63rd entries', 'bb 7fffffffffffffff 00'],
  ['one byte after the item', '00 00'],
  ['two items', '8101 8101'],
  ['an array of indefinite length', '9f 01 ff'],
  ['a map of indefinite length', 'bf 01 02 ff'],
  ['bytes of indefinite length', '5f 41 00 ff'],
  ['text of indefinite length', '7f 61 61 ff'],
  ['a break by itself', 'ff'],
  ['0 in two bytes', '18 00'],
  ['23 in two bytes', '18 17'],
  ['255 in three bytes', '19 00ff'],
  ['65535 in five bytes', '1a 0000ffff'],
  ['4294967295 in nine bytes', '1b 00000000ffffffff'],
  ['-1 in two bytes', '38 00'],
  ['a length in more bytes than it needs', '58 01 00'],
  ['a text length in more bytes than it needs', '78 01 61'],
  ['an array length in more bytes than it needs', '98 01 00'],
  ['a map length in more bytes than it needs', 'b8 01 01 02'],
  ['the same key twice', 'a2 01 02 01 03'],
  ['the same text key twice', 'a2 6161 01 6161 02'],
  ['the same key twice, deeper', '81 a1 01 a2 05 06 05 06'],
  ['a map without its last value', 'a1 01'],
  ['a tag', 'c0 74 323031332d30332d32315432303a30343a30305a'],
  ['a tag within an array', '81 c1 00'],
  ['a bignum', 'c2 49 010000000000000000'],
  ['NaN', 'f9 7e00'],
  ['infinity', 'f9 7c00'],
  ['minus infinity', 'f9 fc00'],
  ['undefined', 'f7'],
  ['an integer beyond 53 bits', '1b 0020000000000000'],
  ['a negative integer beyond 53 bits', '3b 0020000000000000'],
  ['a simple value nobody assigned', 'f0'],
  ['a simple value in a form that is not allowed', 'f8 14'],
  ['reserved additional information 28', '1c'],
  ['reserved additional information 30', '5e'],
])('%s is malformed', (_case, coded) => {
  expect(decodeCbor(hex(coded))).toEqual(fail('cbor-malformed'));
});

test.each([17, 2_000, 50_000])('an array %i levels deep is too deep', (depth) => {
  const nested = new Uint8Array(depth + 1).fill(0x81);
  nested[depth] = 0;
  expect(decodeCbor(nested)).toEqual(fail('cbor-too-deep'));
});

test.each(['__proto__', 'constructor', 'prototype', 'toString'])('a key named %s is a key like any other', (key) => {
  const coded = encodeCbor(new Map([[key, new Map([['isAdmin', true]])]]));
  const read = decodeCbor(coded);
  expect(read.ok && read.value instanceof Map && [...read.value.keys()]).toEqual([key]);
  expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false);
});

describe('the one deterministic encoding', () => {
  test.each([
    ['keys in order', 'a2 01 00 04 00', true],
    ['keys out of order', 'a2 04 00 01 00', false],
    ['negative keys after positive ones', 'a2 01 00 20 00', true],
    ['negative keys before positive ones', 'a2 20 00 01 00', false],
    ['a short text key before a longer one', 'a2 6162 00 626161 00', true],
    ['keys in order of the alphabet, not of their bytes', 'a2 626161 00 6162 00', false],
    ['an inner map out of order', '81 a2 04 00 01 00', false],
    ['a whole number written as a float', 'f9 3c00', false],
    ['a whole number written as a double', 'fb 3ff0000000000000', false],
    ['minus zero', 'f9 8000', false],
    ['a half in the shortest float', 'f9 3800', true],
    ['a half in a longer float than it needs', 'fa 3f000000', false],
    ['text that is no UTF-8', '61 ff', false],
    ['text with an overlong slash', '62 c0af', false],
    ['text with half a surrogate pair', '63 eda080', false],
    ['text that stops in the middle of a character', '62 e6b0', false],
    ['text that is no UTF-8, in a key', 'a1 61ff 00', false],
    ['text that is no UTF-8, longer than the decoder’s own fast path', `78 40 ${'61'.repeat(63)}ff`, false],
    ['text beyond Unicode', '64 f4908080', false],
    ['the replacement character itself', '63 efbfbd', true],
    ['text of four-byte characters', '64 f0a0aeb7', true],
  ])('%s: %s is it %s', (_case, coded, expected) => {
    expect(isExact(coded)).toBe(expected);
  });

  test.each(['a2 a0 00 a1 00 00 00', 'a2 80 00 81 00 00', 'a2 a0 00 01 00', 'a1 f9 3800 00'])(
    'keys without an order of their own do not make it throw: %s',
    (coded) => {
      expect(isExact(coded)).toBeTypeOf('boolean');
    },
  );
});

const anyItem: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  item: fc.oneof(
    { maxDepth: 4 },
    fc.integer(),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.string({ unit: 'grapheme' }),
    fc.uint8Array({ maxLength: 40 }),
    fc.array(tie('item'), { maxLength: 5 }),
    fc
      .uniqueArray(fc.tuple(fc.integer(), tie('item')), { maxLength: 5, selector: ([key]) => key })
      .map((pairs) => new Map(pairs)),
  ),
})).item;

property.prop([anyItem])('what was written is read back, and is the deterministic encoding', (item) => {
  const coded = encodeCbor(item);
  const read = decodeCbor(coded);
  expect(read.ok).toBe(true);
  if (!read.ok) return;
  expect(areEqual(encodeCbor(read.value), coded)).toBe(true);
  expect(isDeterministic(coded, read.value)).toBe(true);
});

property.prop([fc.uint8Array({ maxLength: 100 })], { numRuns: 5000 })('no bytes make the reader throw', (bytes) => {
  const read = decodeCbor(bytes);
  if (read.ok) expect(typeof isDeterministic(bytes, read.value)).toBe('boolean');
});

test.each([
  [[], [], true],
  [[1], [1], true],
  [[1], [2], false],
  [[1], [1, 0], false],
  [[1, 0], [1], false],
])('%j and %j: the same bytes %s', (a, b, expected) => {
  expect(areEqual(Uint8Array.from(a), Uint8Array.from(b))).toBe(expected);
});

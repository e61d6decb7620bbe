import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { base32 } from '../../../scripts/foreign-codes.ts';
import { BASE32, BASE64URL, decodeRadix, encodeBase64Url } from '../../../shared/credential/radix.ts';
import { fail, ok } from '../../../shared/result.ts';

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

describe('the test vectors of RFC 4648 §10', () => {
  test.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('base32 of %j', (text, coded) => {
    expect(decodeRadix(coded, BASE32)).toEqual(ok(bytesOf(text)));
  });

  test.each([
    ['', ''],
    ['f', 'Zg'],
    ['fo', 'Zm8'],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg'],
    ['fooba', 'Zm9vYmE'],
    ['foobar', 'Zm9vYmFy'],
  ])('base64url of %j', (text, coded) => {
    expect(decodeRadix(coded, BASE64URL)).toEqual(ok(bytesOf(text)));
    expect(encodeBase64Url(bytesOf(text))).toBe(coded);
  });
});

describe('what no encoder writes is refused', () => {
  test.each([
    ['a spare bit', 'MZ', BASE32],
    ['a character more than the bytes need', 'A', BASE32],
    ['three characters', 'MZX', BASE32],
    ['six characters', 'MZXW6Y', BASE32],
    ['padding', 'MY======', BASE32],
    ['small letters', 'my', BASE32],
    ['a digit that is not there', 'M1', BASE32],
    ['a blank', 'MY ', BASE32],
    ['a letter beyond ASCII', 'MÜ', BASE32],
    ['a spare bit', 'Zh', BASE64URL],
    ['one character', 'Z', BASE64URL],
    ['five characters', 'Zm9vY', BASE64URL],
    ['plus and slash', 'Zm+/', BASE64URL],
  ])('%s: %j', (_case, coded, radix) => {
    expect(decodeRadix(coded, radix)).toEqual(fail('radix-malformed'));
  });
});

property.prop([fc.uint8Array({ maxLength: 200 })])('bytes come back as they were', (bytes) => {
  expect(decodeRadix(base32(bytes), BASE32)).toEqual(ok(bytes));
  expect(encodeBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
  expect(decodeRadix(encodeBase64Url(bytes), BASE64URL)).toEqual(ok(bytes));
});

property.prop([fc.string({ unit: 'binary-ascii', maxLength: 12 })])(
  'each byte string is written in one way only',
  (text) => {
    const read = decodeRadix(text, BASE64URL);
    if (read.ok) expect(encodeBase64Url(read.value)).toBe(text);
  },
);

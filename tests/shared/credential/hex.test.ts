import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { fromHex, toHex } from '../../../shared/credential/hex.ts';

property.prop([fc.uint8Array()])('bytes written in hex are read back', (bytes) => {
  expect(toHex(bytes)).toBe(Buffer.from(bytes).toString('hex'));
  expect(fromHex(toHex(bytes))).toEqual(bytes);
});

test.each([
  ['', []],
  ['00ff', [0, 255]],
  ['AbCd', [0xab, 0xcd]],
])('%j is read', (text, bytes) => {
  expect(fromHex(text)).toEqual(Uint8Array.from(bytes));
});

test.each(['0', 'abc', '0g', '0x00', ' 00', '00 ', '00\n', '-1', '００'])('%j is not hex', (text) => {
  expect(fromHex(text)).toBeUndefined();
});

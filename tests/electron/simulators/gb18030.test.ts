import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { encodeGb18030 } from '../../../electron/simulators/gb18030.ts';
import { bytesOf } from './at-hand.ts';

test('known signs have their known bytes', () => {
  expect(encodeGb18030('A健康码')).toEqual(Uint8Array.from(bytesOf('41 BD A1 BF B5 C2 EB')));
  expect(encodeGb18030('\u0080')).toEqual(Uint8Array.from(bytesOf('81 30 81 30')));
  expect(encodeGb18030('\u{10000}')).toEqual(Uint8Array.from(bytesOf('90 30 81 30')));
});

test.prop([fc.string({ unit: 'binary' })])('what is encoded decodes to itself', (text) => {
  // Some signs of the private area have no way back in the decoder's table.
  fc.pre(!/[\uE5E5\uE7C7\uE81E-\uE864\uD800-\uDFFF\uFFFD\u20AC]/u.test(text));
  expect(new TextDecoder('gb18030', { ignoreBOM: true }).decode(encodeGb18030(text))).toBe(text);
});

import { expect, test } from 'vitest';
import { decodePayload } from '../../../shared/qr/payload.ts';

test.each([
  ['ASCII is UTF-8', [0x48, 0x43, 0x31, 0x3a], { text: 'HC1:', encoding: 'utf-8' }],
  ['UTF-8 comes first', [0xe5, 0xbc, 0xa0], { text: '张', encoding: 'utf-8' }],
  ['a byte-order mark is dropped', [0xef, 0xbb, 0xbf, 0x41], { text: 'A', encoding: 'utf-8' }],
  ['what is not UTF-8 is GB18030', [0xd5, 0xc5, 0xc8, 0xfd], { text: '张三', encoding: 'gb18030' }],
  ['four-byte GB18030 is known', [0x81, 0x39, 0xee, 0x39], { text: '㐀', encoding: 'gb18030' }],
  ['over-long UTF-8 is not UTF-8', [0xc0, 0xaf], { text: '蜡', encoding: 'gb18030' }],
  ['what is neither keeps one character a byte', [0xff, 0xfe, 0x41], { text: 'ÿþA', encoding: 'latin-1' }],
  ['nothing is an empty text', [], { text: '', encoding: 'utf-8' }],
])('%s', (_case, bytes, expected) => {
  expect(decodePayload(Uint8Array.from(bytes))).toEqual(expected);
});

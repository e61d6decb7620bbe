import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { hasCrc, withCrc } from '../../../shared/device/modbus.ts';
import { bytesOf } from '../stream-kit.ts';

test.each([
  ['01 05 00 00 FF 00', '01 05 00 00 FF 00 8C 3A'],
  ['01 05 00 00 00 00', '01 05 00 00 00 00 CD CA'],
  ['01 03 00 00 00 01', '01 03 00 00 00 01 84 0A'],
  ['01 04 00 00 00 01', '01 04 00 00 00 01 31 CA'],
  // The check value of CRC-16/MODBUS in the catalogue of CRCs: 4B37, sent low byte first.
  ['31 32 33 34 35 36 37 38 39', '31 32 33 34 35 36 37 38 39 37 4B'],
])('%s with its CRC is %s', (frame, expected) => {
  expect(withCrc(...bytesOf(frame))).toEqual(bytesOf(expected));
});

property.prop([fc.uint8Array({ minLength: 1, maxLength: 32 }), fc.nat(), fc.integer({ min: 1, max: 255 })])(
  'a byte that was changed is found out',
  (frame, at, by) => {
    const sent = withCrc(...frame);
    expect(hasCrc(sent, 0, sent.length)).toBe(true);
    const place = at % sent.length;
    sent[place] = (sent[place] ?? 0) ^ by;
    expect(hasCrc(sent, 0, sent.length)).toBe(false);
  },
);

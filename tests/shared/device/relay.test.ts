import { describe, expect, test } from 'vitest';
import { RELAYS } from '../../../shared/device/relay.ts';
import { bytesOf } from '../stream-kit.ts';

test.each([
  [1, true, 'A0 01 01 A2'],
  [1, false, 'A0 01 00 A1'],
  [2, true, 'A0 02 01 A3'],
  [2, false, 'A0 02 00 A2'],
  [95, true, 'A0 5F 01 00'],
  [255, true, 'A0 FF 01 A0'],
])('an LC board’s channel %i, on: %s, is %s', (channel, isOn, hex) => {
  expect(RELAYS['lc-relay'].encode(channel, isOn)).toEqual(bytesOf(hex));
});

test.each([
  [1, true, 1, '01 05 00 00 FF 00 8C 3A'],
  [1, false, 1, '01 05 00 00 00 00 CD CA'],
  [2, true, 1, '01 05 00 01 FF 00 DD FA'],
  [1, true, 17, '11 05 00 00 FF 00 8E AA'],
  // The example that introductions to Modbus print: coil 173 of unit 17.
  [173, true, 17, '11 05 00 AC FF 00 4E 8B'],
])('a Modbus board’s channel %i, on: %s, of unit %i, is %s', (channel, isOn, unit, hex) => {
  expect(RELAYS['modbus-relay'].encode(channel, isOn, unit)).toEqual(bytesOf(hex));
});

test('who names no unit means the first', () => {
  expect(RELAYS['modbus-relay'].encode(1, true)).toEqual(RELAYS['modbus-relay'].encode(1, true, 1));
});

test.each<[keyof typeof RELAYS, number, number]>([
  ['lc-relay', 0, 1],
  ['lc-relay', 256, 1],
  ['lc-relay', 1.5, 1],
  ['modbus-relay', 0, 1],
  ['modbus-relay', 65_537, 1],
  ['modbus-relay', 1, 0],
  ['modbus-relay', 1, 248],
  ['modbus-relay', NaN, 1],
])('%s has no channel %d of unit %d', (driver, channel, unit) => {
  expect(() => RELAYS[driver].encode(channel, true, unit)).toThrow(RangeError);
});

test('an LC board is never waited for', () => {
  const { encode, check } = RELAYS['lc-relay'];
  expect(check(encode(1, true), new Uint8Array(0))).toEqual({ state: 'done' });
});

describe('a Modbus board that was told to switch on', () => {
  const request = bytesOf('01 05 00 00 FF 00 8C 3A');

  test.each([
    ['nothing yet', '', { state: 'waiting' }],
    ['half an echo', '01 05 00 00', { state: 'waiting' }],
    ['an echo but for its last byte', '01 05 00 00 FF 00 8C', { state: 'waiting' }],
    ['the echo', '01 05 00 00 FF 00 8C 3A', { state: 'done' }],
    ['the echo behind garbage', '00 01 01 05 01 05 00 00 FF 00 8C 3A', { state: 'done' }],
    ['the echo of switching off', '01 05 00 00 00 00 CD CA', { state: 'waiting' }],
    ['the echo of another board', '02 05 00 00 FF 00 8C 09', { state: 'waiting' }],
    ['an echo with a bit turned', '01 05 00 00 FF 00 8C 3B', { state: 'waiting' }],
    ['that there is no such coil', '01 85 02 C3 51', { state: 'refused', exception: 2 }],
    ['that it has failed, behind garbage', 'FF 01 85 04 43 53', { state: 'refused', exception: 4 }],
    ['half a refusal', '01 85 02 C3', { state: 'waiting' }],
    ['a refusal with a wrong CRC', '01 85 02 C3 52', { state: 'waiting' }],
    ['the refusal of another board', '02 85 02 33 51', { state: 'waiting' }],
  ])('has said %s', (_case, hex, expected) => {
    expect(RELAYS['modbus-relay'].check(request, bytesOf(hex))).toEqual(expected);
  });
});

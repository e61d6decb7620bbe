import { expect, test } from 'vitest';
import { makeThermometer, type ThermometerOptions } from '../../../electron/simulators/thermometer.ts';
import { atHand, bytesOf, type AtHand } from './at-hand.ts';

function thermometer(options: Partial<ThermometerOptions> = {}): AtHand {
  const usual = { driver: 'modbus', unit: 1, scale: 10, holdMs: 60_000 } as const;
  return atHand((its) => makeThermometer({ ...usual, ...options }, its));
}

test('an ASCII thermometer speaks by itself', () => {
  const { device, ask } = thermometer({ driver: 'ascii' });
  device.obey({ do: 'measure', celsius: 36.6 });
  device.obey({ do: 'measure', line: 'Lo' });
  expect(ask('').map((hex) => bytesOf(hex).toString())).toEqual(['T=36.6C\r\n', 'Lo\r\n']);
});

test.each([
  ['holding register', '01 03 00 00 00 01 84 0A', '01 03 02 01 6E 38 38'],
  ['input register', '01 04 00 00 00 01 31 CA', '01 04 02 01 6E 39 4C'],
])('a Modbus thermometer that is asked for its %s says tenths of a degree', (_which, request, answer) => {
  const { device, ask } = thermometer();
  device.obey({ do: 'measure', celsius: 36.6 });
  expect(ask(request)).toEqual([answer]);
});

test('the register is 0 where nobody stands there', () => {
  expect(thermometer().ask('01 03 00 00 00 01 84 0A')).toEqual(['01 03 02 00 00 B8 44']);
});

test.each([
  ['another unit', '02 03 00 00 00 01 84 39', []],
  ['another function', '01 06 00 00 00 01 48 0A', ['01 86 01 83 A0']],
  ['no registers', '01 03 00 00 00 00 45 CA', ['01 83 03 01 31']],
])('%s is answered as Modbus says', (_case, request, answers) => {
  expect(thermometer().ask(request)).toEqual(answers);
});

test('a request with a wrong CRC is not heard, the next one is', () => {
  const { ask, events } = thermometer();
  expect(ask('01 03 00 00 00 01 84 0B 01 03 00 00 00 01 84 0A')).toHaveLength(1);
  expect(events()).toEqual(['not-understood', 'asked', 'answered']);
});

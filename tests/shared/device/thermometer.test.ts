import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { ThermometerDriver } from '../../../shared/device/device.ts';
import { READ_INPUT_REGISTERS, withCrc } from '../../../shared/device/modbus.ts';
import { encodeReadRegister, THERMOMETERS, type Readings } from '../../../shared/device/thermometer.ts';
import { fail, ok } from '../../../shared/result.ts';
import { bytesOf, cutAt, latin1 } from '../stream-kit.ts';

function read(driver: ThermometerDriver, ...chunks: Uint8Array[]): Readings {
  return chunks.reduce<Readings>(
    (before, chunk) => {
      const { readings, held } = THERMOMETERS[driver].read(before.held, chunk);
      return { readings: [...before.readings, ...readings], held };
    },
    { readings: [], held: new Uint8Array(0) },
  );
}

describe('a line is a temperature:', () => {
  test.each([
    ['T=36.5C\r\n', 36.5],
    ['T=36.5\r', 36.5],
    ['t=36.5c\n', 36.5],
    ['T:+036.5\r\n', 36.5],
    ['+036.5\r\n', 36.5],
    ['36.5\r\n', 36.5],
    ['36,5 C\r\n', 36.5],
    ['TEMP: 36.5 C\r\n', 36.5],
    ['Body = 36.50\r\n', 36.5],
    [' 36.5 \r\n', 36.5],
    ['T=36.5\xb0C\r\n', 36.5],
    // The one character for degrees Celsius, in UTF-8 and in GB18030.
    ['T=36.5\xe2\x84\x83\r\n', 36.5],
    ['T=36.5\xa1\xe6\r\n', 36.5],
    ['T=37.24\r\n', 37.2],
    ['T=37.25\r\n', 37.3],
    ['T=30.0\r\n', 30],
    ['T=45.0\r\n', 45],
  ])('%j is %d', (line, celsius) => {
    expect(read('ascii', latin1(line))).toEqual({ readings: [ok(celsius)], held: new Uint8Array(0) });
  });
});

describe('a line is none:', () => {
  test.each<[string, string]>([
    ['T=29.9C\r\n', 'temperature-implausible'],
    ['T=45.1C\r\n', 'temperature-implausible'],
    ['T=097.7\r\n', 'temperature-implausible'],
    ['T=00.0\r\n', 'temperature-implausible'],
    ['T=97.7F\r\n', 'thermometer-garbled'],
    ['T=-36.5C\r\n', 'thermometer-garbled'],
    ['TA=36.5C\r\n', 'thermometer-garbled'],
    ['AMB=36.5C\r\n', 'thermometer-garbled'],
    ['T=36.5C TA=24.0C\r\n', 'thermometer-garbled'],
    ['T=36.\r\n', 'thermometer-garbled'],
    ['T=36\r\n', 'thermometer-garbled'],
    ['T=6.5C\r\n', 'thermometer-garbled'],
    ['T=36.555\r\n', 'thermometer-garbled'],
    ['T=3 6.5\r\n', 'thermometer-garbled'],
    ['T=LO\r\n', 'thermometer-garbled'],
    ['36.536.6\r\n', 'thermometer-garbled'],
    [`${' '.repeat(61)}36.5\r\n`, 'thermometer-garbled'],
  ])('%j is %s', (line, fault) => {
    expect(read('ascii', latin1(line)).readings).toEqual([fail(fault)]);
  });

  test('before its end has come', () => {
    expect(read('ascii', latin1('T=36.5'))).toEqual({ readings: [], held: latin1('T=36.5') });
  });
});

test('a thermometer that never ends its line is not remembered, and garbled when it does', () => {
  const { readings, held } = read('ascii', ...Array.from({ length: 1000 }, () => latin1('T=36.5'.repeat(100))));
  expect(readings).toEqual([]);
  expect(held.length).toBeLessThan(100);
  expect(read('ascii', held, latin1('\rT=36.6\r')).readings).toEqual([fail('thermometer-garbled'), ok(36.6)]);
});

test('lines speak without being asked, registers are asked for', () => {
  expect(THERMOMETERS.ascii.poll).toBe(null);
  expect(THERMOMETERS.modbus.poll).toEqual(bytesOf('01 03 00 00 00 01 84 0A'));
});

test('a register of another unit, read by the other function', () => {
  expect(encodeReadRegister(17, 0x1234, READ_INPUT_REGISTERS)).toEqual(withCrc(17, 4, 0x12, 0x34, 0, 1));
});

describe('a register says', () => {
  test.each([
    ['36.5', '01 03 02 01 6D 78 39', ok(36.5)],
    ['36.5, by the other function', '01 04 02 01 6D 79 4D', ok(36.5)],
    ['30.0', '01 03 02 01 2C B8 09', ok(30)],
    ['45.0', '01 03 02 01 C2 38 45', ok(45)],
    ['29.9, which nobody has', '01 03 02 01 2B F9 CB', fail('temperature-implausible')],
    ['45.1, which nobody has', '01 03 02 01 C3 F9 85', fail('temperature-implausible')],
    ['less than nothing', '01 03 02 FF FF B9 F4', fail('temperature-implausible')],
    ['that it has none', '01 83 02 C0 F1', fail('thermometer-refused')],
    ['that the other function has none', '01 84 02 C2 C1', fail('thermometer-refused')],
  ])('%s', (_case, hex, reading) => {
    expect(read('modbus', bytesOf(hex))).toEqual({ readings: [reading], held: new Uint8Array(0) });
  });

  test.each([
    ['behind garbage', '00 FF 01 01 03 02 01 6D 78 39', [ok(36.5)]],
    ['behind one with a wrong CRC', '01 03 02 01 6D 78 38 01 03 02 01 6E 38 38', [ok(36.6)]],
    ['twice in a chunk', '01 03 02 01 6D 78 39 01 03 02 01 6E 38 38', [ok(36.5), ok(36.6)]],
    ['nothing of two registers', '01 03 04 01 6D 01 6E EA 6E', []],
    ['nothing of another unit', '02 03 02 01 6D 3C 39', []],
    ['nothing of another function', '01 06 00 00 00 01 48 0A', []],
    ['nothing yet', '01 03 02 01 6D 78', []],
  ])('a temperature %s', (_case, hex, readings) => {
    expect(read('modbus', bytesOf(hex)).readings).toEqual(readings);
  });
});

const part = {
  ascii: fc.constantFrom('T=36.5C\r\n', '36.6\r', 'T=3', '\n', 'TA=20.0\r\n', 'x'.repeat(70)).map(latin1),
  modbus: fc.oneof(
    fc.nat({ max: 0xffff }).map((tenths) => withCrc(1, 3, 2, tenths >> 8, tenths & 255)),
    fc.constantFrom('01', '01 03', '01 83 02 C0 F1', '01 03 02').map(bytesOf),
    fc.uint8Array({ maxLength: 5 }),
  ),
};

property.prop([
  fc.constantFrom('ascii' as const, 'modbus' as const).chain((driver) =>
    fc.tuple(
      fc.constant(driver),
      fc.array(part[driver], { maxLength: 10 }).map((parts) => Uint8Array.from(parts.flatMap((p) => Array.from(p)))),
    ),
  ),
  fc.array(fc.nat(), { maxLength: 30 }),
])('a thermometer says the same wherever what it sends is cut', ([driver, stream], places) => {
  const { readings, held } = read(driver, ...cutAt(stream, places));
  expect(readings).toEqual(read(driver, stream).readings);
  expect(held.length).toBeLessThan(driver === 'ascii' ? 66 : 7);
});

import { z } from 'zod';
import { LINE_FAULTS } from './faults.ts';
import { encodeException, encodeModbus, EXCEPTION, FUNCTION, takeModbus, type ModbusRequest } from './modbus.ts';
import type { Device, Surroundings } from './simulator.ts';

export const THERMOMETER_DRIVERS = ['ascii', 'modbus'] as const;

export interface ThermometerOptions {
  /** `ascii`: speaks by itself, a line each measurement. `modbus`: is asked for a register. */
  readonly driver: (typeof THERMOMETER_DRIVERS)[number];
  /** Of Modbus. */
  readonly unit: number;
  /** Of Modbus: parts of a degree in the register. */
  readonly scale: number;
  /** Of Modbus: how long a measurement stays in the register; then it is 0, nobody stands there. */
  readonly holdMs: number;
}

const ORDER = z.union([
  z.strictObject({ do: z.literal('measure'), celsius: z.number().min(-50).max(300) }),
  z.strictObject({ do: z.literal('measure'), line: z.string() }),
]);

/** Unit and function of an answer, its length, its registers. */
const REGISTER_BYTES = 2;
const MAX_REGISTERS = 125;

/** An infrared thermometer. */
export function makeThermometer(options: ThermometerOptions, { tell, send }: Surroundings): Device {
  let held: Uint8Array = new Uint8Array();
  let celsius = 0;
  let goneAt = 0;
  const measure = (line: string | null, value: number): void => {
    celsius = value;
    goneAt = performance.now() + options.holdMs;
    if (options.driver === 'modbus') {
      tell('measured', { celsius });
      return;
    }
    send(Buffer.from(`${line ?? `T=${value.toFixed(1)}C`}\r\n`, 'latin1'), () => {
      tell('measured', line === null ? { celsius } : {});
    });
  };
  const answer = (request: ModbusRequest): void => {
    if (request.unit !== options.unit) return;
    tell('asked', { what: 'registers', address: request.address, count: request.value });
    const tenths = performance.now() < goneAt ? Math.round(celsius * options.scale) : 0;
    send(registers(request, tenths), () => {
      tell('answered', { what: 'registers', value: tenths });
    });
  };
  return {
    faults: LINE_FAULTS,
    hear(bytes) {
      if (options.driver === 'ascii') {
        tell('not-understood', { bytes: bytes.length });
        return;
      }
      const { requests, rest, skipped } = takeModbus(Buffer.concat([held, bytes]));
      held = rest;
      if (skipped > 0) tell('not-understood', { bytes: skipped });
      for (const request of requests) answer(request);
    },
    unplugged() {
      held = new Uint8Array();
      goneAt = 0;
    },
    obey(value) {
      const order = ORDER.safeParse(value);
      if (!order.success) return order.error;
      if ('line' in order.data) measure(order.data.line, 0);
      else measure(null, order.data.celsius);
      return null;
    },
    run: () => Promise.resolve(),
  };
}

/** The temperature is in the first register that is asked for, whichever it is; the rest are 0. */
function registers(request: ModbusRequest, value: number): Uint8Array {
  const { function: code, value: count } = request;
  if (code !== FUNCTION.READ_HOLDING && code !== FUNCTION.READ_INPUT) {
    return encodeException(request, EXCEPTION.function);
  }
  if (count < 1 || count > MAX_REGISTERS) return encodeException(request, EXCEPTION.value);
  const data = new Array<number>(count * REGISTER_BYTES).fill(0);
  data[0] = (value >> 8) & 0xff;
  data[1] = value & 0xff;
  return encodeModbus(request.unit, [code, data.length, ...data]);
}

import { joined } from '../bytes.ts';
import { fail, ok, type Result } from '../result.ts';
import type { ThermometerDriver } from './device.ts';
import { CRC_BYTES, EXCEPTION, hasCrc, READ_HOLDING_REGISTERS, READ_INPUT_REGISTERS, withCrc } from './modbus.ts';

/**
 * Thermometers on a serial line. Every maker has frames of its own; these two are the commonest and examples of how one is
 * added: a line here, and its name in {@link ThermometerDriver}.
 */
export interface ThermometerFrames {
  /** What asks it for a temperature; `null`: it speaks when it has measured. */
  readonly poll: Uint8Array | null;
  /** Finds the temperatures in what was held and what came; what is held is always less than one frame. */
  readonly read: (held: Uint8Array, chunk: Uint8Array) => Readings;
}

export interface Readings {
  readonly readings: readonly Result<number, ThermometerFault>[];
  readonly held: Uint8Array;
}

/** Why what a thermometer sent is no temperature of a person. */
export type ThermometerFault =
  /** Outside {@link MIN_CELSIUS} to {@link MAX_CELSIUS}: the room, an object, nobody there. */
  | 'temperature-implausible'
  /** Whole, and not of a form that is known. */
  | 'thermometer-garbled'
  /** It said that it cannot (a Modbus exception). */
  | 'thermometer-refused';

/** Both are plausible still: skin in the cold, and more than any fever. */
const MIN_CELSIUS = 30;
const MAX_CELSIUS = 45;

const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;

/** Far above any line that has a temperature in it. */
const MAX_LINE_BYTES = 64;

/**
 * A number with one or two decimals, with or without the name of a person's temperature before and C after it. Other names
 * (Ta, AMB: the room's) and °F are not guessed at.
 */
const LINE = /^(?:(?:T|TB|BT|TEMP|TEMPERATURE|BODY|TBODY) *[=:] *)?(\+?\d{2,3}[.,]\d{1,2}) *(?:C|DEG ?C)?$/iu;

/** The Modbus example: unit 1, one register at 0, tenths of a degree. */
const UNIT = 1;
const REGISTER = 0;
/** Unit, function, count of bytes, the register, CRC. */
const ANSWER_BYTES = 7;
/** Unit, function, code, CRC. */
const EXCEPTION_BYTES = 3 + CRC_BYTES;

/** The request to read one register: `01 03 00 00 00 01 84 0A` is that of unit 1, register 0. */
export function encodeReadRegister(
  unit: number,
  register: number,
  readFunction: typeof READ_HOLDING_REGISTERS | typeof READ_INPUT_REGISTERS = READ_HOLDING_REGISTERS,
): Uint8Array {
  return withCrc(unit, readFunction, register >> 8, register & 0xff, 0, 1);
}

export const THERMOMETERS: Readonly<Record<ThermometerDriver, ThermometerFrames>> = {
  ascii: { poll: null, read: readLines },
  modbus: { poll: encodeReadRegister(UNIT, REGISTER), read: readRegisters },
};

/** Lines such as `T=36.5C`, `+036.5` or `36,5 ℃`, ended by CR, LF or both. */
function readLines(held: Uint8Array, chunk: Uint8Array): Readings {
  const bytes = joined(held, chunk);
  const readings: Result<number, ThermometerFault>[] = [];
  let from = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] !== CARRIAGE_RETURN && bytes[at] !== LINE_FEED) continue;
    if (at > from) readings.push(lineReading(bytes.subarray(from, at)));
    from = at + 1;
  }
  // Of a line that is too long its end is kept: garbage enough to make it garbled, whatever comes after.
  return { readings, held: bytes.slice(Math.max(from, bytes.length - MAX_LINE_BYTES - 1)) };
}

function lineReading(line: Uint8Array): Result<number, ThermometerFault> {
  if (line.length > MAX_LINE_BYTES) return fail('thermometer-garbled');
  // What is not ASCII is the sign for degrees, in whatever encoding.
  const text = String.fromCharCode(...line.filter((byte) => byte < 0x80)).trim();
  const number = LINE.exec(text)?.[1];
  return number === undefined ? fail('thermometer-garbled') : plausible(Number(number.replace(',', '.')));
}

/** Answers to {@link encodeReadRegister} and exceptions, wherever they begin. */
function readRegisters(held: Uint8Array, chunk: Uint8Array): Readings {
  const bytes = joined(held, chunk);
  const readings: Result<number, ThermometerFault>[] = [];
  let at = 0;
  while (at < bytes.length) {
    const length = frameLength(bytes, at);
    if (length > bytes.length - at) break;
    const isFrame = length > 0 && hasCrc(bytes, at, at + length);
    if (isFrame) readings.push(registerReading(bytes.subarray(at, at + length)));
    at += isFrame ? length : 1;
  }
  return { readings, held: bytes.slice(at) };
}

/** How long the frame is that may begin here, as long as it looks like one; 0: none does. */
function frameLength(bytes: Uint8Array, at: number): number {
  const [unit, answered, count] = bytes.subarray(at, at + 3);
  if (unit !== UNIT) return 0;
  if (answered === undefined) return EXCEPTION_BYTES;
  const isRead = (code: number): boolean => code === READ_HOLDING_REGISTERS || code === READ_INPUT_REGISTERS;
  if (isRead(answered - EXCEPTION)) return EXCEPTION_BYTES;
  return isRead(answered) && (count === undefined || count === 2) ? ANSWER_BYTES : 0;
}

function registerReading(frame: Uint8Array): Result<number, ThermometerFault> {
  if (frame.length === EXCEPTION_BYTES) return fail('thermometer-refused');
  return plausible(((frame[3] ?? 0) * 256 + (frame[4] ?? 0)) / 10);
}

/** In tenths, as people and rules say temperatures, halves upwards: the nearest to a fever. */
function plausible(measured: number): Result<number, ThermometerFault> {
  const celsius = Math.round(measured * 10) / 10;
  return celsius >= MIN_CELSIUS && celsius <= MAX_CELSIUS ? ok(celsius) : fail('temperature-implausible');
}

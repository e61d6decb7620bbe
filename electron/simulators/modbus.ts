/** Modbus RTU from the side of the device that is asked. */

const READ_COILS = 0x01;
const READ_HOLDING = 0x03;
const READ_INPUT = 0x04;
const WRITE_COIL = 0x05;

export const FUNCTION = { READ_COILS, READ_HOLDING, READ_INPUT, WRITE_COIL } as const;
/** What an exception says. */
export const EXCEPTION = { function: 0x01, address: 0x02, value: 0x03, deviceFailure: 0x04 } as const;

const CRC_BYTES = 2;
/** Unit, function, address, value or count, CRC: all requests that we know have these. */
const FRAME_BYTES = 8;

export interface ModbusRequest {
  readonly unit: number;
  readonly function: number;
  readonly address: number;
  /** The value that is written, or how many are read. */
  readonly value: number;
  /** What stands between unit and CRC. */
  readonly body: Uint8Array;
}

/** Requests by their lengths, not by silences; bytes that begin none are skipped one by one. */
export function takeModbus(held: Uint8Array): { requests: ModbusRequest[]; rest: Uint8Array; skipped: number } {
  const requests: ModbusRequest[] = [];
  let skipped = 0;
  let at = 0;
  while (held.length - at >= FRAME_BYTES) {
    const frame = held.subarray(at, at + FRAME_BYTES);
    if (crc(frame) === 0) {
      requests.push(requestOf(frame));
      at += FRAME_BYTES;
    } else {
      at += 1;
      skipped += 1;
    }
  }
  return { requests, rest: held.slice(at), skipped };
}

function requestOf(frame: Uint8Array): ModbusRequest {
  const [unit = 0, code = 0, a = 0, b = 0, c = 0, d = 0] = frame;
  const body = frame.slice(1, -CRC_BYTES);
  return { unit, function: code, address: (a << 8) | b, value: (c << 8) | d, body };
}

export function encodeModbus(unit: number, body: Iterable<number>): Uint8Array {
  const frame = [unit, ...body];
  const sum = crc(frame);
  return Uint8Array.from([...frame, sum & 0xff, sum >> 8]);
}

export function encodeException(request: ModbusRequest, exception: number): Uint8Array {
  return encodeModbus(request.unit, [request.function | 0x80, exception]);
}

/** CRC-16/MODBUS; of a frame with its own CRC at the end it is zero. */
function crc(bytes: Iterable<number>): number {
  let sum = 0xffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >> 1) ^ 0xa001 : sum >> 1;
  }
  return sum;
}

/**
 * Modbus RTU as the devices at a door speak it: frames of a unit's address, a function, data, and a CRC.
 *
 * @see MODBUS over Serial Line 1.02 §2.5.1 (the frame), §6.2.2 (the CRC); Application Protocol 1.1b3 §6, §7
 */

/** The functions that are used, by their numbers. */
export const READ_HOLDING_REGISTERS = 0x03;
export const READ_INPUT_REGISTERS = 0x04;
export const WRITE_SINGLE_COIL = 0x05;
/** Set in the function of an answer that refuses; an exception code follows. */
export const EXCEPTION = 0x80;

export const CRC_BYTES = 2;

/** A frame with its CRC after it, the low byte first. */
export function withCrc(...bytes: readonly number[]): Uint8Array {
  const crc = crc16(bytes, 0, bytes.length);
  return Uint8Array.of(...bytes, crc & 0xff, crc >> 8);
}

/** Tells whether the bytes from `from` up to `to` are a frame that ends with its CRC. */
export function hasCrc(bytes: Uint8Array, from: number, to: number): boolean {
  const crc = crc16(bytes, from, to - CRC_BYTES);
  return bytes[to - 2] === (crc & 0xff) && bytes[to - 1] === crc >> 8;
}

/** CRC-16/MODBUS: polynomial 8005 reflected, begun with FFFF. */
function crc16(bytes: ArrayLike<number>, from: number, to: number): number {
  let crc = 0xffff;
  for (let i = from; i < to; i += 1) {
    crc ^= bytes[i] ?? 0;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}

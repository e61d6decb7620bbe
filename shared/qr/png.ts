import { zlibSync } from 'fflate';
import { encode } from 'uqr';
import { joined } from '../bytes.ts';
import { encodeUtf8 } from '../utf8.ts';

/** The quiet zone ISO/IEC 18004 §9.1 asks for, in modules. */
const QUIET_ZONE = 4;
const PIXELS_PER_MODULE = 8;
const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** Of a bit depth of 1, greyscale, deflated, filtered by rows, not interlaced (PNG, third edition, §11.2.1). */
const KIND = [1, 0, 0, 0, 0];

/** A text as a QR code of level M in a PNG, black on white, 8 pixels a module: a bit a pixel, some 2 kB of a pass. */
export function qrPng(text: string): Uint8Array {
  const { size, data } = encode(text, { ecc: 'M', border: QUIET_ZONE });
  const side = size * PIXELS_PER_MODULE;
  const header = new DataView(new ArrayBuffer(8 + KIND.length));
  header.setUint32(0, side);
  header.setUint32(4, side);
  KIND.forEach((byte, i) => {
    header.setUint8(8 + i, byte);
  });
  return joined(
    SIGNATURE,
    chunk('IHDR', new Uint8Array(header.buffer)),
    chunk('IDAT', zlibSync(joined(...data.flatMap(rowsOf)))),
    chunk('IEND', new Uint8Array(0)),
  );
}

/** A module is as many pixels as a byte has bits. */
function rowsOf(modules: readonly boolean[]): Uint8Array[] {
  // No filter (0), then a bit for each pixel: 1 is white.
  const row = Uint8Array.from([0, ...modules.map((isDark) => (isDark ? 0x00 : 0xff))]);
  return Array.from({ length: PIXELS_PER_MODULE }, () => row);
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const named = joined(encodeUtf8(type), content);
  return joined(bigEndian(content.length), named, bigEndian(crcOf(named)));
}

function bigEndian(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** CRC-32 of ISO 3309, as PNG has it (annex D). */
function crcOf(bytes: Uint8Array): number {
  let crc = 0xff_ff_ff_ff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xed_b8_83_20 : 0);
  }
  return (crc ^ 0xff_ff_ff_ff) >>> 0;
}

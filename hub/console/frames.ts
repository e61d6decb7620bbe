import type { ConsoleFault } from '../../shared/console/calls.ts';

/**
 * An export as it travels: frames, each of a byte for its kind, four of its length (big-endian) and its content. A file
 * alone would not say how far it is, nor whether it was cut off.
 */
const FRAME = { bytes: 0, progress: 1, done: 2, failed: 3 } as const;

const HEAD_BYTES = 5;

function frame(kind: number, content: Uint8Array): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt8(kind);
  head.writeUInt32BE(content.length, 1);
  return Buffer.concat([head, content]);
}

const ofJson = (kind: number, content: object): Buffer => frame(kind, Buffer.from(JSON.stringify(content)));

/** Of the file. */
export function bytesFrame(bytes: Uint8Array): Buffer {
  return frame(FRAME.bytes, bytes);
}

/** How many rows are written so far. */
export function progressFrame(rows: number): Buffer {
  return ofJson(FRAME.progress, { rows });
}

/** The last one of a file that is whole. */
export function doneFrame(rows: number, name: string): Buffer {
  return ofJson(FRAME.done, { rows, name });
}

/** The last one of a file that is none. */
export function failedFrame(fault: ConsoleFault): Buffer {
  return ofJson(FRAME.failed, { fault });
}

/** A reader's frames from the reader's side: requests are read, answers are written (SDT/SAM_V over a serial line). */

const PREAMBLE = [0xaa, 0xaa, 0xaa, 0x96, 0x69] as const;
/** The preamble and the length. */
const HEAD_BYTES = 7;
/** Command, parameter, checksum. */
const MIN_LENGTH = 3;
/** No request has more than some bytes of data. */
const MAX_LENGTH = 64;

export interface Request {
  readonly command: number;
  readonly parameter: number;
  readonly isChecksumRight: boolean;
}

/** @returns whole requests, what is held for later, and how many bytes belonged to none */
export function takeRequests(held: Uint8Array): { requests: Request[]; rest: Uint8Array; skipped: number } {
  const requests: Request[] = [];
  let skipped = 0;
  let at = 0;
  while (at < held.length) {
    const frame = requestAt(held.subarray(at));
    if (frame === 'unfinished') break;
    if (frame === 'none') {
      at += 1;
      skipped += 1;
    } else {
      requests.push(frame);
      at += HEAD_BYTES + lengthOf(held.subarray(at));
    }
  }
  return { requests, rest: held.slice(at), skipped };
}

function requestAt(bytes: Uint8Array): Request | 'none' | 'unfinished' {
  for (const [i, byte] of PREAMBLE.entries()) {
    if (i >= bytes.length) return 'unfinished';
    if (bytes[i] !== byte) return 'none';
  }
  if (bytes.length < HEAD_BYTES) return 'unfinished';
  const length = lengthOf(bytes);
  if (length < MIN_LENGTH || length > MAX_LENGTH) return 'none';
  if (bytes.length < HEAD_BYTES + length) return 'unfinished';
  const counted = bytes.subarray(PREAMBLE.length, HEAD_BYTES + length);
  const [, , command = 0, parameter = 0] = counted;
  // With its own checksum in it, a right one comes to nothing.
  return { command, parameter, isChecksumRight: xor(counted) === 0 };
}

function lengthOf(bytes: Uint8Array): number {
  return ((bytes[5] ?? 0) << 8) | (bytes[6] ?? 0);
}

/** An answer with its status (SW3; SW1 and SW2 are zero). */
export function encodeAnswer(status: number, data: Uint8Array = new Uint8Array()): Uint8Array {
  const length = 3 + data.length + 1;
  const counted = [length >> 8, length & 0xff, 0, 0, status, ...data];
  return Uint8Array.from([...PREAMBLE, ...counted, xor(counted)]);
}

function xor(bytes: Iterable<number>): number {
  let sum = 0;
  for (const byte of bytes) sum ^= byte;
  return sum;
}

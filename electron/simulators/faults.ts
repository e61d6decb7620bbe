/** What can go wrong on purpose. */
export const FAULTS = ['drop', 'garble', 'split', 'slow', 'noise', 'extra-zero', 'leave-early'] as const;
export type Fault = (typeof FAULTS)[number];

/** Those of a line, which any device has; `extra-zero` and `leave-early` are a card reader's. */
export const LINE_FAULTS: readonly Fault[] = ['drop', 'garble', 'split', 'slow', 'noise'];

/** Half-open: 0 ≤ x < 1. */
export type Random = () => number;

/** Bytes that are written after a pause; at `baud` bits a second, where they are slower than the rest. */
export interface Piece {
  readonly bytes: Uint8Array;
  readonly pauseMs: number;
  readonly baud: number | null;
}

/** What a USB adapter hands on at once at most. */
const USB_PACKET_BYTES = 64;
/** Shorter than any gap by which readers tell one message from the next. */
const SPLIT_PAUSE_MS = 20;
/** Late and slow, yet within the time-outs of a card reader: 1 s for the first byte, 2 s for 1295 of them. */
const SLOW_START_MS = 500;
const SLOW_BAUD = 9600;
const NOISE_BYTES = 64;

/** The same numbers for the same seed (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A message as it goes over a line with these faults, in the order in which it is written. */
export function spoil(message: Uint8Array, faults: readonly Fault[], random: Random): readonly Piece[] {
  const has = (fault: Fault): boolean => faults.includes(fault);
  let bytes = message;
  if (has('extra-zero')) bytes = spliced(bytes, 1, 0, [0]);
  if (has('drop')) bytes = spliced(bytes, below(bytes.length, random), 1, []);
  if (has('garble')) bytes = withBitFlipped(bytes, random);
  if (has('noise')) bytes = spliced(bytes, 0, 0, noise(random));
  const pieces = has('split') ? split(bytes, random) : [bytes];
  return pieces.map((piece, i) => ({
    bytes: piece,
    pauseMs: (has('slow') && i === 0 ? SLOW_START_MS : 0) + (i > 0 ? 1 + below(SPLIT_PAUSE_MS, random) : 0),
    baud: has('slow') ? SLOW_BAUD : null,
  }));
}

function below(limit: number, random: Random): number {
  return Math.floor(random() * limit);
}

function spliced(bytes: Uint8Array, at: number, remove: number, put: readonly number[]): Uint8Array {
  const copy = [...bytes];
  copy.splice(at, remove, ...put);
  return Uint8Array.from(copy);
}

function withBitFlipped(bytes: Uint8Array, random: Random): Uint8Array {
  const at = below(bytes.length, random);
  const bit = 1 << below(8, random);
  return bytes.map((byte, i) => (i === at ? byte ^ bit : byte));
}

function noise(random: Random): number[] {
  return Array.from({ length: 1 + below(NOISE_BYTES, random) }, () => below(256, random));
}

/** At least two pieces of any message of two bytes or more. */
function split(bytes: Uint8Array, random: Random): Uint8Array[] {
  const most = Math.max(1, Math.min(USB_PACKET_BYTES, Math.floor(bytes.length / 2)));
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const piece = bytes.subarray(at, at + 1 + below(most, random));
    pieces.push(piece);
    at += piece.length;
  }
  return pieces;
}

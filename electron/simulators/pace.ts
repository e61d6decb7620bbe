import { setTimeout as wait } from 'node:timers/promises';
import type { Piece } from './faults.ts';

/** How fast bytes leave. `null`: as fast as they are taken. */
export interface Pace {
  /** A pseudo-terminal has no rate of its own and takes any that is set: what a rate costs in time is made here. */
  readonly baud: number | null;
  /** At most so many bytes are written at once, with a pause of a millisecond between. */
  readonly chunk: number | null;
}

/** Of a byte on the wire: start, eight, stop. */
const BITS_PER_BYTE = 10;

/**
 * Writes the pieces; each batch leaves when its last byte would have arrived.
 *
 * @returns false where not all of it was taken
 * @throws AbortError when `signal` says so
 */
export async function play(
  pieces: readonly Piece[],
  pace: Pace,
  write: (bytes: Uint8Array) => Promise<number>,
  signal: AbortSignal,
): Promise<boolean> {
  for (const { bytes, pauseMs, baud } of pieces) {
    if (pauseMs > 0) await wait(pauseMs, undefined, { signal });
    if (!(await playPiece(bytes, { ...pace, baud: slower(baud, pace.baud) }, write, signal))) return false;
  }
  return true;
}

function slower(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

async function playPiece(
  bytes: Uint8Array,
  { baud, chunk }: Pace,
  write: (bytes: Uint8Array) => Promise<number>,
  signal: AbortSignal,
): Promise<boolean> {
  const msPerByte = baud === null ? 0 : (BITS_PER_BYTE * 1000) / baud;
  // Timers tell milliseconds apart: what arrives within one is written at once.
  const perMs = msPerByte === 0 ? bytes.length : Math.max(1, Math.floor(1 / msPerByte));
  const size = Math.max(1, Math.min(perMs, chunk ?? perMs));
  const startedAt = performance.now();
  for (let at = 0; at < bytes.length; at += size) {
    const batch = bytes.subarray(at, at + size);
    const waitMs = startedAt + (at + batch.length) * msPerByte - performance.now();
    if (waitMs > 0) await wait(waitMs, undefined, { signal });
    else if (chunk !== null && at > 0) await wait(1, undefined, { signal });
    signal.throwIfAborted();
    if ((await write(batch)) < batch.length) return false;
  }
  return true;
}

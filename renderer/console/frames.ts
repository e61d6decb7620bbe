import { joined } from '../../shared/bytes.ts';

/** What the hub sends of an export, one after the other: bytes of the file, how far it is, and how it ended. */
export const FRAME = { bytes: 0, progress: 1, done: 2, failed: 3 } as const;

export interface Frame {
  readonly kind: number;
  readonly payload: Uint8Array<ArrayBuffer>;
}

/** One byte of the kind, four of the length, the most significant first. */
const HEAD_BYTES = 5;

/** The hub sends less at a time. What says more is no hub, and is not to fill the window's memory. */
const MAX_PAYLOAD_BYTES = 16_777_216;

/** What came so far of frames that are not whole. */
export type Torn = Uint8Array<ArrayBuffer>;

export const NOTHING: Torn = new Uint8Array(0);

/**
 * Cuts what has come into frames, wherever the network has torn them.
 *
 * @returns the frames that are whole, and what is left; `null`: these are no frames
 */
export function framesOf(before: Torn, chunk: Uint8Array): { frames: Frame[]; torn: Torn } | null {
  const bytes = joined(before, chunk);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const frames: Frame[] = [];
  let at = 0;
  while (bytes.length - at >= HEAD_BYTES) {
    const length = view.getUint32(at + 1);
    const kind = view.getUint8(at);
    if (length > MAX_PAYLOAD_BYTES || kind > FRAME.failed) return null;
    if (bytes.length - at - HEAD_BYTES < length) break;
    frames.push({ kind, payload: bytes.slice(at + HEAD_BYTES, at + HEAD_BYTES + length) });
    at += HEAD_BYTES + length;
  }
  return { frames, torn: bytes.slice(at) };
}

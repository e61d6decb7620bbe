import { joined } from '../../shared/bytes.ts';
import { FRAME, FRAME_HEAD_BYTES } from '../../shared/console/frames.ts';

export interface Frame {
  readonly kind: number;
  readonly payload: Uint8Array<ArrayBuffer>;
}

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
  while (bytes.length - at >= FRAME_HEAD_BYTES) {
    const length = view.getUint32(at + 1);
    const kind = view.getUint8(at);
    if (length > MAX_PAYLOAD_BYTES || kind > FRAME.failed) return null;
    if (bytes.length - at - FRAME_HEAD_BYTES < length) break;
    frames.push({ kind, payload: bytes.slice(at + FRAME_HEAD_BYTES, at + FRAME_HEAD_BYTES + length) });
    at += FRAME_HEAD_BYTES + length;
  }
  return { frames, torn: bytes.slice(at) };
}

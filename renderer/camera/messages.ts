import type { EngineId } from '../../shared/qr/engine.ts';
import type { QrCode } from '../../shared/qr/read.ts';
import type { Brightness } from './camera-state.ts';

/** What the window may tell the reading worker. */
export type ToWorker =
  | { readonly type: 'engine'; readonly engine: EngineId }
  /** The frames of one opened camera; the stream is transferred. A newer stream replaces it. */
  | { readonly type: 'stream'; readonly frames: ReadableStream<VideoFrame> }
  /** One frame from a source that gives no stream; transferred. Send the next only after its reading came back. */
  | { readonly type: 'bitmap'; readonly bitmap: ImageBitmap; readonly frameAt: number };

/** How long one frame took, and whether there was anything in it. */
export interface FrameTiming {
  readonly engine: EngineId;
  /** From taking the frame to holding its luma, in milliseconds. */
  readonly pixelsMs: number;
  /** Reading it, rescue pass included, in milliseconds. */
  readonly readMs: number;
  readonly hadCode: boolean;
}

/** What the reading worker tells the window. */
export type FromWorker =
  /** `isFallback`: WebAssembly could not start, so the second engine reads although the first was asked for. */
  | { readonly type: 'engine-ready'; readonly engine: EngineId; readonly isFallback: boolean }
  /** Sent for every frame, with or without codes: its coming at all shows that the picture moves. */
  | {
      readonly type: 'reading';
      readonly codes: readonly QrCode[];
      /** When the frame was taken: milliseconds since 1970, on the clock `performance.timeOrigin + performance.now()`. */
      readonly frameAt: number;
      readonly timing: FrameTiming;
      readonly brightness: Brightness;
    }
  | { readonly type: 'stream-ended' };

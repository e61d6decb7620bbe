import type { Picture } from './picture.ts';

export type EngineId = 'zxing-wasm' | 'zxing-js';

/** Pixels of the picture that was read; may lie a little outside it. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Top left, top right, bottom right, bottom left, as the symbol itself is oriented. */
export type Corners = readonly [Point, Point, Point, Point];

/** The place of a symbol in a message spread over several (ISO/IEC 18004 §8). */
export interface StructuredAppend {
  /** Counts from 0. */
  readonly index: number;
  /** How many symbols the message has, 2 to 16. */
  readonly size: number;
  /** The parity byte, in decimal: the same on all symbols of one message. */
  readonly id: string;
}

/** What an engine reads: bytes, for its own idea of the text is wrong for GBK without an ECI. */
export interface QrSymbol {
  readonly bytes: Uint8Array;
  readonly format: 'QRCode';
  readonly corners: Corners;
  readonly structuredAppend: StructuredAppend | null;
}

/** How black is told from white: per neighbourhood (the default), or by one threshold for the whole picture. */
export type Binarizer = 'local' | 'global';

export interface EngineOptions {
  readonly binarizer: Binarizer;
  readonly maxSymbols: number;
  /** Spends a multiple of the time on what a live camera cannot afford: closing gaps, more finder rows. */
  readonly isThorough: boolean;
}

/** Finds QR codes, dark on light and light on dark, at any angle. May throw on a fault of its own. */
export interface Engine {
  readonly id: EngineId;
  /** @param picture packed: `stride` is `width` */
  read(picture: Picture, options: EngineOptions): QrSymbol[];
}

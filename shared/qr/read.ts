import { fail, ok, type Result } from '../result.ts';
import type { Corners, Engine, EngineOptions, QrSymbol, StructuredAppend } from './engine.ts';
import { decodePayload, type PayloadEncoding } from './payload.ts';
import { packPicture, type Picture, type PictureFault } from './picture.ts';

export type ReadFault = PictureFault | 'engine-failed';

/** One QR code seen in a picture. */
export interface QrCode {
  readonly text: string;
  readonly encoding: PayloadEncoding;
  readonly format: 'QRCode';
  /** In pixels of the picture handed in, whatever scale it was read at. */
  readonly corners: Corners;
  readonly structuredAppend: StructuredAppend | null;
}

/** A picture as one pass sees it, with the way back to the original's pixels. */
export interface View {
  readonly picture: Picture;
  /** Pixels of the view per pixel of the original. */
  readonly scale: number;
  /** Where the view's top left corner lies in the original. */
  readonly x: number;
  readonly y: number;
}

/** Reads one view. Whatever the engine throws ends here: a picture can be odd, a kiosk cannot stop. */
export function readView(engine: Engine, view: View, options: EngineOptions): Result<QrCode[], ReadFault> {
  const packed = packPicture(view.picture);
  if (!packed.ok) return packed;
  try {
    return ok(engine.read(packed.value, options).map((symbol) => toCode(symbol, view)));
  } catch {
    return fail('engine-failed');
  }
}

function toCode({ bytes, format, corners, structuredAppend }: QrSymbol, view: View): QrCode {
  const [a, b, c, d] = corners;
  const back = ({ x, y }: { x: number; y: number }): { x: number; y: number } => ({
    x: view.x + x / view.scale,
    y: view.y + y / view.scale,
  });
  return { ...decodePayload(bytes), format, corners: [back(a), back(b), back(c), back(d)], structuredAppend };
}

/** Adds what is new: the same text where the boxes overlap is the same symbol, read again by another pass. */
export function mergeCodes(known: readonly QrCode[], found: readonly QrCode[]): QrCode[] {
  const all = [...known];
  for (const code of found) if (!all.some((other) => isSameSymbol(code, other))) all.push(code);
  return all;
}

function isSameSymbol(one: QrCode, other: QrCode): boolean {
  if (one.text !== other.text) return false;
  const [a, b] = [boxOf(one.corners), boxOf(other.corners)];
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function boxOf(corners: Corners): { left: number; right: number; top: number; bottom: number } {
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

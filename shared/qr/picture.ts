import { fail, ok, type Result } from '../result.ts';

/** A grey picture: one byte of luma per pixel, 0 = black, rows from the top. */
export interface Picture {
  readonly data: Uint8Array | Uint8ClampedArray;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Bytes from the start of one row to the start of the next; `width` when absent. */
  readonly stride?: number | undefined;
}

export type PictureFault = 'picture-empty' | 'picture-malformed' | 'picture-too-large';

/** 64 megapixels: above any camera this kiosk meets, and far below what the engine's 2 GiB of memory can hold. */
const MAX_PIXELS = 64_000_000;

/**
 * Checks that the picture's measures agree with its bytes, and packs the rows (`stride === width`).
 *
 * The bytes are copied only when there is a gap between rows.
 */
export function packPicture(picture: Picture): Result<Picture, PictureFault> {
  const { data, width, height, stride = width } = picture;
  if (![width, height, stride].every((side) => Number.isInteger(side) && side >= 0)) return fail('picture-malformed');
  if (width === 0 || height === 0) return fail('picture-empty');
  if (width * height > MAX_PIXELS) return fail('picture-too-large');
  if (stride < width || data.length < stride * (height - 1) + width) return fail('picture-malformed');
  if (stride === width) return ok({ data: data.subarray(0, width * height), width, height });
  return ok(crop({ data, width, height, stride }, { x: 0, y: 0, width, height }));
}

/** A part of a picture, in pixels of that picture. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Copies out a region, which must lie within the picture. */
export function crop(picture: Picture, region: Region): Picture {
  const { data, width, stride = width } = picture;
  const out = new Uint8Array(region.width * region.height);
  for (let y = 0; y < region.height; y++) {
    const start = (region.y + y) * stride + region.x;
    out.set(data.subarray(start, start + region.width), y * region.width);
  }
  return { data: out, width: region.width, height: region.height };
}

/**
 * Luma of RGBA (or, with the same weights swapped, BGRA) bytes: ITU-R BT.601, the weights of the engines themselves.
 *
 * @param order which channel comes first
 */
export function lumaOf(rgba: Uint8Array | Uint8ClampedArray, order: 'rgba' | 'bgra' = 'rgba'): Uint8Array {
  const luma = new Uint8Array(rgba.length >> 2);
  const first = order === 'rgba' ? 306 : 117;
  const third = order === 'rgba' ? 117 : 306;
  for (let i = 0, j = 0; i < luma.length; i++, j += 4) {
    luma[i] = (first * (rgba[j] ?? 0) + 601 * (rgba[j + 1] ?? 0) + third * (rgba[j + 2] ?? 0) + 512) >> 10;
  }
  return luma;
}

import { lumaOf, type Picture } from '../../shared/qr/picture.ts';
import type { Brightness } from './camera-state.ts';

/** Formats whose first plane is 8-bit luma (WebCodecs §9.4). */
const LUMA_FIRST: ReadonlySet<string> = new Set(['I420', 'I420A', 'I422', 'I422A', 'I444', 'I444A', 'NV12']);

/** Four bytes a pixel, and which colour comes first. */
const PACKED: Readonly<Record<string, 'rgba' | 'bgra'>> = { RGBA: 'rgba', RGBX: 'rgba', BGRA: 'bgra', BGRX: 'bgra' };

/** Takes the luma out of frames; keeps its buffers, since one frame follows another of the same size. */
export function startPixels(): {
  ofFrame(frame: VideoFrame): Promise<Picture>;
  ofBitmap(bitmap: ImageBitmap): Picture;
} {
  let bytes = new Uint8Array(0);
  let canvas: OffscreenCanvasRenderingContext2D | null = null;

  function draw(source: CanvasImageSource, width: number, height: number): Picture {
    canvas ??= new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (canvas === null) return { data: new Uint8Array(0), width: 0, height: 0 };
    if (canvas.canvas.width !== width || canvas.canvas.height !== height)
      Object.assign(canvas.canvas, { width, height });
    canvas.drawImage(source, 0, 0, width, height);
    return { data: lumaOf(canvas.getImageData(0, 0, width, height).data), width, height };
  }

  async function ofFrame(frame: VideoFrame): Promise<Picture> {
    const { width, height } = frame.visibleRect ?? { width: frame.codedWidth, height: frame.codedHeight };
    const format: string = frame.format ?? 'none';
    const order = PACKED[format];
    // A frame that lives on the graphics card has no format, and a 10-bit one no bytes of luma: draw it.
    if (!LUMA_FIRST.has(format) && order === undefined) return draw(frame, width, height);
    const size = frame.allocationSize();
    if (bytes.length !== size) bytes = new Uint8Array(size);
    const [plane] = await frame.copyTo(bytes);
    if (plane === undefined) return draw(frame, width, height);
    const { offset, stride } = plane;
    if (order === undefined) return { data: bytes.subarray(offset), width, height, stride };
    return { data: lumaOf(bytes.subarray(offset), order), width, height, stride: stride >> 2 };
  }

  return { ofFrame, ofBitmap: (bitmap) => draw(bitmap, bitmap.width, bitmap.height) };
}

/** Pixels looked at for the brightness of a frame: enough for a mean, no cost beside the reading. */
const SAMPLES = 4096;

/** Mean and deviation of the luma, from evenly spread pixels. */
export function brightnessOf({ data, width, height, stride = width }: Picture): Brightness {
  const step = Math.max(1, Math.floor((width * height) / SAMPLES));
  let [sum, squares, count] = [0, 0, 0];
  for (let i = 0; i < width * height; i += step) {
    const luma = data[Math.floor(i / width) * stride + (i % width)] ?? 0;
    sum += luma;
    squares += luma * luma;
    count++;
  }
  const mean = count === 0 ? 0 : sum / count;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean)) };
}

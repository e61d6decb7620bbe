import { writeFile } from 'node:fs/promises';
import sharp, { type OverlayOptions } from 'sharp';
import { encode } from 'uqr';

/** A stretch of what the camera sees. */
export interface Shot {
  /** Codes in view, side by side; none is an empty doorway, `'black'` a hand over the lens. */
  readonly codes: readonly string[] | 'black';
  readonly seconds: number;
}

const WIDTH = 1280;
const HEIGHT = 720;
/** The rate at which Chromium plays a Motion JPEG file as a camera. */
const FRAMES_PER_SECOND = 30;
/** Side of one code in the picture: a phone held 20 cm in front of a usual webcam. */
const CODE_SIDE = 480;

/** Writes a film for Chromium's fake camera: JPEG pictures one after the other, played in a loop. */
export async function writeFilm(path: string, shots: readonly Shot[]): Promise<void> {
  const frames: Buffer[] = [];
  for (const { codes, seconds } of shots) {
    const frame = await picture(codes);
    for (let i = 0; i < Math.round(seconds * FRAMES_PER_SECOND); i += 1) frames.push(frame);
  }
  await writeFile(path, Buffer.concat(frames));
}

async function picture(codes: Shot['codes']): Promise<Buffer> {
  const background = codes === 'black' ? '#000000' : '#8a8f94';
  const canvas = sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background } });
  const layers = codes === 'black' ? [] : await Promise.all(codes.map((text, i) => layer(text, i, codes.length)));
  return canvas.composite(layers).jpeg({ quality: 85 }).toBuffer();
}

async function layer(text: string, index: number, of: number): Promise<OverlayOptions> {
  const left = Math.round(((index + 0.5) * WIDTH) / of - CODE_SIDE / 2);
  return { input: await codePicture(text, CODE_SIDE), left, top: (HEIGHT - CODE_SIDE) / 2 };
}

/** A QR code at error correction level M with its quiet zone, as a PNG of `side` × `side` pixels. */
async function codePicture(text: string, side: number): Promise<Buffer> {
  const { size, data } = encode(text, { ecc: 'M', border: 4 });
  const pixels = Uint8Array.from(data.flat(), (isDark) => (isDark ? 0 : 255));
  return sharp(pixels, { raw: { width: size, height: size, channels: 1 } })
    .resize(side, side, { kernel: 'nearest' })
    .png()
    .toBuffer();
}

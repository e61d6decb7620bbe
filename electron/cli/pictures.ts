import { encode, renderSVG } from 'uqr';
import sharp from 'sharp';

/** Level M and the four-module quiet zone of ISO/IEC 18004 §9.1: what phones show and printers print. */
const OPTIONS = { ecc: 'M', border: 4 } as const;
const PIXELS_PER_MODULE = 8;

export async function codePng(text: string): Promise<Uint8Array> {
  const { size, data } = encode(text, OPTIONS);
  const pixels = Uint8Array.from(data.flat(), (isDark) => (isDark ? 0 : 255));
  const side = size * PIXELS_PER_MODULE;
  return sharp(pixels, { raw: { width: size, height: size, channels: 1 } })
    .resize(side, side, { kernel: 'nearest' })
    .png()
    .toBuffer();
}

export function codeSvg(text: string): string {
  return renderSVG(text, OPTIONS);
}

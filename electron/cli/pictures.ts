import sharp from 'sharp';
import { encode, renderSVG } from 'uqr';

/** The quiet zone ISO/IEC 18004 §9.1 asks for, in modules. */
const QUIET_ZONE = 4;
const PIXELS_PER_MODULE = 8;
/** Most alphanumeric characters a version 40 symbol of level M holds (ISO/IEC 18004 table 7). */
const LEVEL_M_CAPACITY = 3391;

interface Options {
  readonly ecc: 'M' | 'L';
  readonly border: number;
}

/** Level M, what phones show and printers print; level L for the rare text that M cannot hold. */
function optionsFor(text: string): Options {
  return { ecc: text.length <= LEVEL_M_CAPACITY ? 'M' : 'L', border: QUIET_ZONE };
}

/** A code as a PNG, black on white, 8 pixels a module. */
export async function codePng(text: string): Promise<Uint8Array> {
  const { size, data } = encode(text, optionsFor(text));
  const pixels = Uint8Array.from(data.flat(), (isDark) => (isDark ? 0 : 255));
  const side = size * PIXELS_PER_MODULE;
  return sharp(pixels, { raw: { width: size, height: size, channels: 1 } })
    .resize(side, side, { kernel: 'nearest' })
    .png()
    .toBuffer();
}

/** A code as a self-contained SVG. */
export function codeSvg(text: string): string {
  return renderSVG(text, optionsFor(text));
}

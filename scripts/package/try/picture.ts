/** What a display shows, as rows of red, green, blue, one byte each, without padding. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** Offsets of the header's fields, each 32 bits with the first byte the highest. @see X11/XWDFile.h, version 7 */
const FIELDS = {
  headerSize: 0,
  version: 4,
  width: 16,
  height: 20,
  byteOrder: 28,
  bitsPerPixel: 44,
  bytesPerLine: 48,
  colours: 76,
} as const;
const VERSION = 7;
const LOWEST_BYTE_FIRST = 0;
const COLOUR_BYTES = 12;
const PIXEL_BYTES = 4;

/** Reads the framebuffer that Xvfb keeps in a file (`-fbdir`); `null` where it is of another kind than 32 bits a pixel. */
export function parseFramebuffer(bytes: Uint8Array): Picture | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length <= FIELDS.colours + 4) return null;
  const field = (name: keyof typeof FIELDS): number => view.getUint32(FIELDS[name]);
  const isRead =
    field('version') === VERSION &&
    field('byteOrder') === LOWEST_BYTE_FIRST &&
    field('bitsPerPixel') === PIXEL_BYTES * 8;
  const [width, height, line] = [field('width'), field('height'), field('bytesPerLine')];
  const start = field('headerSize') + field('colours') * COLOUR_BYTES;
  if (!isRead || line < width * PIXEL_BYTES || bytes.length < start + line * height) return null;
  const rgb = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at++) {
    const from = start + Math.floor(at / width) * line + (at % width) * PIXEL_BYTES;
    rgb.set([bytes[from + 2] ?? 0, bytes[from + 1] ?? 0, bytes[from] ?? 0], at * 3);
  }
  return { width, height, rgb };
}

/** The share of it that is not of its commonest colour: of an empty display hardly a pointer's, of a page some hundredths. */
export function shareDrawn({ rgb }: Picture): number {
  const counts = new Map<number, number>();
  for (let at = 0; at < rgb.length; at += 3) {
    const colour = ((rgb[at] ?? 0) << 16) | ((rgb[at + 1] ?? 0) << 8) | (rgb[at + 2] ?? 0);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return 1 - Math.max(...counts.values()) / (rgb.length / 3);
}

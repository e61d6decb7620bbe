import {
  decodePDFRawStream,
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFName,
  PDFNumber,
  PDFRawStream,
  type PDFPage,
} from '@cantoo/pdf-lib';

/**
 * The text of a PDF that one embedded font is used in, as whoever copies it has it: the shown glyphs (ISO 32000-1 §9.4.3)
 * by what the font says they stand for (§9.10.3), each piece on a line.
 */
export async function textOfPdf(bytes: Uint8Array): Promise<string> {
  return (await placedIn(bytes)).map(({ text }) => text).join('\n');
}

/** A piece of text on a page: the box of its signs, in points from the left and the foot of the sheet. */
export interface Placed {
  /** From 0. */
  readonly page: number;
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Of a sign, in its size: above what it stands on, and beneath. */
const ABOVE = 0.88;
const BENEATH = 0.2;
/** ISO 32000-1 §9.4.2: the size of the font, where it begins, what is shown. */
const SHOWN = /\/\S+ (\S+) Tf\s\S+ TL\s1 0 0 1 (\S+) (\S+) Tm\s<([0-9A-F]+)> Tj/gu;

/** Every piece of text, in the order in which it is drawn, as wide as its glyphs (§9.7.4.3). */
export async function placedIn(bytes: Uint8Array): Promise<Placed[]> {
  const document = await PDFDocument.load(bytes);
  const objects = document.context.enumerateIndirectObjects().map(([, object]) => object);
  const streams = objects.flatMap((object) => (object instanceof PDFRawStream ? [decoded(object)] : []));
  const meanings = meaningsIn(streams.find((text) => text.includes('begincmap')) ?? '');
  const widths = objects.flatMap((object) => (object instanceof PDFDict ? [...widthsIn(object)] : []));
  const widthOf = new Map(widths);
  return document.getPages().flatMap((sheet, page) =>
    [...contentOf(sheet).matchAll(SHOWN)].map(([, size, x, y, shown = '']) => {
      const glyphs = shown.match(/.{4}/gu) ?? [];
      const width = glyphs.reduce((sum, glyph) => sum + (widthOf.get(parseInt(glyph, 16)) ?? NaN), 0);
      return {
        page,
        text: glyphs.map((glyph) => meanings.get(glyph) ?? '').join(''),
        left: Number(x),
        right: Number(x) + (width / 1000) * Number(size),
        top: Number(y) + ABOVE * Number(size),
        bottom: Number(y) - BENEATH * Number(size),
      };
    }),
  );
}

function contentOf(page: PDFPage): string {
  const contents = page.node.Contents();
  const streams =
    contents instanceof PDFArray
      ? contents.asArray().map((reference) => page.doc.context.lookup(reference))
      : [contents];
  return streams.map((stream) => (stream instanceof PDFRawStream ? decoded(stream) : '')).join('\n');
}

/** Of a font's glyphs: `W` of §9.7.4.3, of which the first form alone is used here. */
function widthsIn(font: PDFDict): [glyph: number, width: number][] {
  const listed = font.lookup(PDFName.of('W'));
  if (!(listed instanceof PDFArray)) return [];
  return listed.asArray().flatMap((first, i) => {
    const widths = listed.get(i + 1);
    if (!(first instanceof PDFNumber) || !(widths instanceof PDFArray)) return [];
    return widths.asArray().map((width, j): [number, number] => {
      if (!(width instanceof PDFNumber)) throw new Error('no width');
      return [first.asNumber() + j, width.asNumber()];
    });
  });
}

function decoded(stream: PDFRawStream): string {
  return Buffer.from(decodePDFRawStream(stream).decode()).toString('latin1');
}

function meaningsIn(cmap: string): Map<string, string> {
  const pairs = cmap.matchAll(/<([0-9a-f]{4})> <([0-9a-f]+)>/giu);
  return new Map(
    [...pairs].map(([, glyph = '', text = '']) => [
      glyph.toUpperCase(),
      Buffer.from(text, 'hex').swap16().toString('utf16le'),
    ]),
  );
}

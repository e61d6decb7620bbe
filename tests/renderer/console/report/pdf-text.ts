import { decodePDFRawStream, PDFDocument, PDFRawStream } from '@cantoo/pdf-lib';

/**
 * The text of a PDF that one embedded font is used in, as whoever copies it has it: the shown glyphs (ISO 32000-1 §9.4.3)
 * by what the font says they stand for (§9.10.3), each piece on a line.
 */
export async function textOfPdf(bytes: Uint8Array): Promise<string> {
  const document = await PDFDocument.load(bytes);
  const streams = document.context
    .enumerateIndirectObjects()
    .flatMap(([, object]) => (object instanceof PDFRawStream ? [decoded(object)] : []));
  const meanings = meaningsIn(streams.find((text) => text.includes('begincmap')) ?? '');
  return streams
    .flatMap((text) => [...text.matchAll(/<([0-9A-F]+)> Tj/gu)])
    .map(([, glyphs = '']) => (glyphs.match(/.{4}/gu) ?? []).map((glyph) => meanings.get(glyph) ?? '').join(''))
    .join('\n');
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

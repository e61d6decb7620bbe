import type { PDFDocument, PDFFont, PDFPage, RGB } from '@cantoo/pdf-lib';
import { withKnown } from '../../../shared/poster/known.ts';
import { linesOf } from '../../../shared/poster/lines.ts';

/** A4 upright (ISO 216) in points of 1/72 inch. */
const A4: [number, number] = [595.28, 841.89];
const MARGIN = 50;
/** For the number of the page. */
const FOOT = 8;
export const TEXT_WIDTH = A4[0] - 2 * MARGIN;
/** Of a line, in the size of its text. */
export const LINE_HEIGHT = 1.45;

export interface Style {
  readonly size: number;
  readonly colour: RGB;
}

/**
 * Sheets of A4 that are written from the top down. Where the next thing has no room it begins another sheet. Positions are
 * from the left margin, in points.
 */
export interface Paper {
  /** Sees to it that so much stands on one sheet. */
  need(height: number): void;
  skip(height: number): void;
  /** A paragraph between the margins, in as many lines as it needs. */
  write(text: string, style: Style): void;
  /** A text in lines that are no wider than told. */
  readonly linesOf: (text: string, size: number, width: number) => string[];
  /** One line at the present height. @param end `true`: it ends at `x` */
  put(text: string, style: Style, x: number, end?: boolean): void;
  rule(colour: RGB): void;
  /** Where drawings are made: the sheet, the left margin and the present height, from the foot of the sheet. */
  readonly at: () => { readonly page: PDFPage; readonly left: number; readonly y: number };
  readonly widthOf: (text: string, size: number) => number;
}

export function paperOf(document: PDFDocument, font: PDFFont): Paper {
  const known = new Set(font.getCharacterSet());
  let page = document.addPage(A4);
  let y = A4[1] - MARGIN;
  const clean = (text: string): string => withKnown(text, known);
  const need = (height: number): void => {
    if (y - height >= MARGIN + FOOT) return;
    page = document.addPage(A4);
    y = A4[1] - MARGIN;
  };
  const widthOf = (text: string, size: number): number => font.widthOfTextAtSize(clean(text), size);
  const linesIn: Paper['linesOf'] = (text, size, width) => linesOf(text, width, (one) => widthOf(one, size));
  const put: Paper['put'] = (text, { size, colour }, x, end = false) => {
    const left = MARGIN + (end ? x - widthOf(text, size) : x);
    page.drawText(clean(text), { x: left, y: y - size, size, font, color: colour });
  };
  return {
    need,
    widthOf,
    put,
    skip: (height) => {
      y -= height;
    },
    linesOf: linesIn,
    write: (text, style) => {
      for (const line of linesIn(text, style.size, TEXT_WIDTH)) {
        need(style.size * LINE_HEIGHT);
        put(line, style, 0);
        y -= style.size * LINE_HEIGHT;
      }
    },
    rule: (colour) => {
      page.drawLine({ start: { x: MARGIN, y }, end: { x: MARGIN + TEXT_WIDTH, y }, thickness: 0.6, color: colour });
    },
    at: () => ({ page, left: MARGIN, y }),
  };
}

/** Writes the number of each sheet at its foot. */
export function numberPages(
  document: PDFDocument,
  font: PDFFont,
  style: Style,
  textOf: (page: number, pages: number) => string,
): void {
  const pages = document.getPages();
  for (const [i, page] of pages.entries()) {
    const text = textOf(i + 1, pages.length);
    const x = A4[0] - MARGIN - font.widthOfTextAtSize(text, style.size);
    page.drawText(text, { x, y: MARGIN / 2, size: style.size, font, color: style.colour });
  }
}

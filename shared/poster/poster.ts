import fontkit from '@cantoo/fontkit';
import { PDFDocument, rgb, type PDFFont, type PDFPage } from '@cantoo/pdf-lib';
import { encode } from 'uqr';
import type { Language } from '../verdict.ts';
import { withKnown } from './known.ts';
import { linesOf } from './lines.ts';
import { POSTER_WORDS, type Poster } from './words.ts';

/** In points of 1/72 inch. */
const SIZES: Readonly<Record<Poster['size'], readonly [width: number, height: number]>> = {
  A4: [595.28, 841.89],
  A5: [419.53, 595.28],
};

const INK = rgb(0.1, 0.1, 0.12);
const SOFT = rgb(0.35, 0.36, 0.4);

/** On A4; on A5 all is as much smaller as the sheet is. */
const MARGIN = 48;
/** 134 mm on A4, 94 mm on A5: modules of 1.8 mm and 1.3 mm, which a phone of 1080 lines and 60 degrees reads from 1 m and 0.7 m. */
const QR_SIDE = 380;
const LINE_HEIGHT = 1.4;
/** Smaller, a name is written in two lines. */
const MIN_NAME = 18;

/**
 * A poster as PDF (ISO 32000-1) of one sheet: what it is for, the venue code as lines, whose it is, and how it is used. Its text
 * is text; of the font there is in it only what it needs.
 *
 * @param font TrueType with every sign that is wanted; what it has no sign for is a box
 */
export async function posterPdf(poster: Poster, font: Uint8Array): Promise<Uint8Array> {
  const { size, language, venue, gate } = poster;
  const document = await PDFDocument.create();
  document.registerFontkit(fontkit);
  // Text is drawn without kerning, and so has to be measured.
  const embedded = await document.embedFont(font, {
    subset: true,
    features: { pwid: language === 'en', kern: false },
  });
  document.setTitle(`${venue} · ${gate}`, { showInWindowTitleBar: true });
  document.setLanguage(language === 'en' ? 'en' : 'zh-CN');
  const [width, height] = SIZES[size];
  const sheet = sheetOf(document.addPage([width, height]), embedded, width / SIZES.A4[0]);
  const languages: readonly Language[] = language === 'both' ? ['zh-CN', 'en'] : [language];
  for (const [n, one] of languages.entries()) sheet.write(POSTER_WORDS[one].title, n === 0 ? 50 : 28, INK, 1);
  sheet.skip(12);
  sheet.draw(poster.address, QR_SIDE);
  sheet.skip(12);
  sheet.write(venue, 32, INK, 2);
  sheet.write(gate, 24, SOFT, 2);
  sheet.skip(12);
  for (const [n, one] of languages.entries()) sheet.write(POSTER_WORDS[one].how, n === 0 ? 19 : 15, INK, 3);
  return document.save();
}

/** A sheet that is filled from the top down, each thing in the middle. Lengths are those of A4. */
interface Sheet {
  skip(length: number): void;
  /** In one line, smaller if it must be; where that were too small, in as many as there may be. */
  write(text: string, size: number, colour: ReturnType<typeof rgb>, lines: number): void;
  /** A QR code (ISO/IEC 18004) with its quiet zone, level Q: a poster is scratched and written upon. */
  draw(text: string, side: number): void;
}

function sheetOf(page: PDFPage, font: PDFFont, scale: number): Sheet {
  const known = new Set(font.getCharacterSet());
  const width = page.getWidth() - 2 * MARGIN * scale;
  let y = page.getHeight() - MARGIN * scale;
  return {
    skip(length) {
      y -= length * scale;
    },
    write(text, wanted, color, most) {
      const clean = withKnown(text, known);
      const fits = (size: number, lines: number): boolean =>
        linesOf(clean, width, (one) => font.widthOfTextAtSize(one, size)).length <= lines;
      const isOneLine = fits(Math.min(wanted, MIN_NAME) * scale, 1);
      let size = wanted * scale;
      while (!fits(size, isOneLine ? 1 : most) && size > 6 * scale) size -= 0.5 * scale;
      for (const line of linesOf(clean, width, (one) => font.widthOfTextAtSize(one, size))) {
        y -= size * LINE_HEIGHT;
        const x = (page.getWidth() - font.widthOfTextAtSize(line, size)) / 2;
        page.drawText(line, { x, y: y + size * 0.25, size, font, color });
      }
    },
    draw(text, side) {
      const { data, size } = encode(text, { ecc: 'Q', border: 4 });
      const module = (side * scale) / size;
      const x = (page.getWidth() - side * scale) / 2;
      page.drawSvgPath(pathOf(data), { x, y, scale: module, color: rgb(0, 0, 0), borderWidth: 0 });
      y -= side * scale;
    },
  };
}

/** Dark modules that lie side by side are one rectangle: no printer leaves a line between them. */
function pathOf(data: readonly (readonly boolean[])[]): string {
  return data
    .flatMap((row, y) => {
      const runs: string[] = [];
      for (let x = 0; x < row.length; x += 1) {
        if (row[x] !== true) continue;
        const from = x;
        while (row[x + 1] === true) x += 1;
        runs.push(`M${from} ${y}H${x + 1}V${y + 1}H${from}Z`);
      }
      return runs;
    })
    .join('');
}

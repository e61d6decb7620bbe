import { PDFDocument, rgb, type PDFFont, type PDFPage } from '@cantoo/pdf-lib';
import fontkit from '@cantoo/fontkit';
import { encode } from 'uqr';
import type { TakenPass } from '../../shared/company/calls.ts';
import { PASS_WORDS, untilOf, type PassWording } from '../../shared/company/pass-files.ts';
import { INK, LINE, SOFT } from '../console/report/colours.ts';

/** A4 upright (ISO 216) in points of 1/72 inch: two columns of four, cut along the lines. */
const A4: [number, number] = [595.28, 841.89];
const COLUMNS = 2;
const ROWS = 4;
const [WIDTH, HEIGHT] = [A4[0] / COLUMNS, A4[1] / ROWS];
const PADDING = 14;
/** 48 mm: a code of version 13 has modules of 0.65 mm then, which any phone and kiosk reads. */
const CODE = 136;
/** The quiet zone ISO/IEC 18004 §9.1 asks for, in modules. */
const QUIET_ZONE = 4;

interface Words {
  readonly company: string;
  /** What stands at the foot of each. */
  readonly cut: string;
  readonly until: (when: string) => string;
}

/**
 * Sheets of passes to be cut apart and handed out, as PDF (ISO 32000-1): of each the code, whose it is and until when it holds.
 *
 * @param font TrueType with every sign that may be needed
 */
export async function passSheets(
  passes: readonly TakenPass[],
  wording: PassWording,
  words: Words,
  font: Uint8Array,
): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.registerFontkit(fontkit);
  const features = { pwid: wording.language === 'en', kern: false };
  const embedded = await document.embedFont(font, { subset: true, features });
  document.setTitle(words.company, { showInWindowTitleBar: true });
  document.setLanguage(wording.language);
  const known = new Set(embedded.getCharacterSet());
  let page: PDFPage | null = null;
  passes.forEach((pass, i) => {
    const place = i % (COLUMNS * ROWS);
    if (page === null || place === 0) page = document.addPage(A4);
    const [column, row] = [place % COLUMNS, Math.floor(place / COLUMNS)];
    const corner = { page, x: column * WIDTH, y: A4[1] - (row + 1) * HEIGHT };
    drawPass(corner, pass, linesOf(pass, wording, words), { font: embedded, known });
  });
  return document.save();
}

interface Line {
  readonly text: string;
  readonly size: number;
  readonly isSoft?: boolean;
}

function linesOf(pass: TakenPass, wording: PassWording, { company, cut, until }: Words): Line[] {
  return [
    { text: PASS_WORDS[wording.language][pass.type], size: 13 },
    ...(pass.plate === null ? [] : [{ text: pass.plate, size: 15 }]),
    { text: pass.maskedName, size: 15 },
    { text: company, size: 9 },
    { text: until(untilOf(pass, wording)), size: 9 },
    { text: cut, size: 8, isSoft: true },
    { text: pass.id, size: 7, isSoft: true },
  ];
}

interface Pen {
  readonly font: PDFFont;
  /** Signs that the font has. */
  readonly known: ReadonlySet<number>;
}

function drawPass(
  { page, x, y }: { page: PDFPage; x: number; y: number },
  { text }: TakenPass,
  lines: readonly Line[],
  { font, known }: Pen,
): void {
  page.drawRectangle({ x, y, width: WIDTH, height: HEIGHT, borderColor: LINE, borderWidth: 0.5 });
  const { data, size } = encode(text, { ecc: 'M', border: QUIET_ZONE });
  const path = data.flatMap((row, at) => runsOf(row).map(([from, to]) => `M${from} ${at}H${to}V${at + 1}H${from}Z`));
  const top = y + (HEIGHT + CODE) / 2;
  page.drawSvgPath(path.join(''), {
    x: x + PADDING / 2,
    y: top,
    scale: CODE / size,
    color: rgb(0, 0, 0),
    borderWidth: 0,
  });
  const left = x + PADDING / 2 + CODE + 4;
  const width = x + WIDTH - PADDING - left;
  let at = top - 6;
  for (const { text: line, size: pt, isSoft = false } of lines) {
    for (const part of partsOf(clean(line, known), width, (one) => font.widthOfTextAtSize(one, pt))) {
      at -= pt * 1.3;
      page.drawText(part, { x: left, y: at, size: pt, font, color: isSoft ? SOFT : INK });
    }
    at -= 3;
  }
}

/** Dark modules beside one another, from the first to the one after the last. */
function runsOf(row: readonly boolean[]): [from: number, to: number][] {
  const runs: [number, number][] = [];
  row.forEach((isDark, i) => {
    const last = runs.at(-1);
    if (!isDark) return;
    if (last?.[1] === i) last[1] = i + 1;
    else runs.push([i, i + 1]);
  });
  return runs;
}

/** A text in lines that are no wider than told, broken wherever it must be. */
function partsOf(text: string, width: number, widthOf: (text: string) => number): string[] {
  const parts: string[] = [''];
  for (const sign of text) {
    const longer = (parts.at(-1) ?? '') + sign;
    if (widthOf(longer) <= width || parts.at(-1) === '') parts[parts.length - 1] = longer;
    else parts.push(sign);
  }
  return parts;
}

/** What the font has no sign for is shown as a box. */
function clean(text: string, known: ReadonlySet<number>): string {
  return Array.from(text)
    .map((sign) => (known.has(sign.codePointAt(0) ?? 0) ? sign : '□'))
    .join('');
}

import { PDFDocument } from '@cantoo/pdf-lib';
import fontkit from '@cantoo/fontkit';
import { INK, LINE, SOFT } from './colours.ts';
import type { ReportContent } from './content.ts';
import { drawChart } from './draw-chart.ts';
import { LINE_HEIGHT, numberPages, paperOf, TEXT_WIDTH, type Paper } from './paper.ts';

const TITLE = { size: 22, colour: INK };
const SUBJECT = { size: 13, colour: INK };
const HEADING = { size: 12.5, colour: INK };
const TEXT = { size: 10, colour: INK };
const NOTE = { size: 9, colour: SOFT };
const ROW_SKIP = 3.5;

/**
 * A report as PDF (ISO 32000-1) on A4. Its text is text: it can be searched and copied; of the font there is in it only
 * what it needs.
 *
 * @param font TrueType with every sign the report may need
 */
export async function pdfOf(content: ReportContent, font: Uint8Array): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.registerFontkit(fontkit);
  // The font's quotation marks are as wide as a Chinese character, but for those of `pwid` (OpenType). Text is drawn without
  // kerning, and so has to be measured.
  const features = { pwid: content.language === 'en', kern: false };
  const embedded = await document.embedFont(font, { subset: true, features });
  document.setTitle(`${content.title} · ${content.subject}`, { showInWindowTitleBar: true });
  document.setLanguage(content.language);
  const paper = paperOf(document, embedded);
  paper.write(content.title, TITLE);
  paper.write(content.subject, SUBJECT);
  for (const note of content.notes) paper.write(note, NOTE);
  drawTable(paper, content.numbers, NUMBERS);
  heading(paper, content.chart.title);
  drawChart(paper, content, content.language);
  drawTable(paper, content.reasons, WORDS_AND_COUNT);
  drawTable(paper, content.gates, NAME_AND_NUMBERS);
  numberPages(document, embedded, NOTE, content.pageOf);
  return document.save();
}

function heading(paper: Paper, title: string): void {
  paper.need(80);
  paper.skip(14);
  paper.write(title, HEADING);
  paper.skip(4);
}

interface Column {
  /** Where it begins. */
  readonly x: number;
  readonly width: number;
  /** It ends where the column does. */
  readonly isNumber: boolean;
}

type Columns = (columns: number) => readonly Column[];

/** Between columns. */
const GAP = 10;

/** Columns of these widths beside one another, the first of which takes what they leave. */
function beside(...others: readonly Omit<Column, 'x'>[]): readonly Column[] {
  const widthOf = (columns: readonly Pick<Column, 'width'>[]): number =>
    columns.reduce((sum, { width }) => sum + width + GAP, 0);
  return [
    { x: 0, width: TEXT_WIDTH - widthOf(others), isNumber: false },
    ...others.map((column, i) => ({ ...column, x: TEXT_WIDTH + GAP - widthOf(others.slice(i)) })),
  ];
}

/** A name, its number, and a sentence beside it. */
const NUMBERS: Columns = () => beside({ width: 80, isNumber: true }, { width: 255, isNumber: false });

const WORDS_AND_COUNT: Columns = () => beside({ width: 80, isNumber: true });

/** Numbers have as much room each. */
const NAME_AND_NUMBERS: Columns = (columns) =>
  beside(...Array.from({ length: columns - 1 }, () => ({ width: 58, isNumber: true })));

function drawTable(paper: Paper, { title, head, rows, none }: ReportContent['reasons'], columns: Columns): void {
  heading(paper, title);
  if (rows.length === 0) {
    paper.write(none, TEXT);
    return;
  }
  if (head.length > 0) drawRow(paper, head, columns(head.length), NOTE);
  for (const row of rows) drawRow(paper, row, columns(row.length), TEXT);
}

/** Each cell in as many lines as it needs, all of a row on one sheet, and a line beneath. */
function drawRow(paper: Paper, cells: readonly string[], columns: readonly Column[], style: typeof TEXT): void {
  const written = columns.map((column, i) => ({
    ...column,
    lines: paper.linesOf(cells[i] ?? '', style.size, column.width),
  }));
  const lines = Math.max(...written.map((cell) => cell.lines.length));
  const height = style.size * LINE_HEIGHT;
  paper.need(lines * height + ROW_SKIP);
  for (let i = 0; i < lines; i += 1) {
    for (const cell of written) {
      const line = cell.lines[i];
      if (line !== undefined) paper.put(line, style, cell.isNumber ? cell.x + cell.width : cell.x, cell.isNumber);
    }
    paper.skip(height);
  }
  paper.rule(LINE);
  paper.skip(ROW_SKIP);
}

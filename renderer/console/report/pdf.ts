import { PDFDocument } from '@cantoo/pdf-lib';
import fontkit from '@cantoo/fontkit';
import { INK, LINE, SOFT } from './colours.ts';
import type { ReportContent } from './content.ts';
import { drawChart } from './draw-chart.ts';
import { numberPages, paperOf, TEXT_WIDTH, type Paper } from './paper.ts';

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
  const embedded = await document.embedFont(font, { subset: true });
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
  paper.need(60);
  paper.skip(14);
  paper.write(title, HEADING);
  paper.skip(4);
}

interface Column {
  /** Where it begins, or ends if it is a number. */
  readonly x: number;
  readonly isNumber: boolean;
}

type Columns = (columns: number) => readonly Column[];

/** A name, its number, and a sentence beside it. */
const NUMBERS: Columns = () => [
  { x: 0, isNumber: false },
  { x: 220, isNumber: true },
  { x: 240, isNumber: false },
];

const WORDS_AND_COUNT: Columns = () => [
  { x: 0, isNumber: false },
  { x: TEXT_WIDTH, isNumber: true },
];

/** Of the width that numbers share. */
const NUMBERS_WIDTH = 340;

const NAME_AND_NUMBERS: Columns = (columns) =>
  Array.from({ length: columns }, (_, i) =>
    i === 0
      ? { x: 0, isNumber: false }
      : { x: TEXT_WIDTH - (NUMBERS_WIDTH / (columns - 1)) * (columns - 1 - i), isNumber: true },
  );

function drawTable(paper: Paper, { title, head, rows, none }: ReportContent['reasons'], columns: Columns): void {
  heading(paper, title);
  if (rows.length === 0) {
    paper.write(none, TEXT);
    return;
  }
  if (head.length > 0) drawRow(paper, head, columns(head.length), NOTE);
  for (const row of rows) drawRow(paper, row, columns(row.length), TEXT);
}

/** The first cell in as many lines as it needs, the others on the first of them, and a line beneath. */
function drawRow(paper: Paper, cells: readonly string[], columns: readonly Column[], style: typeof TEXT): void {
  paper.need(style.size * 2);
  for (const [i, cell] of cells.entries()) {
    const column = columns[i];
    if (i > 0 && column !== undefined) paper.put(cell, style, column.x, column.isNumber);
  }
  const end = columns[1]?.x ?? TEXT_WIDTH;
  paper.write(cells[0] ?? '', style, 0, Math.max(120, end - 60));
  paper.rule(LINE);
  paper.skip(ROW_SKIP);
}

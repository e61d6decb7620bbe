import { Zip, ZipDeflate } from 'fflate';
import { joined } from '../bytes.ts';
import { encodeUtf8 } from '../utf8.ts';
import type { Cell, TableFile } from './columns.ts';
import { writeWall } from './moment.ts';

/** Rows of a worksheet, its titles included (ECMA-376 Part 1 §18.3.1.73, as spreadsheets limit it). */
export const MAX_SHEET_ROWS = 1_048_576;

/** Fast: sheets repeat themselves so much that more effort gains little. */
const LEVEL = 1;

/**
 * A workbook of one sheet (ECMA-376 Part 1, SpreadsheetML), written as it goes along. Text is in the cells themselves
 * and never a formula; moments are numbers with a date's format, but for those that spreadsheets do not count to. The libraries that write workbooks keep the whole sheet
 * in memory until its end: of a million rows that is gigabytes.
 */
export function xlsxFile(): TableFile {
  let parts: Uint8Array[] = [];
  const zip = new Zip((error, data) => {
    if (error !== null) throw error;
    parts.push(data);
  });
  const taken = (): Uint8Array => {
    const bytes = joined(...parts);
    parts = [];
    return bytes;
  };
  const file = (name: string): ZipDeflate => {
    const opened = new ZipDeflate(name, { level: LEVEL });
    zip.add(opened);
    return opened;
  };
  let sheet: ZipDeflate | null = null;
  return {
    begin(titles) {
      for (const [name, text] of Object.entries(PARTS)) file(name).push(encodeUtf8(text), true);
      sheet = file('xl/worksheets/sheet1.xml');
      sheet.push(encodeUtf8(HEAD + rowOf(titles)));
      return taken();
    },
    add(rows) {
      sheet?.push(encodeUtf8(rows.map(rowOf).join('')));
      return taken();
    },
    end() {
      sheet?.push(encodeUtf8(TAIL), true);
      zip.end();
      return taken();
    },
  };
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const PARTS = {
  '[Content_Types].xml': `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`,
  '_rels/.rels': `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="Log" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
  // The second style, 1, is that of moments.
  'xl/styles.xml': `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/><xf numFmtId="164" applyNumberFormat="1" xfId="0"/></cellXfs></styleSheet>`,
};
const WIDTHS = [20, 12, 12, 12, 40, 24, 12, 12, 14, 8, 12, 10, 10, 10, 10, 38, 38];
const COLS = WIDTHS.map((width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`).join('');
const HEAD = `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${COLS}</cols><sheetData>`;
const TAIL = '</sheetData></worksheet>';

function rowOf(cells: readonly Cell[]): string {
  return `<row>${cells.map(cellOf).join('')}</row>`;
}

const MS_PER_DAY = 86_400_000;
/** Days from 1899-12-30, where spreadsheets begin to count, to 1970-01-01. */
const DAYS_BEFORE_EPOCH = 25_569;
/** 1900-03-01: before it spreadsheets show no moment, or count a 29 February 1900 that never was. */
const FIRST_SHEET_MS = -2_203_891_200_000;

function cellOf(cell: Cell): string {
  if (cell === null || cell === '') return '<c/>';
  if (typeof cell === 'number') return `<c><v>${cell}</v></c>`;
  if (typeof cell === 'object' && cell.wallMs >= FIRST_SHEET_MS) {
    return `<c s="1"><v>${cell.wallMs / MS_PER_DAY + DAYS_BEFORE_EPOCH}</v></c>`;
  }
  return textOf(typeof cell === 'object' ? writeWall(cell.wallMs) : cell);
}

function textOf(cell: string): string {
  return `<c t="inlineStr"><is><t xml:space="preserve">${escapeXml(cell)}</t></is></c>`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** What XML 1.0 (§2.2) has no character for is left out: else no program would open the file. */
function escapeXml(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex -- these are what is looked for
      .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/gu, '')
      .replaceAll(/[&<>]/gu, (sign) => ESCAPES[sign] ?? '')
  );
}

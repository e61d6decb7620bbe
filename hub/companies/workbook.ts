import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import type { SheetRow } from '../../shared/company/read-sheet.ts';
import { MAX_HOLDERS } from '../../shared/company/columns.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { BadXml, tagsOf, textOf, type Tag } from './xml.ts';

/** Bytes of what a workbook's parts inflate to, together: of 10,000 rows some 10 MB, and a bomb's do not end. */
const MAX_INFLATED = 48 * 1024 * 1024;
/** Parts of a workbook: one of a sheet has some ten. */
const MAX_PARTS = 200;
/** Beyond our columns, and rows beneath ours that are formatted and empty. */
const MAX_COLUMNS = 64;
const MAX_ROW = MAX_HOLDERS * 2;

/** A workbook that is not read: the reason is the same for whoever sent it. */
class Unreadable extends Error {}

/**
 * Reads the first sheet of a workbook (ECMA-376 Part 1, SpreadsheetML): what its cells show but for their formats, of a formula what
 * it came to when it was saved. Nothing is resolved, neither entities but XML's own nor what lies elsewhere, and no more is held
 * than {@link MAX_INFLATED} bytes, whatever the file says of itself. The libraries that read workbooks make a cell for each place
 * up to the last one that is named, which a file of a hundred bytes can put at row 1,048,576, column XFD.
 *
 * @returns rows that have anything in them
 */
export async function readWorkbook(bytes: Buffer): Promise<Result<SheetRow[], 'file-unreadable'>> {
  try {
    const parts = await partsOf(bytes);
    const part = (name: string): string | undefined => parts.get(name)?.toString('utf8');
    const sheet = part(firstSheet(part('xl/workbook.xml') ?? '', part('xl/_rels/workbook.xml.rels') ?? ''));
    if (sheet === undefined) return fail('file-unreadable');
    return ok(rowsOf(sheet, stringsOf(part('xl/sharedStrings.xml') ?? '')));
  } catch (error) {
    if (error instanceof Unreadable || error instanceof BadXml) return fail('file-unreadable');
    throw error;
  }
}

const WANTED = /^xl\/(?:workbook\.xml|_rels\/workbook\.xml\.rels|sharedStrings\.xml|worksheets\/[\w-]+\.xml)$/u;

/** Each part that may be needed, by its name. yauzl holds each to the size that it says it has. */
function partsOf(bytes: Buffer): Promise<Map<string, Buffer>> {
  const parts = new Map<string, Buffer>();
  let inflated = 0;
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      reject(new Unreadable());
    };
    fromBuffer(bytes, { lazyEntries: true }, (opening, zip) => {
      if (opening !== null || zip.entryCount > MAX_PARTS) {
        giveUp();
        return;
      }
      zip.on('error', giveUp);
      zip.on('end', () => {
        resolve(parts);
      });
      zip.on('entry', (entry: Entry) => {
        if (!WANTED.test(entry.fileName)) {
          zip.readEntry();
          return;
        }
        inflated += entry.uncompressedSize;
        if (inflated > MAX_INFLATED || entry.isEncrypted()) giveUp();
        else
          readPart(zip, entry).then((content) => {
            parts.set(entry.fileName, content);
            zip.readEntry();
          }, giveUp);
      });
      zip.readEntry();
    });
  });
}

function readPart(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (opening, stream) => {
      if (opening !== null) {
        reject(opening);
        return;
      }
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', reject);
      stream.on('end', () => {
        resolve(Buffer.concat(chunks));
      });
    });
  });
}

/** Where the first sheet lies; by convention, should the workbook not say. */
function firstSheet(workbook: string, relations: string): string {
  const sheet = [...tagsOf(workbook)].find(({ name, isEnd }) => name === 'sheet' && !isEnd);
  const id = sheet?.attributes.get('id');
  const relation = [...tagsOf(relations)].find(
    ({ name, attributes }) => name === 'Relationship' && id !== undefined && attributes.get('Id') === id,
  );
  const target = relation?.attributes.get('Target') ?? 'worksheets/sheet1.xml';
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
}

/** Texts that cells name by their number. */
function stringsOf(xml: string): string[] {
  const strings: string[] = [];
  let current: string | null = null;
  let isPhonetic = false;
  for (const tag of tagsOf(xml)) {
    if (tag.name === 'si') {
      if (!tag.isEnd) current = '';
      if (tag.isEnd || tag.isEmpty) {
        strings.push(current ?? '');
        current = null;
      }
    }
    // How Chinese and Japanese is read aloud, beside the text itself.
    if (tag.name === 'rPh') isPhonetic = !tag.isEnd;
    if (tag.name === 't' && !tag.isEnd && current !== null && !isPhonetic) current += textOf(tag.after);
  }
  return strings;
}

function rowsOf(xml: string, strings: readonly string[]): SheetRow[] {
  const rows: SheetRow[] = [];
  let row = 0;
  let cells: string[] = [];
  // Where a cell stands that says not where.
  let next = 0;
  let cell: { column: number; type: string; text: string } | null = null;
  const endCell = (): void => {
    if (cell !== null) put(cells, cell.column, cell.type === 's' ? (strings[Number(cell.text)] ?? '') : cell.text);
    cell = null;
  };
  for (const tag of tagsOf(xml)) {
    if (tag.name === 'row') {
      if (!tag.isEnd) {
        row = numberOf(tag, row + 1);
        [cells, next] = [[], 0];
      }
      if ((tag.isEnd || tag.isEmpty) && cells.some((text) => text.trim() !== '')) {
        if (row > MAX_ROW || rows.length > MAX_ROW) throw new Unreadable();
        rows.push({ row, fields: Array.from(cells, (text: string | undefined) => text ?? '') });
      }
    }
    if (tag.name === 'c' && !tag.isEnd) {
      const column = columnOf(tag, next);
      next = column + 1;
      cell = { column, type: tag.attributes.get('t') ?? 'n', text: '' };
    }
    if (tag.name === 'c' && (tag.isEnd || tag.isEmpty)) endCell();
    if ((tag.name === 'v' || tag.name === 't') && !tag.isEnd && cell !== null) cell.text += textOf(tag.after);
  }
  return rows;
}

function put(cells: string[], column: number, text: string): void {
  if (text === '') return;
  if (column >= MAX_COLUMNS) throw new Unreadable();
  cells[column] = text;
}

function numberOf(tag: Tag, otherwise: number): number {
  const said = tag.attributes.get('r');
  return said !== undefined && /^\d{1,7}$/u.test(said) ? Number(said) : otherwise;
}

/** Of `AB12` 27, counted from 0. */
function columnOf(tag: Tag, otherwise: number): number {
  const letters = /^([A-Z]{1,3})\d/u.exec(tag.attributes.get('r') ?? '')?.[1];
  if (letters === undefined) return otherwise;
  return Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

import { PAGE_BYTES, type PageFile } from './page-file.ts';
import { COLUMNS } from './row.ts';
import type { SqlRow, SqlValue } from './sqlite.ts';

/** A row of a table, in a leaf of its tree. @see https://sqlite.org/fileformat2.html §1.6 */
export interface Cell {
  readonly sequence: number;
  /** Where its payload begins in the page, and how long it is with what lies on other pages. */
  readonly at: number;
  readonly size: number;
}

const TABLE_LEAF = 0x0d;
/** On the first page the header of the file comes before that of the tree. */
const FILE_HEADER = 100;

/** The cells of a leaf, as far as they make sense; none for a page that is no leaf of a table. */
export function cellsOf(page: Buffer, number: number): Cell[] {
  const header = number === 1 ? FILE_HEADER : 0;
  if (page[header] !== TABLE_LEAF) return [];
  const count = Math.min(page.readUInt16BE(header + 3), (PAGE_BYTES - header - 8) / 2);
  return Array.from({ length: Math.trunc(count) }, (_, n) =>
    cellAt(page, page.readUInt16BE(header + 8 + 2 * n)),
  ).filter((cell) => cell !== undefined);
}

/** No entry is nearly as long: a longer one is a torn number. */
const MAX_PAYLOAD = 1 << 20;

function cellAt(page: Buffer, start: number): Cell | undefined {
  const size = varint(page, start);
  const key = size && varint(page, size.end);
  if (key === undefined || size === undefined || size.value > MAX_PAYLOAD || !Number.isSafeInteger(key.value)) return;
  return { sequence: key.value, at: key.end, size: size.value };
}

/** @returns `undefined` past the page's end */
function varint(bytes: Buffer, start: number): { value: number; end: number } | undefined {
  let value = 0;
  for (let n = 0; n < 9; n += 1) {
    const byte = bytes[start + n];
    if (byte === undefined) return undefined;
    // Of a ninth byte all eight bits count. Numbers that long are none of ours.
    value = n === 8 ? value * 256 + byte : value * 128 + (byte & 0x7f);
    if (byte < 0x80 || n === 8) return { value, end: start + n + 1 };
  }
  return undefined;
}

/** The row of a cell as SQLite would give it; `undefined` for one that makes no sense. What it says, its hash proves. */
export function rowOf(pages: Pick<PageFile, 'page'>, page: Buffer, cell: Cell): SqlRow | undefined {
  const record = payloadOf(pages, page, cell);
  const header = record && varint(record, 0);
  if (record === undefined || header === undefined) return undefined;
  const row: SqlRow = {};
  let [typeAt, valueAt] = [header.end, header.value];
  for (const column of COLUMNS) {
    if (typeAt >= header.value) break;
    const type = varint(record, typeAt);
    const size = type && sizeOf(type.value);
    if (type === undefined || size === undefined || valueAt + size > record.length) return undefined;
    row[column] = valueOf(type.value, record.subarray(valueAt, valueAt + size));
    [typeAt, valueAt] = [type.end, valueAt + size];
  }
  return { ...row, sequence: cell.sequence };
}

/** All of a payload, what does not fit its leaf from overflow pages. @see https://sqlite.org/fileformat2.html §1.6 */
function payloadOf(pages: Pick<PageFile, 'page'>, page: Buffer, { at, size }: Cell): Buffer | undefined {
  const [most, least] = [PAGE_BYTES - 35, Math.floor(((PAGE_BYTES - 12) * 32) / 255) - 23];
  if (size <= most) return at + size <= page.length ? page.subarray(at, at + size) : undefined;
  const fitting = least + ((size - least) % (PAGE_BYTES - 4));
  const local = fitting <= most ? fitting : least;
  if (at + local + 4 > page.length) return undefined;
  const parts = [page.subarray(at, at + local)];
  let next = page.readUInt32BE(at + local);
  for (let left = size - local; left > 0; left -= PAGE_BYTES - 4) {
    const more = next === 0 ? undefined : pages.page(next);
    if (more === undefined) return undefined;
    parts.push(more.subarray(4, 4 + Math.min(left, PAGE_BYTES - 4)));
    next = more.readUInt32BE(0);
  }
  return Buffer.concat(parts);
}

/** Bytes of the serial types 0 to 9. @see https://sqlite.org/fileformat2.html §2.1 */
const SIZES = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

function sizeOf(type: number): number | undefined {
  return type < 12 ? SIZES[type] : Math.floor((type - 12) / 2);
}

function valueOf(type: number, bytes: Buffer): SqlValue {
  if (type === 0) return null;
  if (type >= 12) return type % 2 === 0 ? Uint8Array.from(bytes) : bytes.toString('utf8');
  if (type === 7) return bytes.readDoubleBE(0);
  if (type >= 8) return type - 8;
  return type === 6 ? Number(bytes.readBigInt64BE(0)) : bytes.readIntBE(0, bytes.length);
}

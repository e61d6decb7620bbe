import { stringify } from 'csv-stringify/sync';
import { encodeUtf8 } from '../utf8.ts';
import type { Cell, TableFile } from './columns.ts';
import { writeWall } from './moment.ts';

/** By which spreadsheets know UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Comma-separated values with CRLF (RFC 4180) in UTF-8 with a byte order mark. What a spreadsheet would take for a formula
 * is made text by a leading apostrophe, whoever wrote it (CWE-1236).
 */
export function csvFile(): TableFile {
  const text = (rows: readonly (readonly Cell[])[]): string =>
    stringify(
      rows.map((row) => row.map(plain)),
      { escape_formulas: true, record_delimiter: 'windows', quoted_match: /[\r\n]/u },
    );
  return {
    begin: (titles) => encodeUtf8(BYTE_ORDER_MARK + text([titles])),
    add: (rows) => encodeUtf8(text(rows)),
    end: () => new Uint8Array(0),
  };
}

function plain(cell: Cell): string | number | null {
  if (cell === null || typeof cell !== 'object') return cell;
  return writeWall(cell.wallMs);
}

import { parseCsv } from './csv.ts';

/** What is wrong with a file, and where. */
export interface TableFault {
  /** Of a CSV the line, of a GeoJSON the feature, from 1; `null`: of the file as a whole. */
  readonly row: number | null;
  /** `null`: of the row as a whole. */
  readonly column: string | null;
  readonly fault: string;
}

/** A row by the names of its columns; what is empty is not in it. */
export interface TableRow {
  readonly row: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Table {
  readonly rows: readonly TableRow[];
  readonly faults: readonly TableFault[];
}

/** Names of columns: those that must be there, and all that may be. */
export interface Columns {
  readonly wanted: readonly string[];
  readonly known: readonly string[];
}

/** Reads a table whose first line names its columns. */
export function readCsv(text: string, columns: Columns): Table {
  const { records, trouble } = parseCsv(text.replace(/^\uFEFF/u, ''));
  const [head, ...rest] = records;
  const broken = trouble === null ? [] : [{ row: trouble.line, column: null, fault: trouble.message }];
  if (head === undefined) return { rows: [], faults: [...broken, EMPTY].slice(0, 1) };
  const names = head.fields.map((field) => field.trim());
  const ofHead = faultsOfHead(names, head.line, columns);
  if (ofHead.length > 0) return { rows: [], faults: ofHead };
  const rows: TableRow[] = [];
  const faults: TableFault[] = [];
  for (const { line, fields } of rest) {
    if (fields.length === names.length) rows.push({ row: line, fields: named(names, fields) });
    else faults.push({ row: line, column: null, fault: `${fields.length} fields, for ${names.length} columns` });
  }
  return { rows, faults: [...faults, ...broken] };
}

const EMPTY: TableFault = { row: null, column: null, fault: 'a first line with the names of the columns is missing' };

function named(names: readonly string[], fields: readonly string[]): TableRow['fields'] {
  const entries = names.map((name, i) => [name, (fields[i] ?? '').trim()] as const);
  return Object.fromEntries(entries.filter(([, text]) => text !== ''));
}

function faultsOfHead(names: readonly string[], row: number, { wanted, known }: Columns): TableFault[] {
  const missing = wanted.filter((column) => !names.includes(column));
  const unknown = names.filter((column) => !known.includes(column));
  const twice = names.filter((column, i) => names.indexOf(column) !== i);
  return [
    ...missing.map((column) => ({ row, column, fault: 'this column is missing' })),
    ...unknown.map((column) => ({ row, column, fault: `no such column; there are: ${known.join(', ')}` })),
    ...twice.map((column) => ({ row, column, fault: 'this column is there twice' })),
  ];
}

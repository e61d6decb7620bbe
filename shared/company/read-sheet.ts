import { MAX_NAME_LENGTH } from '../credential/issue.ts';
import { parseCsv } from '../csv.ts';
import {
  readDay,
  readCarries,
  readDays,
  readDocumentNumber,
  readLine,
  readPassengers,
  readPlate,
  readTime,
  readWord,
  type Cell,
} from './cells.ts';
import {
  COLUMNS,
  KINDS,
  MAX_FAULTS,
  MAX_HOLDERS,
  WANTED,
  type PlacedFault,
  type SheetFault,
  type SheetKind,
} from './columns.ts';

/** Whom or what a row is about, as it was written; of it the name and the number go no further than to be masked. */
export interface WrittenHolder {
  readonly row: number;
  readonly type: 'staff' | 'point-work' | 'vehicle' | 'shuttle' | 'delivery';
  readonly name: string;
  readonly documentNumber: string;
  readonly terms: HolderTerms;
}

/** What a pass says besides whom and whose it is. */
export interface HolderTerms {
  /** Gates of the venue, by name; empty: all of it. */
  readonly gates: readonly string[];
  /** Weekdays from 1, Monday, ascending. */
  readonly days: readonly number[];
  /** `HH:MM`, the end `24:00` too; one that is no later than the beginning is of the next day. */
  readonly from: string;
  readonly to: string;
  /** The last day, `YYYY-MM-DD`; `null`: for as long as the company is let in. */
  readonly until: string | null;
  readonly plate: string | null;
  readonly carries: 'cargo' | 'passengers' | null;
  readonly passengers: number | null;
  readonly route: { readonly from: string; readonly to: string } | null;
  readonly post: string | null;
  /** The last day of a short stay, `YYYY-MM-DD`. */
  readonly stayUntil: string | null;
}

/** What a file says, or all that is wrong with it (the first {@link MAX_FAULTS} of it): never a part of a file. */
export type ReadSheet =
  | { readonly ok: true; readonly value: readonly WrittenHolder[] }
  | { readonly ok: false; readonly faults: readonly PlacedFault[] };

/** A row of a file, whatever it was kept in. */
export interface SheetRow {
  readonly row: number;
  readonly fields: readonly string[];
}

/** By what a file is judged. */
export interface SheetGround {
  readonly sheet: SheetKind;
  /** `YYYY-MM-DD`, at the venue. */
  readonly today: string;
  /** Gates that the venue has. */
  readonly gates: readonly string[];
}

/** Of a post or a place in a pass, in UTF-16 units (docs/pass.md §3). */
const MAX_LABEL = 32;
const MAX_GATES = 16;
/** Of a column that nobody knows, as it is told. */
const MAX_TITLE = 64;

/** Reads a file of comma-separated values (RFC 4180). */
export function readSheetCsv(text: string, ground: SheetGround): ReadSheet {
  const { records, trouble } = parseCsv(text.replace(/^\uFEFF/u, ''));
  if (trouble !== null) return { ok: false, faults: [{ row: trouble.line, column: null, fault: 'quote-not-closed' }] };
  return readSheet(
    records.map(({ line, fields }) => ({ row: line, fields })),
    ground,
  );
}

/** Reads a file whose first row names its columns, in English or Chinese, in whatever order. */
export function readSheet(rows: readonly SheetRow[], ground: SheetGround): ReadSheet {
  const [head, ...rest] = rows;
  if (head === undefined) return of('no-head');
  const names = head.fields.map((field) => nameOf(field.trim(), ground.sheet));
  while (names.at(-1) === '') names.pop();
  const ofHead = faultsOfHead(names, head.row, ground.sheet);
  if (ofHead.length > 0) return { ok: false, faults: ofHead };
  if (rest.length === 0) return of('no-row');
  if (rest.length > MAX_HOLDERS) return of('too-many-rows');
  const faults: PlacedFault[] = [];
  const holders = new Map<string, WrittenHolder>();
  for (const { row, fields } of rest) {
    if (faults.length >= MAX_FAULTS) break;
    const found: PlacedFault[] = [];
    if (fields.slice(names.length).some((field) => field.trim() !== '')) {
      faults.push({ row, column: null, fault: 'fields-do-not-fit' });
      continue;
    }
    const cells = Object.fromEntries(names.map((name, i) => [name, (fields[i] ?? '').trim()]));
    const holder = holderOf(row, cells, ground, (column, fault) => found.push({ row, column, fault }));
    const key = `${holder.type} ${holder.documentNumber} ${holder.terms.plate ?? ''}`;
    if (found.length === 0 && holders.has(key))
      found.push({ row, column: ground.sheet === 'staff' ? 'documentNumber' : 'plate', fault: 'twice' });
    if (found.length === 0) holders.set(key, holder);
    faults.push(...found);
  }
  return faults.length === 0
    ? { ok: true, value: [...holders.values()] }
    : { ok: false, faults: faults.slice(0, MAX_FAULTS) };
}

function of(fault: SheetFault): ReadSheet {
  return { ok: false, faults: [{ row: null, column: null, fault }] };
}

function nameOf(title: string, sheet: SheetKind): string {
  const titles: Readonly<Record<string, string>> = COLUMNS[sheet];
  const plain = title.replace(/[*＊]$/u, '').trim();
  return (
    Object.keys(titles).find((name) => name.toLowerCase() === plain.toLowerCase() || titles[name] === plain) ?? plain
  );
}

function faultsOfHead(names: readonly string[], row: number, sheet: SheetKind): PlacedFault[] {
  const known = Object.keys(COLUMNS[sheet]);
  const at =
    (fault: SheetFault) =>
    (column: string): PlacedFault => ({ row, column: column.slice(0, MAX_TITLE), fault });
  return [
    ...WANTED[sheet].filter((column) => !names.includes(column)).map(at('column-missing')),
    ...names.filter((column) => !known.includes(column)).map(at('column-unknown')),
    ...names.filter((column, i) => known.includes(column) && names.indexOf(column) !== i).map(at('column-twice')),
  ].slice(0, MAX_FAULTS);
}

type Say = (column: string, fault: SheetFault) => void;

/** What a row says; what is wrong with it is said on the way. */
function holderOf(row: number, cells: Readonly<Record<string, string>>, ground: SheetGround, say: Say): WrittenHolder {
  const { sheet, today } = ground;
  const cell = <T>(column: string, read: (text: string) => Cell<T>): T | null => {
    const text = cells[column] ?? '';
    if (text === '') {
      if ((WANTED[sheet] as readonly string[]).includes(column)) say(column, 'missing');
      return null;
    }
    const found = read(text);
    if (found.ok) return found.value;
    say(column, found.fault);
    return null;
  };
  const label = (column: string): string | null => cell(column, (text) => readLine(text, MAX_LABEL));
  const day = (column: string): string | null => {
    const read = cell(column, readDay);
    if (read !== null && read < today) say(column, 'date-past');
    return read;
  };
  const [nameColumn, numberColumn] = sheet === 'staff' ? ['name', 'documentNumber'] : ['driver', 'driverNumber'];
  const kinds: Readonly<Partial<Record<WrittenHolder['type'], string>>> = KINDS[sheet];
  const type = cell('kind', (text) => readWord(text, kinds as Record<WrittenHolder['type'], string>, 'kind-unknown'));
  const [from, to] = [cell('from', readTime), cell('to', readTime)];
  if (from !== null && (from === to || from === '24:00')) say('to', 'no-time-between');
  const [routeFrom, routeTo] = [label('routeFrom'), label('routeTo')];
  const holder: WrittenHolder = {
    row,
    type: type ?? (sheet === 'staff' ? 'staff' : 'vehicle'),
    name: cell(nameColumn, (text) => readLine(text, MAX_NAME_LENGTH)) ?? '',
    documentNumber: cell(numberColumn, readDocumentNumber) ?? '',
    terms: {
      gates: cell('gates', (text) => readGates(text, ground.gates)) ?? [],
      days: cell('days', readDays) ?? [1, 2, 3, 4, 5, 6, 7],
      from: from ?? '',
      to: to ?? '',
      until: day('until'),
      plate: cell('plate', readPlate),
      carries: cell('carries', readCarries),
      passengers: cell('passengers', readPassengers),
      route: routeFrom === null || routeTo === null ? null : { from: routeFrom, to: routeTo },
      post: label('post'),
      stayUntil: day('stayUntil'),
    },
  };
  sayOfKind(holder, cells, sheet, say);
  return holder;
}

function readGates(text: string, known: readonly string[]): Cell<string[]> {
  const gates = text
    .split(/[;；、]/u)
    .map((gate) => gate.normalize('NFKC').trim())
    .filter((gate) => gate !== '');
  if (gates.length > MAX_GATES) return { ok: false, fault: 'gates-too-many' };
  return gates.every((gate) => known.includes(gate))
    ? { ok: true, value: [...new Set(gates)] }
    : { ok: false, fault: 'gate-unknown' };
}

/** Columns that a kind of pass must have and no other may (docs/pass.md §3). */
const OF_KIND: Readonly<Record<WrittenHolder['type'], readonly string[]>> = {
  staff: [],
  'point-work': ['post', 'stayUntil'],
  vehicle: ['carries', 'routeFrom', 'routeTo'],
  shuttle: ['passengers', 'routeFrom', 'routeTo'],
  delivery: [],
};
const OF_SOME = ['post', 'stayUntil', 'carries', 'passengers', 'routeFrom', 'routeTo'] as const;

function sayOfKind({ type }: WrittenHolder, cells: Readonly<Record<string, string>>, sheet: SheetKind, say: Say): void {
  const must = OF_KIND[type];
  for (const column of OF_SOME.filter((one) => one in COLUMNS[sheet])) {
    const isThere = (cells[column] ?? '') !== '';
    if (!isThere && must.includes(column)) say(column, 'missing');
    if (isThere && !must.includes(column)) say(column, 'not-of-kind');
  }
}

import { z } from 'zod';
import { listedSiteSchema, MAX_SITES, SITE_TESTS, type ListedSite, type SiteState } from '../../shared/policy/sites.ts';
import { parseDateTime } from '../../shared/time.ts';
import { parseHours } from './hours.ts';
import { readCsv, type Table, type TableFault, type TableRow } from '../../shared/table.ts';
import { readGeoJson } from './geojson.ts';

/** What a file holds, whole, or all that is wrong with it. */
export type Read<T> =
  { readonly ok: true; readonly value: readonly T[] } | { readonly ok: false; readonly faults: readonly TableFault[] };

const SITE_COLUMNS = {
  wanted: ['id', 'name', 'latitude', 'longitude', 'hours'],
  known: ['id', 'name', 'nameEn', 'latitude', 'longitude', 'hours', 'desks', 'tests', 'isOpen'],
} as const;

const number = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(?:\.\d+)?$/u, 'not a number')
    .transform(Number),
]);
const truth = z.union([
  z.boolean(),
  z.enum(['true', 'false'], 'neither true nor false').transform((text) => text === 'true'),
]);
const hours = z.union([
  listedSiteSchema.shape.hours,
  z.string().transform((text, context) => {
    const parsed = parseHours(text);
    if (parsed !== null) return parsed;
    context.addIssue('not hours such as 1-5 08:00-20:00; 6,7 09:00-12:00');
    return z.NEVER;
  }),
]);
const tests = z.union([z.array(z.string()), z.string().transform((text) => text.split(/[ ;,]+/u))]);

/** As a row has it; what it then is, is for the list's own schema to say. */
const siteRow = z.object({
  id: z.union([z.string(), z.number().transform(String)], 'missing'),
  name: z.string('missing'),
  nameEn: z.string().optional(),
  latitude: number,
  longitude: number,
  hours: hours.default([]),
  desks: number.optional(),
  tests: tests.optional(),
  isOpen: truth.default(true),
});

/** @param text of a GeoJSON where it begins as one, else of a CSV */
export function readSites(text: string): Read<ListedSite> {
  const isJson = /^\uFEFF?\s*\{/u.test(text);
  const table = isJson ? readGeoJson(text.replace(/^\uFEFF/u, ''), SITE_COLUMNS) : readCsv(text, SITE_COLUMNS);
  return readRows(table, siteOf, ({ id }) => id);
}

function siteOf({ row, fields }: TableRow): ListedSite | TableFault[] {
  const read = siteRow.safeParse(fields);
  if (!read.success) return faultsOf(row, read.error.issues);
  const { name, nameEn, desks, tests: kinds, ...rest } = read.data;
  const site = listedSiteSchema.safeParse({
    ...rest,
    name: { 'zh-CN': name, en: nameEn ?? name },
    ...(desks === undefined ? {} : { desks }),
    ...(kinds === undefined ? {} : { tests: kinds }),
  });
  return site.success ? site.data : faultsOf(row, site.error.issues);
}

const STATE_COLUMNS = { wanted: ['id', 'state'], known: ['id', 'state', 'waitMinutes', 'at'] } as const;

/** How busy a site is, and when it was. */
export interface SaidState {
  readonly id: string;
  readonly state: SiteState['state'];
  readonly waitMinutes: number | null;
  readonly atMs: number;
}

const stateRow = z.object({
  id: z.string('missing'),
  state: z.enum(['idle', 'busy', 'closed'], 'neither idle nor busy nor closed'),
  waitMinutes: number.pipe(z.int().min(0).max(1440)).optional(),
  at: z
    .string()
    .transform((text, context) => {
      const at = parseDateTime(text);
      if (at.ok) return at.value * 1000;
      context.addIssue('not a time with its zone, 2022-05-13T09:00:00+08:00');
      return z.NEVER;
    })
    .optional(),
});

/** @param nowMs of what is told without a time; what is said to be later is refused */
export function readStates(text: string, nowMs: number): Read<SaidState> {
  const stateOf = ({ row, fields }: TableRow): SaidState | TableFault[] => {
    const read = stateRow.safeParse(fields);
    if (!read.success) return faultsOf(row, read.error.issues);
    const { id, state, waitMinutes = null, at: atMs = nowMs } = read.data;
    return atMs > nowMs ? [{ row, column: 'at', fault: 'in the future' }] : { id, state, waitMinutes, atMs };
  };
  return readRows(readCsv(text, STATE_COLUMNS), stateOf, ({ id }) => id);
}

function readRows<T extends object>(
  table: Table,
  read: (row: TableRow) => T | TableFault[],
  keyOf: (value: T) => string,
): Read<T> {
  const faults: TableFault[] = [...table.faults];
  const values = new Map<string, T>();
  for (const row of table.rows) {
    const value = read(row);
    if (Array.isArray(value)) faults.push(...value);
    else if (values.has(keyOf(value)))
      faults.push({ row: row.row, column: 'id', fault: `${keyOf(value)} is there twice` });
    else values.set(keyOf(value), value);
  }
  if (values.size > MAX_SITES) faults.push({ row: null, column: null, fault: `more than ${MAX_SITES} rows` });
  if (faults.length === 0 && values.size === 0) faults.push({ row: null, column: null, fault: 'no row' });
  if (faults.length === 0) return { ok: true, value: [...values.values()] };
  return { ok: false, faults: faults.toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0)) };
}

/** Columns of the table, where the list calls them otherwise. */
const COLUMN_OF: Readonly<Record<string, string>> = { 'name.zh-CN': 'name', 'name.en': 'nameEn' };

function faultsOf(row: number, issues: readonly z.core.$ZodIssue[]): TableFault[] {
  return issues.map(({ path, message }) => {
    const column = COLUMN_OF[path.join('.')] ?? String(path[0] ?? '');
    return { row, column, fault: column === 'tests' ? `not of ${SITE_TESTS.join(', ')}, each once` : message };
  });
}

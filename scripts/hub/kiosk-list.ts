import { z } from 'zod';
import { schemaError } from '../../electron/cli/ndjson.ts';
import { provisionSettingsSchema } from '../../electron/settings.ts';
import { name } from '../../hub/name.ts';
import type { ProvisionSettings } from '../../shared/provision.ts';
import { withoutUndefined } from '../../shared/without-undefined.ts';
import { parseCsv, type CsvRecord, type CsvTrouble } from '../../shared/csv.ts';

/** A kiosk that is to be set up. */
export interface Wanted {
  /** Of the list, from 1. */
  readonly line: number;
  readonly venue: string;
  readonly gate: string;
  readonly settings: ProvisionSettings;
}

/** What is wrong with one line, and in which column of it. */
export interface ListTrouble extends CsvTrouble {
  readonly column?: string;
}

/** How each column is read; what is empty sets nothing. */
const COLUMNS: Readonly<Record<string, (text: string) => unknown>> = {
  language: String,
  venueType: String,
  direction: String,
  district: String,
  latitude: asNumber,
  longitude: asNumber,
  volume: asNumber,
  hasVoice: asBoolean,
  textSize: asNumber,
  theme: String,
  hand: String,
  checkIn: String,
};

export const COLUMN_NAMES = ['venue', 'gate', ...Object.keys(COLUMNS)];

/** In a field that is a number or a truth and says neither, the schema finds a text. */
function asNumber(text: string): unknown {
  return /^-?\d+(?:\.\d+)?$/u.test(text) ? Number(text) : text;
}

function asBoolean(text: string): unknown {
  return text === 'true' ? true : text === 'false' ? false : text;
}

/**
 * Reads a list of kiosks: a first line with the names of its columns, then one for each kiosk.
 *
 * @param common what all of them are set to where their line says nothing else
 * @returns every fault there is, in the order of the lines, and the kiosks where there is none
 */
export function parseKioskList(
  text: string,
  common: ProvisionSettings,
): { readonly kiosks: readonly Wanted[]; readonly troubles: readonly ListTrouble[] } {
  const { records, trouble } = parseCsv(text);
  const [head, ...rest] = records;
  if (head === undefined) {
    return {
      kiosks: [],
      troubles: [trouble ?? { line: 1, message: 'a first line with the names of the columns is missing' }],
    };
  }
  const columns = head.fields.map((field) => field.trim());
  const ofHead = troublesOfHead(columns, head.line);
  const read = ofHead.length > 0 ? [] : rest.map((record) => readKiosk(record, columns, common));
  const kiosks = read.flatMap((one) => (Array.isArray(one) ? [] : [one]));
  const troubles = [
    ...ofHead,
    ...read.flatMap((one) => (Array.isArray(one) ? one : [])),
    ...(trouble ? [trouble] : []),
  ];
  if (troubles.length > 0) return { kiosks: [], troubles };
  return kiosks.length > 0
    ? { kiosks, troubles }
    : { kiosks, troubles: [{ line: head.line, message: 'no kiosk is listed' }] };
}

function troublesOfHead(columns: readonly string[], line: number): ListTrouble[] {
  const missing = ['venue', 'gate'].filter((column) => !columns.includes(column));
  const unknown = columns.filter((column) => !COLUMN_NAMES.includes(column));
  const twice = columns.filter((column, i) => columns.indexOf(column) !== i);
  return [
    ...missing.map((column) => ({ line, column, message: 'this column is missing' })),
    ...unknown.map((column) => ({ line, column, message: `no such column; there are: ${COLUMN_NAMES.join(', ')}` })),
    ...twice.map((column) => ({ line, column, message: 'this column is there twice' })),
  ];
}

function readKiosk(
  { line, fields }: CsvRecord,
  columns: readonly string[],
  common: ProvisionSettings,
): Wanted | ListTrouble[] {
  if (fields.length !== columns.length) {
    return [{ line, message: `${fields.length} fields, where the first line names ${columns.length} columns` }];
  }
  const given = new Map(columns.map((column, i) => [column, (fields[i] ?? '').trim()]));
  const [venue, gate] = ['venue', 'gate'].map((column) => name.safeParse(given.get(column)));
  const settings = readSettings(given, line);
  const troubles = [
    ...[venue, gate].flatMap((one, i) =>
      one?.success === true ? [] : [{ line, column: ['venue', 'gate'][i] ?? '', message: NO_NAME }],
    ),
    ...(Array.isArray(settings) ? settings : []),
  ];
  if (troubles.length > 0 || Array.isArray(settings)) return troubles;
  return { line, venue: venue?.data ?? '', gate: gate?.data ?? '', settings: { ...common, ...settings } };
}

const NO_NAME = 'no name: letters of any language, digits, spaces and . _ -, 64 at most, the first a letter or a digit';

function readSettings(given: ReadonlyMap<string, string>, line: number): ProvisionSettings | ListTrouble[] {
  const said = Object.entries(COLUMNS).flatMap(([column, read]): [string, unknown][] => {
    const text = given.get(column) ?? '';
    return text === '' ? [] : [[column, read(text)]];
  });
  const { latitude, longitude, ...others } = Object.fromEntries(said);
  const place =
    latitude === undefined && longitude === undefined ? {} : { place: withoutUndefined({ latitude, longitude }) };
  const value = { ...others, ...place };
  const parsed = provisionSettingsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  return parsed.error.issues.map((issue) => {
    const { field, message } = schemaError(new z.ZodError([issue]), value).error;
    return { line, column: field.replace('place.', ''), message };
  });
}

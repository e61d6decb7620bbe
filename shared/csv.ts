/** A record, and the line of the file on which it begins, from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/** What is wrong with a file, and on which line. */
export interface CsvTrouble {
  readonly line: number;
  readonly message: string;
}

/**
 * Reads comma-separated values: quotes around a field that has a comma, a quote (then twice) or a line's end in it; lines ended
 * by LF, CR LF or CR, the last one by none if one likes. Lines with nothing on them are passed over.
 *
 * @see RFC 4180 §2
 */
export function parseCsv(text: string): {
  readonly records: readonly CsvRecord[];
  readonly trouble: CsvTrouble | null;
} {
  const records: CsvRecord[] = [];
  let [line, begun, fields]: [number, number, string[]] = [1, 1, []];
  let at = 0;
  const trouble = (message: string): ReturnType<typeof parseCsv> => ({ records, trouble: { line: begun, message } });
  while (at <= text.length) {
    const field = text[at] === '"' ? quotedAt(text, at) : plainAt(text, at);
    if (field === null) return trouble('a quote is not closed');
    fields.push(field.value);
    line += field.value.split('\n').length - 1;
    at = field.end;
    const end = /\r\n|\r|\n|$/uy;
    end.lastIndex = at;
    const [ended] = end.exec(text) ?? [];
    if (ended === undefined) {
      if (text[at] !== ',') return trouble('between a closing quote and the next comma there is something');
      at += 1;
      continue;
    }
    if (fields.some((one) => one.trim() !== '')) records.push({ line: begun, fields });
    if (at === text.length) break;
    at += ended.length;
    line += 1;
    [begun, fields] = [line, []];
  }
  return { records, trouble: null };
}

interface Field {
  readonly value: string;
  /** Of what follows it. */
  readonly end: number;
}

function quotedAt(text: string, start: number): Field | null {
  const quoted = /"((?:[^"]|"")*)"/uy;
  quoted.lastIndex = start;
  const [whole, value] = quoted.exec(text) ?? [];
  return whole === undefined || value === undefined
    ? null
    : { value: value.replaceAll('""', '"'), end: start + whole.length };
}

function plainAt(text: string, start: number): Field {
  const plain = /[^,\r\n]*/uy;
  plain.lastIndex = start;
  const [value = ''] = plain.exec(text) ?? [];
  return { value, end: start + value.length };
}

import { MAX_BATCH_GATES } from '../../../shared/console/fleet.ts';
import { kept } from '../../../shared/kept-text.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { placeName } from '../../../shared/place-name.ts';

/** What stands on a line that is no gate's name; `line` from 1. */
export interface WrongLine {
  readonly line: number;
  readonly text: string;
}

const gateName = kept(placeName);

/**
 * Reads the gates that codes are wanted for.
 *
 * @param text a name a line; empty lines are passed over
 * @returns names in their one spelling, as often as each stands there
 */
export function gatesIn(text: string): Result<string[], 'no-gates' | 'too-many'> | { ok: false; fault: WrongLine } {
  const gates: string[] = [];
  for (const [i, line] of text.split(/\r\n|\r|\n/u).entries()) {
    if (line.trim() === '') continue;
    const parsed = gateName.safeParse(line);
    if (!parsed.success) return { ok: false, fault: { line: i + 1, text: line.trim() } };
    gates.push(parsed.data);
  }
  if (gates.length === 0) return fail('no-gates');
  return gates.length > MAX_BATCH_GATES ? fail('too-many') : ok(gates);
}

/** Titles under which a table of gates has them. */
const TITLES = ['gate', '通道'];

/**
 * Takes the gates out of a CSV file (RFC 4180; `,`, `;` or a tab between fields): of the column `gate` or 通道, and where none
 * is called so, of the first.
 *
 * @returns a name a line
 */
export function gatesOfCsv(csv: string): string {
  const text = csv.replace(/^\uFEFF/u, '');
  const rows = rowsOf(text, separatorOf(text));
  const titles = rows[0]?.map((title) => title.trim().toLowerCase()) ?? [];
  const column = titles.findIndex((title) => TITLES.includes(title));
  const of = Math.max(0, column);
  return rows
    .slice(column === -1 ? 0 : 1)
    .map((row) => row[of]?.trim() ?? '')
    .filter((gate) => gate !== '')
    .join('\n');
}

/** The one that stands most in the first line. */
function separatorOf(text: string): string {
  const [first = ''] = text.split(/\r|\n/u, 1);
  const most = [',', ';', '\t'].map((one) => ({ one, count: first.split(one).length }));
  return most.toSorted((a, b) => b.count - a.count)[0]?.one ?? ',';
}

/** One field: in quotes, of which two are one, or as it stands; and what ends it. */
function rowsOf(text: string, separator: string): string[][] {
  const field = new RegExp(`(?:"((?:[^"]|"")*)"|([^${separator}\\r\\n]*))(${separator}|\\r\\n|\\r|\\n|$)`, 'yu');
  const rows: string[][] = [[]];
  for (let match = field.exec(text); match !== null; match = field.exec(text)) {
    const [, quoted, plain = '', end = ''] = match;
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '') break;
    if (end !== separator) rows.push([]);
  }
  return rows;
}

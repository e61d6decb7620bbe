import { setImmediate as turn } from 'node:timers/promises';
import { cellsOf, titlesOf, type TableFile, type Wording } from '../../shared/console/columns.ts';
import { csvFile } from '../../shared/console/csv.ts';
import type { LogPlace } from '../../shared/console/log.ts';
import { MAX_SHEET_ROWS, xlsxFile } from '../../shared/console/xlsx.ts';
import type { Store } from '../store/schema.ts';
import { areKindsMost } from './count.ts';
import { TooMuch, type ExportPiece, type LogExport } from './data.ts';
import { readPage, type Read } from './list.ts';
import { soughtOf } from './page.ts';
import { readVenue } from './venue.ts';
import type { Words } from './words.ts';

const ROWS_AT_ONCE = 2000;
/** Written in one go, which takes some milliseconds: kiosks wait no longer than that. */
const ROWS_A_TURN = 500;

export async function* exportLog(
  store: Store,
  name: string,
  { filter, format, language, offsetMinutes }: LogExport,
  words: Words,
): AsyncGenerator<ExportPiece> {
  const file = format === 'csv' ? csvFile() : xlsxFile();
  const wording: Wording = {
    language,
    offsetMinutes,
    reasonOf: inMemory((code) => words.of(code).says?.[language] ?? null),
  };
  yield { bytes: file.begin(titlesOf(language)), rows: 0 };
  const venue = await readVenue(store, name);
  const paging = { order: 'oldest-first', limit: ROWS_AT_ONCE } as const;
  const most = await areKindsMost(store, venue, filter);
  // One row is of titles.
  let room = format === 'csv' ? Infinity : MAX_SHEET_ROWS - 1;
  let after: LogPlace | null = null;
  do {
    const page = await readPage(store, venue, soughtOf(venue, filter), { ...paging, after, areKindsMost: most });
    if (page.read.length > room) throw new TooMuch('more rows than a sheet has');
    room -= page.read.length;
    yield* write(page.read, (some) => table(file, some, wording));
    after = page.next;
  } while (after !== null);
  yield { bytes: file.end(), rows: 0 };
}

/** Some at a time, with a turn of the event loop for everybody else between them. */
async function* write(
  read: readonly Read[],
  bytesOf: (some: readonly Read[]) => Uint8Array,
): AsyncGenerator<ExportPiece> {
  for (let from = 0; from < read.length; from += ROWS_A_TURN) {
    const some = read.slice(from, from + ROWS_A_TURN);
    yield { bytes: bytesOf(some), rows: some.length };
    await turn();
  }
}

function table(file: TableFile, some: readonly Read[], wording: Wording): Uint8Array {
  return file.add(some.map(({ row }) => cellsOf(row, wording)));
}

/** A million rows have a dozen reasons. */
function inMemory(of: (code: string) => string | null): (code: string) => string | null {
  const known = new Map<string, string | null>();
  return (code) => {
    const before = known.get(code);
    if (before !== undefined) return before;
    const said = of(code);
    known.set(code, said);
    return said;
  };
}

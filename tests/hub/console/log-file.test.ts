import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConsoleData, ExportPiece, LogExport } from '../../../hub/console/data.ts';
import type { Database } from '../../../hub/store/open.ts';
import { EVERYTHING, type LogFilter } from '../../../shared/console/log.ts';
import { createDatabase, NOON, openMigrated } from '../database.ts';
import { fillVenues, openData, plainly, type Made } from './venues.ts';

let database: Database;
let data: ConsoleData;
let mall: Made[];

beforeAll(async () => {
  database = await openMigrated(await createDatabase());
  ({ mall } = await fillVenues(database, 1500));
  data = openData(database, NOON, 'resources/policy');
});

afterAll(async () => {
  await database.close();
});

async function read(pieces: AsyncGenerator<ExportPiece>): Promise<{ bytes: Buffer; rows: number; pieces: number }> {
  const parts: Uint8Array[] = [];
  let rows = 0;
  for await (const piece of pieces) {
    parts.push(piece.bytes);
    rows += piece.rows;
  }
  return { bytes: Buffer.concat(parts), rows, pieces: parts.length };
}

function ask(filter: Partial<LogFilter>, format: LogExport['format']): LogExport {
  return { is: 'log', filter: { ...EVERYTHING, ...filter }, format, language: 'en', offsetMinutes: 480 };
}

/** Without titles. */
const linesOf = (bytes: Buffer): string[] => bytes.toString().trimEnd().split('\r\n').slice(1);

/** The last cell but one; of those after it none has a comma. */
const idIn = (line: string): string | undefined => line.split(',').at(-2);

test.each<[string, Partial<LogFilter>]>([
  ['all of more than two pages', {}],
  ['what most are', { verdict: 'admit' }],
  ['what few are', { verdict: 'refuse' }],
  ['a gate', { gate: 'south' }],
  ['a name in a time', { maskedName: '李*', fromMs: NOON + 600_000 }],
  ['nothing', { guard: 'nobody' }],
])('comma-separated values have %s, oldest first', async (_what, filter) => {
  const wanted = plainly(mall, { ...EVERYTHING, ...filter }).reverse();
  const { bytes, rows } = await read(data.exportLog('mall', ask(filter, 'csv')));
  expect(linesOf(bytes).map(idIn)).toEqual(wanted.map(({ id }) => id));
  expect(rows).toBe(wanted.length);
});

test('a row says what the log shows, by the clock that was asked for and in the rules’ words', async () => {
  const { bytes } = await read(data.exportLog('mall', ask({ reason: 'colour-red' }, 'csv')));
  const [first] = linesOf(bytes);
  expect(first).toMatch(
    /^2022-05-13 1[2-4]:\d\d:\d\d,(?:north|south),,scan,refuse,"Red code: do not let in, keep aside/u,
  );
});

test('a workbook has them too', async () => {
  const { bytes, rows } = await read(data.exportLog('mall', ask({ verdict: 'refuse' }, 'xlsx')));
  const sheet = Buffer.from(unzipSync(bytes)['xl/worksheets/sheet1.xml'] ?? []).toString();
  expect(sheet.match(/<row>/gu)).toHaveLength(rows + 1);
  expect(rows).toBe(plainly(mall, { ...EVERYTHING, verdict: 'refuse' }).length);
});

test('it is written some at a time, and ends when nobody reads on', async () => {
  let rows = 0;
  for await (const piece of data.exportLog('mall', ask({}, 'csv'))) {
    expect(piece.rows).toBeLessThanOrEqual(500);
    rows += piece.rows;
    if (rows >= 1000) break;
  }
  expect(rows).toBe(1000);
});

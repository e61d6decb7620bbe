import type { ConsoleFault, ExportAsk } from '../../shared/console/calls.ts';
import { cellsOf, titlesOf, type TableFile, type Wording } from '../../shared/console/columns.ts';
import { csvFile } from '../../shared/console/csv.ts';
import type { LogPlace } from '../../shared/console/log.ts';
import { MAX_SHEET_ROWS, xlsxFile } from '../../shared/console/xlsx.ts';
import { encodeUtf8 } from '../../shared/utf8.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Hub } from '../hub.ts';
import { aboutFilter } from './log-calls.ts';
import { venueOf, type Asker } from './asking.ts';
import type { SealedRow } from './data.ts';
import { aboutTrace, openTrace } from './trace-calls.ts';
import type { About } from '../store/audit.ts';

/** Rows read at once: some ten milliseconds of formatting, between which the hub does other things. */
const PAGE = 1000;

/** A part of a file, and the rows in it. */
export interface Piece {
  readonly rows: number;
  readonly bytes: Uint8Array;
}

/** A file that is about to be written. */
export interface ExportFile {
  readonly name: string;
  /** For the audit log. */
  readonly about: About;
  /** Piece by piece; throws `ExportFailed` where it cannot be written to its end. */
  readonly pieces: () => AsyncGenerator<Piece>;
}

/** Why a file that was begun is not written to its end. */
export class ExportFailed extends Error {
  readonly fault: ConsoleFault;
  constructor(fault: ConsoleFault) {
    super(fault);
    this.fault = fault;
  }
}

type LogExport = Extract<ExportAsk, { is: 'log' }>;

/** Opens what is asked for, if the asker may have it. */
export function openExport(hub: Hub, asker: Asker, ask: ExportAsk): Promise<Result<ExportFile, ConsoleFault>> {
  return ask.is === 'log' ? openLogFile(hub, asker, ask) : openTraceFile(hub, asker, ask.id);
}

async function openLogFile(hub: Hub, asker: Asker, ask: LogExport): Promise<Result<ExportFile, ConsoleFault>> {
  const venue = venueOf(asker);
  if (!venue.ok) return venue;
  const { filter, format } = ask;
  const { count } = await hub.consoleData.count(venue.value, filter);
  if (format === 'xlsx' && count >= MAX_SHEET_ROWS) return fail('too-much');
  const stamp = new Date(asker.now.getTime() + ask.offsetMinutes * 60_000).toISOString().slice(0, 16);
  return ok({
    name: `digital-sentinel-log-${stamp.replaceAll(/[-:]/gu, '').replace('T', '-')}.${format}`,
    about: { is: 'log', format, ...aboutFilter(filter) },
    pieces: () => logPieces(hub, venue.value, ask),
  });
}

async function* logPieces({ consoleData }: Hub, venue: string, ask: LogExport): AsyncGenerator<Piece> {
  const { filter, format, language, offsetMinutes } = ask;
  const { reasons } = await consoleData.facets(venue);
  const words = new Map(reasons.map(({ code, says }) => [code, says?.[language] ?? null]));
  const wording: Wording = { language, offsetMinutes, reasonOf: (code) => words.get(code) ?? null };
  const file: TableFile = format === 'csv' ? csvFile() : xlsxFile();
  yield { rows: 0, bytes: file.begin(titlesOf(language)) };
  let after: LogPlace | null = null;
  let written = 1;
  do {
    const page = await consoleData.list(venue, { filter, order: 'oldest-first', after, limit: PAGE });
    written += page.rows.length;
    // They may have come since they were counted.
    if (format === 'xlsx' && written > MAX_SHEET_ROWS) throw new ExportFailed('too-much');
    yield { rows: page.rows.length, bytes: file.add(page.rows.map((row) => cellsOf(row, wording))) };
    after = page.next;
  } while (after !== null);
  yield { rows: 0, bytes: file.end() };
}

async function openTraceFile(hub: Hub, asker: Asker, id: string): Promise<Result<ExportFile, ConsoleFault>> {
  const open = await openTrace(hub, asker, id, false);
  if (!open.ok) return open;
  return ok({
    name: `digital-sentinel-trace-${id}.jsonl`,
    about: aboutTrace(open.value.row),
    pieces: () => tracePieces(hub, asker, id),
  });
}

/** Opened anew for each page: an approval may end, or be withdrawn, meanwhile. */
async function* tracePieces(hub: Hub, asker: Asker, id: string): AsyncGenerator<Piece> {
  let after: LogPlace | null = null;
  do {
    const open = await openTrace(hub, asker, id, false);
    if (!open.ok) throw new ExportFailed(open.fault);
    const { venue, traced } = open.value;
    const page: readonly SealedRow[] = await hub.consoleData.tracedSealed(venue, traced, after, PAGE);
    yield { rows: page.length, bytes: encodeUtf8(page.map((row) => `${JSON.stringify(lineOf(row))}\n`).join('')) };
    after = page.length < PAGE ? null : placeOf(page.at(-1));
  } while (after !== null);
}

function placeOf(last: SealedRow | undefined): LogPlace | null {
  if (last === undefined) return null;
  const { epochMs, chain, sequence } = last.row;
  return { epochMs, chain, sequence };
}

/** As `sentinel unseal` reads it, with when and where it was. */
function lineOf({ row: { chain, sequence, id, epochMs, offsetMinutes, gate }, sealed }: SealedRow): object {
  const text = sealed === null ? null : Buffer.from(sealed).toString('base64');
  return { chain, sequence, id, epochMs, offsetMinutes, gate, sealed: text };
}

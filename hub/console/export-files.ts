import type { ConsoleFault, ExportAsk } from '../../shared/console/calls.ts';
import type { LogPlace } from '../../shared/console/log.ts';
import type { Stay, TraceLacks } from '../../shared/console/person.ts';
import { MAX_SHEET_ROWS } from '../../shared/console/xlsx.ts';
import { encodeUtf8 } from '../../shared/utf8.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Hub } from '../hub.ts';
import { aboutFilter } from './log-calls.ts';
import { venueOf, type Asker } from './asking.ts';
import type { ExportPiece, LogExport, SealedRow } from './data.ts';
import { aboutTrace, openTrace, type OpenTrace } from './trace-calls.ts';
import type { About } from '../store/audit.ts';
import type { TraceRow } from '../store/traces.ts';

/** Of a trace, read at once: some ten milliseconds of formatting, between which the hub does other things. */
const PAGE = 1000;

/** A file that is about to be written. */
export interface ExportFile {
  readonly name: string;
  /** For the audit log. */
  readonly about: About;
  /** Piece by piece; throws `ExportFailed` where it cannot be written to its end. */
  readonly pieces: () => AsyncGenerator<ExportPiece>;
}

/** Why a file that was begun is not written to its end. */
export class ExportFailed extends Error {
  readonly fault: ConsoleFault;
  constructor(fault: ConsoleFault) {
    super(fault);
    this.fault = fault;
  }
}

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
    about: { is: 'log', format, ...aboutFilter(hub, venue.value, filter) },
    pieces: () => hub.consoleData.exportLog(venue.value, ask),
  });
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
async function* tracePieces(hub: Hub, asker: Asker, id: string): AsyncGenerator<ExportPiece> {
  const { venue, row, traced } = await openStill(hub, asker, id);
  const stay = await hub.consoleData.stay(venue, traced);
  const lacks = await hub.consoleData.lacks(venue, traced, stay);
  // Whoever reads a file from its beginning is told first what is not in it: so all of it is read before.
  let withoutIdentity = 0;
  for await (const page of sealedPages(hub, asker, id, stay)) {
    withoutIdentity += page.filter((it) => it.isWithoutIdentity).length;
    yield { rows: 0, bytes: new Uint8Array() };
  }
  const known = { stay, lacks: { ...lacks, withoutIdentity } };
  yield { rows: 0, bytes: linesOf([headOf(row, known, new Date(hub.nowMs()))]) };
  for await (const page of sealedPages(hub, asker, id, stay)) {
    yield { rows: page.length, bytes: linesOf(page.map(lineOf)) };
  }
}

async function* sealedPages(hub: Hub, asker: Asker, id: string, stay: Stay): AsyncGenerator<readonly SealedRow[]> {
  let after: LogPlace | null = null;
  do {
    const { venue, traced } = await openStill(hub, asker, id);
    const page: readonly SealedRow[] = await hub.consoleData.tracedSealed(venue, traced, { stay, after, limit: PAGE });
    yield page;
    after = page.length < PAGE ? null : placeOf(page.at(-1));
  } while (after !== null);
}

/** With how many visitors of the file have nobody's identity sealed. */
interface FileLacks extends TraceLacks {
  readonly withoutIdentity: number;
}

async function openStill(hub: Hub, asker: Asker, id: string): Promise<OpenTrace> {
  const open = await openTrace(hub, asker, id, false);
  if (!open.ok) throw new ExportFailed(open.fault);
  return open.value;
}

function linesOf(lines: readonly object[]): Uint8Array {
  return encodeUtf8(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/** What the file is, for whoever has it without the console: whose word it is, what of, by which time, and what it lacks. */
function headOf(row: TraceRow, known: { readonly stay: Stay; readonly lacks: FileLacks }, now: Date): object {
  const { id: trace, venue, case_number: caseNumber, purpose, scope, requestedBy, decidedBy: approvedBy } = row;
  return {
    ...{ trace, venue, caseNumber, purpose, scope, ...known, requestedBy },
    ...{ requestedAt: row.requested_at, approvedBy, approvedAt: row.decided_at, exportedAt: now },
  };
}

function placeOf(last: SealedRow | undefined): LogPlace | null {
  if (last === undefined) return null;
  const { epochMs, chain, sequence } = last.row;
  return { epochMs, chain, sequence };
}

/** As `sentinel unseal` reads it, with when and where it was, what was said, and of whom: `refersTo` is another line's `id`. */
function lineOf({ row, presence, sealed }: SealedRow): object {
  const { chain, sequence, id, type, verdict, refersTo, epochMs, offsetMinutes, isClockConfirmed, gate } = row;
  const text = sealed === null ? null : Buffer.from(sealed).toString('base64');
  return {
    ...{ chain, sequence, id, type, verdict, refersTo },
    ...{ epochMs, offsetMinutes, isClockConfirmed, gate, presence, sealed: text },
  };
}

import type { ConsoleFault, ExportAsk } from '../../shared/console/calls.ts';
import type { LogPlace } from '../../shared/console/log.ts';
import { MAX_SHEET_ROWS } from '../../shared/console/xlsx.ts';
import { encodeUtf8 } from '../../shared/utf8.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Hub } from '../hub.ts';
import { aboutFilter } from './log-calls.ts';
import { venueOf, type Asker } from './asking.ts';
import type { ExportPiece, LogExport, SealedRow } from './data.ts';
import { aboutTrace, openTrace } from './trace-calls.ts';
import type { About } from '../store/audit.ts';

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

import { Readable } from 'node:stream';
import type { ExportEnding } from '../../shared/console/audited.ts';
import type { ConsoleFault, ExportAsk } from '../../shared/console/calls.ts';
import { describeError } from '../../shared/error-place.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Hub } from '../hub.ts';
import { note, type About } from '../store/audit.ts';
import { isTooLong, isUnavailable } from '../store/open.ts';
import { findSession } from '../store/sessions.ts';
import { doneBy, type Asker } from './asking.ts';
import { ExportFailed, openExport, type ExportFile } from './export-files.ts';
import { bytesFrame, doneFrame, failedFrame, progressFrame } from './frames.ts';

/** Of one account at the same time, in one process: a file of a million rows takes a core for a minute. */
const MAX_AT_ONCE = 2;

export type Exporter = (asker: Asker, ask: ExportAsk) => Promise<Result<Readable, ConsoleFault>>;

/** Writes files as frames. Whoever reads no further ends it; its end is in the audit log, however it came. */
export function openExporter(hub: Hub): Exporter {
  const running = new Map<string, number>();
  const count = (account: string, change: number): void => {
    const now = (running.get(account) ?? 0) + change;
    if (now === 0) running.delete(account);
    else running.set(account, now);
  };
  return async (asker, ask) => {
    const { account } = asker;
    if ((running.get(account.id) ?? 0) >= MAX_AT_ONCE) return fail('too-many-requests');
    count(account.id, 1);
    const leave = (): void => {
      count(account.id, -1);
    };
    try {
      const file = await openExport(hub, asker, ask);
      if (!file.ok) {
        leave();
        return file;
      }
      await note(hub.database.store, doneBy(asker, 'export-begun', file.value.about), asker.now);
      return ok(streamOf(frames(hub, asker, file.value), leave));
    } catch (error) {
      leave();
      throw error;
    }
  };
}

/** A generator that nobody has begun to read has no end of its own: the stream's is what counts. */
function streamOf(generator: AsyncGenerator<Buffer>, leave: () => void): Readable {
  const stream = Readable.from(generator, { objectMode: false, highWaterMark: 1 });
  stream.once('close', leave);
  return stream;
}

async function* frames(hub: Hub, asker: Asker, file: ExportFile): AsyncGenerator<Buffer> {
  let rows = 0;
  let ending: ExportEnding = 'cancelled';
  try {
    for await (const piece of file.pieces()) {
      await checkStillIn(hub, asker);
      rows += piece.rows;
      if (piece.bytes.length > 0) yield bytesFrame(piece.bytes);
      yield progressFrame(rows);
    }
    // Before it is told: what is in somebody's hands is in the log.
    ending = 'done';
    await noteEnding(hub, asker, { ...file.about, rows, ending });
    yield doneFrame(rows, file.name);
  } catch (error) {
    ending = faultOf(hub, error);
    yield failedFrame(ending);
  } finally {
    if (ending !== 'done') await noteEnding(hub, asker, { ...file.about, rows, ending });
  }
}

/** Whoever is signed out, or was made another, gets no further. */
async function checkStillIn({ database, nowMs }: Hub, { session }: Asker): Promise<void> {
  const found = await findSession(database.store, session.cookieHash, new Date(nowMs()));
  if (found === null) throw new ExportFailed('signed-out');
}

function faultOf({ log }: Hub, error: unknown): ConsoleFault {
  if (error instanceof ExportFailed) return error.fault;
  if (isTooLong(error)) return 'too-much';
  if (isUnavailable(error)) return 'data-unavailable';
  log.write('internal-error', describeError(error));
  return 'internal-error';
}

async function noteEnding({ database, log, nowMs }: Hub, asker: Asker, about: About): Promise<void> {
  try {
    await note(database.store, doneBy(asker, 'export-ended', about), new Date(nowMs()));
  } catch (error) {
    // The database is away, or the hub stops: that it was begun is written. A file that is whole is then told as none.
    if (about['ending'] === 'done') throw error;
    log.write('internal-error', describeError(error));
  }
}

import { z } from 'zod';
import { CONSOLE_FAULTS, type ConsoleFault } from '../../shared/console/calls.ts';
import { FRAME } from '../../shared/console/frames.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { framesOf, NOTHING, type Frame } from './frames.ts';

/** A file that has come whole. */
export interface Downloaded {
  readonly name: string;
  readonly rows: number;
  readonly file: Blob;
}

/** So much is in the window's memory; the rest is the browser's, which has a disk. */
const IN_MEMORY_BYTES = 8_388_608;

const progress = z.object({ rows: z.int().nonnegative() });
const done = z.object({ rows: z.int().nonnegative(), name: z.string().min(1).max(255) });
/** A refusal, of an export as of every other ask. */
export const refusal = z.object({ fault: z.enum(Object.keys(CONSOLE_FAULTS) as [ConsoleFault, ...ConsoleFault[]]) });

/** The file so far, and how it ended once it has. */
interface Receiving {
  parts: BlobPart[];
  bytes: number;
  end: Result<Omit<Downloaded, 'file'>, ConsoleFault> | null;
}

/**
 * Receives an export in frames.
 *
 * @returns `unreachable` where it was torn before its end, `internal-error` where these are no frames of a hub
 * @throws what `body` throws
 */
export async function receiveExport(
  body: AsyncIterable<Uint8Array>,
  onRows: (rows: number) => void,
): Promise<Result<Downloaded, ConsoleFault>> {
  const receiving: Receiving = { parts: [], bytes: 0, end: null };
  let torn = NOTHING;
  for await (const chunk of body) {
    const cut = framesOf(torn, chunk);
    if (cut === null) return fail('internal-error');
    torn = cut.torn;
    for (const frame of cut.frames) take(receiving, frame, onRows);
    if (receiving.end !== null) break;
  }
  const { end, parts } = receiving;
  if (end === null) return fail('unreachable');
  return end.ok ? ok({ ...end.value, file: new Blob(parts) }) : end;
}

function take(receiving: Receiving, { kind, payload }: Frame, onRows: (rows: number) => void): void {
  if (receiving.end !== null) return;
  if (kind === FRAME.bytes) add(receiving, payload);
  else if (kind === FRAME.progress) onRows(parsed(progress, payload)?.rows ?? 0);
  else receiving.end = endOf(kind, payload);
}

function add(receiving: Receiving, bytes: Uint8Array<ArrayBuffer>): void {
  receiving.parts.push(bytes);
  receiving.bytes += bytes.length;
  if (receiving.bytes < IN_MEMORY_BYTES) return;
  receiving.parts = [new Blob(receiving.parts)];
  receiving.bytes = 0;
}

function endOf(kind: number, payload: Uint8Array): Result<Omit<Downloaded, 'file'>, ConsoleFault> {
  if (kind === FRAME.failed) return fail(parsed(refusal, payload)?.fault ?? 'internal-error');
  const value = parsed(done, payload);
  return value === undefined ? fail('internal-error') : ok(value);
}

function parsed<T>(schema: z.ZodType<T>, payload: Uint8Array): T | undefined {
  return jsonOf(schema, new TextDecoder().decode(payload));
}

/** @returns `undefined`: it is no JSON, or another than it should be */
export function jsonOf<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

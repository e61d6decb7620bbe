import { z } from 'zod';
import type { DeviceStatus } from './device/device.ts';
import type { Result } from './result.ts';

/** What the log says at one moment. Nothing in it is of anybody. */
export interface LogLine {
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly event: string;
  /** As it is written: `fault=hub-unreachable`. */
  readonly fields: string;
}

/** What has come from a reader since the app began. */
export interface ReaderMeter extends DeviceStatus {
  readonly bytes: number;
  /** Milliseconds since the last of them; `null`: none has come. */
  readonly quietMs: number | null;
}

/** What the diagnostics page follows. */
export interface Following {
  /** The last of them, oldest first. */
  readonly lines: readonly LogLine[];
  readonly readers: readonly ReaderMeter[];
}

/** Lines of the log that are shown. */
export const LINES_SHOWN = 200;

/** Why a support bundle was not made. */
export type BundleFault = 'no-stick' | 'stick-full' | 'failed';

/** @returns where it was put */
export type BundleReply = Result<{ readonly name: string; readonly folder: string }, BundleFault>;

const lineSchema = z.looseObject({ time: z.iso.datetime(), event: z.string().max(64) });

/** What is said beside what happened, but for pino's own. */
const NOT_FIELDS: readonly string[] = ['level', 'time', 'event', 'msg'];

/**
 * Reads a line of the log. Its events are a closed list without anything of a visitor; should something slip in all the same,
 * what could be a name or a number is left out.
 *
 * @returns `null` for what is no line of it
 */
export function parseLogLine(text: string): LogLine | null {
  const parsed = lineSchema.safeParse(fromJson(text));
  if (!parsed.success) return null;
  const { time, event, ...rest } = parsed.data;
  const fields = Object.entries(rest)
    .filter(([name]) => !NOT_FIELDS.includes(name))
    .map(([name, value]) => `${name}=${shown(value)}`);
  return { at: time, event: shown(event), fields: fields.join(' ') };
}

/** Any of Han, or as many digits in a row as a telephone number has, whatever stands between them. */
const COULD_BE_SOMEBODYS = /\p{Script=Han}|(?:\d[\s-]?){10}/u;

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return COULD_BE_SOMEBODYS.test(text) ? '…' : text;
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Half a line, of a machine whose plug was pulled.
    return null;
  }
}

import { joined } from '../bytes.ts';
import { decodePayload, type PayloadEncoding } from '../qr/payload.ts';
import { fail, ok, type Result } from '../result.ts';
import { MAX_SCAN_LENGTH } from '../scan.ts';
import { AIM_LENGTH, hasAim } from './aim.ts';
import type { BaudRate } from './device.ts';

/**
 * What a code scanner on a serial line sends, as codes. How it ends a code is a setting of the scanner that nobody is asked
 * for: any of the usual terminators, or none and a pause.
 */

/** Adapters deliver so many bytes at a time, and leave pauses as long as these take on the wire in the middle of a code. */
const PACKET_BYTES = 64;
/** Start, eight, stop. */
const BITS_PER_BYTE = 10;
/** Half as much again, for what comes late. */
const MARGIN = 1.5;
/** However fast the wire: adapters, hubs and a busy machine hold bytes back for some of this, and a visitor waits for it. */
const MIN_GAP_MS = 45;

/** A pause of so many milliseconds ends a code that has no terminator: 100 at 9600 baud, 45 at 115200. */
export function serialGapMs(baudRate: BaudRate): number {
  return Math.max(MIN_GAP_MS, (PACKET_BYTES * BITS_PER_BYTE * 1000 * MARGIN) / baudRate);
}

export interface CodeLine {
  readonly text: string;
  readonly encoding: PayloadEncoding;
  /** From the chunk with its first byte to the chunk with its last, without the terminator or the pause. */
  readonly wireMs: number;
}

/** `code-too-long`: of more than {@link MAX_SCAN_LENGTH} characters; all of it up to its end is dropped. */
export type CodeLineResult = Result<CodeLine, 'code-too-long'>;

/** A code that has begun. Never more than the longest code. */
export interface CodeLinesState {
  readonly held: Uint8Array;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  /** Whether what comes up to the next end belongs to a code that was too long. */
  readonly isSkipping: boolean;
}

export const NO_LINE: CodeLinesState = { held: new Uint8Array(0), firstAtMs: 0, lastAtMs: 0, isSkipping: false };

export interface CodeLines {
  readonly state: CodeLinesState;
  readonly codes: readonly CodeLineResult[];
}

/**
 * Bytes that stand between codes: NUL, STX, ETX, TAB, LF, CR. None is ever part of a character of UTF-8 or GB18030, and
 * none of the codes that are judged has one in its text; nothing between two of them is no code.
 */
const BETWEEN = new Set([0x00, 0x02, 0x03, 0x09, 0x0a, 0x0d]);

/** A byte for each character is the least they take, so more bytes than this are too many characters. */
const MAX_BYTES = MAX_SCAN_LENGTH + AIM_LENGTH;

/**
 * Takes what a port delivered.
 *
 * A code with a line break or a tab in it comes as several, since scanners do not mark where such a code ends.
 *
 * Time alone never ends a code here: where the program was held up for longer than the gap, the rest of a code lies
 * waiting, and must be taken before {@link flushLines} is asked.
 *
 * @param nowMs monotonic milliseconds, at which the chunk came
 */
export function takeChunk(before: CodeLinesState, chunk: Uint8Array, nowMs: number): CodeLines {
  const codes: CodeLineResult[] = [];
  let state = before;
  let from = 0;
  for (let at = 0; at < chunk.length; at += 1) {
    if (!BETWEEN.has(chunk[at] ?? 0)) continue;
    const ended = endLine(grown(state, chunk.subarray(from, at), nowMs, codes));
    codes.push(...ended.codes);
    [state, from] = [ended.state, at + 1];
  }
  return { state: grown(state, chunk.subarray(from), nowMs, codes), codes };
}

/** Ends the code that has begun if the gap ({@link serialGapMs}) has passed since its last byte. */
export function flushLines(state: CodeLinesState, nowMs: number, gapMs: number): CodeLines {
  const due = flushDueMs(state, gapMs);
  return due === null || nowMs < due ? { state, codes: [] } : endLine(state);
}

/** Ends the code that has begun where it is known to be one already, so that nobody waits for the gap. */
export function flushWhole(state: CodeLinesState, isWhole: (text: string) => boolean): CodeLines {
  const [code] = state.held.length === 0 ? [] : endLine(state).codes;
  return code?.ok === true && isWhole(code.value.text) ? { state: NO_LINE, codes: [code] } : { state, codes: [] };
}

/** Whether a chunk begins with what ends the code before it. */
export function endsCode([first]: Uint8Array): boolean {
  return first !== undefined && BETWEEN.has(first);
}

/** When {@link flushLines} is to be asked, if nothing comes before; `null`: no code has begun. */
export function flushDueMs({ held, isSkipping, lastAtMs }: CodeLinesState, gapMs: number): number | null {
  return held.length > 0 || isSkipping ? lastAtMs + gapMs : null;
}

/** The state with more bytes of one code; one that gets too long is told of at once. */
function grown(state: CodeLinesState, bytes: Uint8Array, nowMs: number, codes: CodeLineResult[]): CodeLinesState {
  if (bytes.length === 0) return state;
  if (state.isSkipping) return { ...state, lastAtMs: nowMs };
  if (state.held.length + bytes.length > MAX_BYTES) {
    codes.push(fail('code-too-long'));
    return { ...NO_LINE, lastAtMs: nowMs, isSkipping: true };
  }
  const firstAtMs = state.held.length === 0 ? nowMs : state.firstAtMs;
  return { held: joined(state.held, bytes), firstAtMs, lastAtMs: nowMs, isSkipping: false };
}

function endLine({ held, firstAtMs, lastAtMs }: CodeLinesState): CodeLines {
  const { text, encoding } = decodePayload(withoutAim(held));
  if (text === '') return { state: NO_LINE, codes: [] };
  if (text.length > MAX_SCAN_LENGTH) return { state: NO_LINE, codes: [fail('code-too-long')] };
  return { state: NO_LINE, codes: [ok({ text, encoding, wireMs: lastAtMs - firstAtMs })] };
}

function withoutAim(line: Uint8Array): Uint8Array {
  return hasAim(String.fromCharCode(...line.subarray(0, AIM_LENGTH))) ? line.subarray(AIM_LENGTH) : line;
}

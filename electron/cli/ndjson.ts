import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { z } from 'zod';

/** What stands in a bad line's place. `message` never quotes the input: it may be somebody's name or number. */
export interface LineError {
  readonly error: {
    readonly code: LineErrorCode;
    /** Path into the line's object, `tests[0].sampledAt`; empty: the line as a whole. */
    readonly field: string;
    readonly message: string;
  };
}

export type LineErrorCode =
  'too-long' | 'bad-encoding' | 'bad-json' | 'missing' | 'unknown-field' | 'invalid' | 'too-large' | 'trouble';

/** Answers one line's value; what it throws is trouble of ours. */
export type Answer = (value: unknown, lineNumber: number) => object | Promise<object>;

/** A line of this many bytes or more is not kept: no fact sheet, policy or code comes near. */
const MAX_LINE_BYTES = 1024 * 1024;

export const EXIT = { ok: 0, trouble: 1, badInput: 2 } as const;

/** Takes a byte order mark off, refuses what is not UTF-8. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export function lineError(code: LineErrorCode, field: string, message: string): LineError {
  return { error: { code, field, message } };
}

/**
 * Answers NDJSON line by line: one line out for each line in, in the same order, as they come.
 *
 * @returns the exit code: 1 if a line met trouble of ours, else 2 if any line was bad
 */
export async function answerLines(input: Readable, output: Writable, answer: Answer): Promise<number> {
  let exit: number = EXIT.ok;
  let lineNumber = 0;
  for await (const line of linesOf(input)) {
    lineNumber += 1;
    const reply = await answerLine(line, lineNumber, answer);
    if ('error' in reply && exit !== EXIT.trouble) exit = isTrouble(reply) ? EXIT.trouble : EXIT.badInput;
    if (!output.write(`${JSON.stringify(reply)}\n`)) await once(output, 'drain');
  }
  return exit;
}

async function answerLine(line: Buffer | 'too-long', lineNumber: number, answer: Answer): Promise<object> {
  if (line === 'too-long') return lineError('too-long', '', `a line may have ${MAX_LINE_BYTES} bytes`);
  let text: string;
  try {
    text = utf8.decode(line);
  } catch {
    return lineError('bad-encoding', '', 'not UTF-8');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the line, which may be personal.
    value = undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return lineError('bad-json', '', 'not one JSON object on one line');
  }
  try {
    return await answer(value, lineNumber);
  } catch (error) {
    return lineError('trouble', '', describe(error));
  }
}

/** System errors say what went wrong with which file; anything else might quote the input. */
function describe(error: unknown): string {
  const isSystemError = error instanceof Error && 'syscall' in error;
  return isSystemError ? error.message : `could not be answered (${error instanceof Error ? error.name : 'unknown'})`;
}

function isTrouble(reply: object): boolean {
  return 'error' in reply && (reply as LineError).error.code === 'trouble';
}

/** Lines without their ends (LF or CR LF). Of a line that is too long no more than the limit is held. */
async function* linesOf(input: Readable): AsyncGenerator<Buffer | 'too-long'> {
  let pieces: Buffer[] = [];
  let held = 0;
  const take = (last: Buffer): Buffer | 'too-long' => {
    const line = held + last.length >= MAX_LINE_BYTES ? 'too-long' : withoutReturn(Buffer.concat([...pieces, last]));
    pieces = [];
    held = 0;
    return line;
  };
  for await (const chunk of input as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      yield take(chunk.subarray(from, at));
      from = at + 1;
    }
    const rest = chunk.subarray(from);
    held += rest.length;
    if (held < MAX_LINE_BYTES) pieces.push(rest);
    else pieces = [];
  }
  if (held > 0) yield take(Buffer.alloc(0));
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
}

/** The first thing wrong with `value`, as a line. */
export function schemaError(error: z.ZodError, value: unknown): LineError {
  const issue = error.issues[0];
  if (issue === undefined) return lineError('invalid', '', 'not of the expected form');
  if (issue.code === 'unrecognized_keys') {
    return lineError('unknown-field', fieldOf([...issue.path, issue.keys[0] ?? '']), 'no such field');
  }
  const field = fieldOf(issue.path);
  return isPresent(value, issue.path)
    ? lineError('invalid', field, messageOf(issue))
    : lineError('missing', field, 'required');
}

function fieldOf(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./u, '');
}

function isPresent(value: unknown, path: readonly PropertyKey[]): boolean {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return false;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return true;
}

/** The library's messages may quote the value; only those written by us pass as they are. */
function messageOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'custom':
      return issue.message;
    case 'invalid_union':
      return issue.discriminator === undefined ? 'not of the expected form' : `not a known ${issue.discriminator}`;
    case 'invalid_type':
      return `expected ${issue.expected}`;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'too_big':
      return `at most ${String(issue.maximum)}`;
    case 'too_small':
      return `at least ${String(issue.minimum)}`;
    case 'invalid_format':
      return issue.message.startsWith('not ') ? issue.message : 'not of the expected form';
    case 'invalid_element':
    case 'invalid_key':
    case 'not_multiple_of':
    case 'unrecognized_keys':
      return 'not of the expected form';
  }
}

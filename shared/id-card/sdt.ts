import { joined } from '../bytes.ts';

/**
 * The serial protocol of Chinese ID-card readers (SDT / SAM_V), as docs/id-card.md has it: what is asked, and how answers
 * are found in what a port delivers. The order of asking, time-outs and retries are the reader's session, not here.
 */

/** The command bytes, and data after them, of all that is ever asked. */
const COMMANDS = {
  reset: [0x10, 0xff],
  status: [0x11, 0xff],
  'sam-number': [0x12, 0xff],
  find: [0x20, 0x01],
  select: [0x20, 0x02],
  read: [0x30, 0x01],
  'read-newest-address': [0x30, 0x03],
  'read-with-fingerprint': [0x30, 0x10],
  'set-baud-115200': [0x60, 0x00],
  'set-baud-57600': [0x60, 0x01],
  'set-baud-38400': [0x60, 0x02],
  'set-baud-19200': [0x60, 0x03],
  'set-baud-9600': [0x60, 0x04],
  'set-max-rf-bytes': [0x61, 0xff, 0x50],
} as const satisfies Record<string, readonly number[]>;

export type SdtCommand = keyof typeof COMMANDS;

/** What a status says, by SW1 SW2 SW3 as one number; SW1 and SW2 are 00 in all that is known. */
export const SDT_STATUS = {
  0x90: 'ok',
  0x9f: 'card-found',
  0x91: 'nothing-there',
  0x10: 'request-checksum-wrong',
  0x11: 'request-length-wrong',
  0x21: 'request-unknown',
  0x23: 'not-permitted',
  0x24: 'unrecognised',
  0x31: 'card-rejected-sam',
  0x32: 'sam-rejected-card',
  0x33: 'verification-failed',
  0x40: 'card-kind-unknown',
  0x41: 'read-failed',
  0x47: 'random-number-failed',
  0x60: 'self-test-failed',
  0x66: 'sam-not-authorised',
  0x80: 'no-card',
  0x81: 'select-failed',
} as const satisfies Record<number, string>;

export type SdtStatus = (typeof SDT_STATUS)[keyof typeof SDT_STATUS];

export interface SdtAnswer {
  /** SW3; where a reader ever sends SW1 or SW2 other than 00, SW1 SW2 SW3 as one number. */
  readonly status: number;
  /** What follows the status, without the check byte. */
  readonly data: Uint8Array;
}

export interface Hunt {
  readonly answers: SdtAnswer[];
  /** What may be the beginning of a frame: less than one whole one, to be handed in with the next chunk. */
  readonly held: Uint8Array;
  /** How many bytes of this hunt belonged to no frame. */
  readonly dropped: number;
}

export const NOTHING_HELD = new Uint8Array(0);

const PREAMBLE = [0xaa, 0xaa, 0xaa, 0x96, 0x69] as const;
/** Some modules put a 00 after the first byte. */
const PREAMBLES = [PREAMBLE, [0xaa, 0x00, 0xaa, 0xaa, 0x96, 0x69]] as const;

const LENGTH_BYTES = 2;
/** The least that an answer counts: SW1 SW2 SW3 and the check byte. */
const MIN_LENGTH = 4;
/** Above the longest answer, text, photo and fingerprint (2314), so that a damaged length does not keep us waiting. */
const MAX_LENGTH = 2400;

const SAM_NUMBER_BYTES = 16;

/** The bytes that ask for something: `AA AA AA 96 69 | length | command, data | check`. */
export function encodeRequest(command: SdtCommand): Uint8Array {
  const bytes = COMMANDS[command];
  const counted = [0x00, bytes.length + 1, ...bytes];
  return Uint8Array.of(...PREAMBLE, ...counted, exclusiveOr(counted, 0, counted.length));
}

/** What an answer's status says; `unknown` for one that is in no description. */
export function statusOf(answer: SdtAnswer): SdtStatus | 'unknown' {
  return (SDT_STATUS as Readonly<Record<number, SdtStatus>>)[answer.status] ?? 'unknown';
}

/**
 * Finds the answers in what was held and what came, however the stream was cut.
 *
 * Where bytes look like a frame and are none (length out of bounds, wrong check byte) one byte is dropped and the hunt goes
 * on, so that a whole frame behind or within garbage is found. What the caller holds is always less than one frame.
 */
export function huntFrames(held: Uint8Array, chunk: Uint8Array): Hunt {
  const bytes = joined(held, chunk);
  const answers: SdtAnswer[] = [];
  let [at, dropped] = [0, 0];
  while (at < bytes.length) {
    const seen = frameAt(bytes, at);
    if (seen === 'cut-short') break;
    if (seen === 'none') [at, dropped] = [at + 1, dropped + 1];
    else {
      answers.push(seen.answer);
      at = seen.end;
    }
  }
  return { answers, held: bytes.slice(at), dropped };
}

/**
 * Ends a hunt whose time is up: what is held will not become a frame, but may hide one that garbage with a preamble and a
 * great length went before.
 */
export function settleHeld(held: Uint8Array): Omit<Hunt, 'held'> {
  const answers: SdtAnswer[] = [];
  let dropped = 0;
  for (let rest = held; rest.length > 0;) {
    const hunt = huntFrames(NOTHING_HELD, rest.subarray(1));
    answers.push(...hunt.answers);
    dropped += 1 + hunt.dropped;
    rest = hunt.held;
  }
  return { answers, dropped };
}

/**
 * The number of a reader's security module as its label has it: five numbers, each little-endian, as `05.03-…`.
 *
 * @returns `null` for data that is not 16 bytes
 */
export function formatSamNumber(data: Uint8Array): string | null {
  if (data.length !== SAM_NUMBER_BYTES) return null;
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const digits = (value: number, width: number): string => String(value).padStart(width, '0');
  const head = `${digits(view.getUint16(0, true), 2)}.${digits(view.getUint16(2, true), 2)}`;
  return [
    head,
    digits(view.getUint32(4, true), 8),
    digits(view.getUint32(8, true), 10),
    digits(view.getUint32(12, true), 10),
  ].join('-');
}

interface Frame {
  readonly answer: SdtAnswer;
  /** Of the first byte after it. */
  readonly end: number;
}

function frameAt(bytes: Uint8Array, at: number): Frame | 'cut-short' | 'none' {
  const preamble = preambleAt(bytes, at);
  if (typeof preamble === 'string') return preamble;
  const start = at + preamble;
  const [high, low] = [bytes[start], bytes[start + 1]];
  if (high === undefined || low === undefined) return 'cut-short';
  const length = high * 256 + low;
  if (length < MIN_LENGTH || length > MAX_LENGTH) return 'none';
  const end = start + LENGTH_BYTES + length;
  if (end > bytes.length) return 'cut-short';
  // The check byte is the exclusive or of all before it, so that of all with it is zero.
  if (exclusiveOr(bytes, start, end) !== 0) return 'none';
  return { answer: answerIn(bytes.subarray(start + LENGTH_BYTES, end - 1)), end };
}

function preambleAt(bytes: Uint8Array, at: number): number | 'cut-short' | 'none' {
  if (bytes[at] !== PREAMBLE[0]) return 'none';
  for (const preamble of PREAMBLES) {
    const there = Math.min(preamble.length, bytes.length - at);
    let same = 1;
    while (same < there && bytes[at + same] === preamble[same]) same += 1;
    if (same === there) return there === preamble.length ? preamble.length : 'cut-short';
  }
  return 'none';
}

function answerIn(body: Uint8Array): SdtAnswer {
  const [sw1 = 0, sw2 = 0, sw3 = 0] = body;
  return { status: sw1 * 65_536 + sw2 * 256 + sw3, data: body.slice(3) };
}

function exclusiveOr(bytes: ArrayLike<number>, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i += 1) sum ^= bytes[i] ?? 0;
  return sum;
}

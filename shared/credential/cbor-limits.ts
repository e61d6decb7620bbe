import { decodeUtf8 } from '../utf8.ts';

/** What may be wrong with an encoded item. */
export type CborFault = 'cbor-malformed' | 'cbor-too-deep' | 'cbor-too-large';

/** Twice what the deepest format uses: an EU certificate has 5 levels, an NZ pass 4, ours 4, in a signed object of 2. */
export const MAX_DEPTH = 16;

/** Items of all kinds, maps' keys included: an EU certificate has some 60, our fullest health code some 400. */
export const MAX_ITEMS = 2048;

/** Major types of RFC 8949 §3.1. */
const MAJOR = { unsigned: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, tag: 6, simple: 7 } as const;

/**
 * What labels and claim names are (RFC 9052 §1.4, RFC 8392 §1.1). Keys of other types would have to be compared by their
 * encoding to find one that is there twice.
 */
const KEYS: ReadonlySet<number> = new Set([MAJOR.unsigned, MAJOR.negative, MAJOR.text]);

/** Additional information: below 24 the argument itself, 24 to 27 the length of the argument, 31 an indefinite length. */
const ARGUMENT_BYTES: Readonly<Record<number, number>> = { 24: 1, 25: 2, 26: 4, 27: 8 };

/**
 * Walks over one encoded item before anything is built of it: whole, nothing after it, definite lengths, text in UTF-8,
 * maps keyed by integers and text, at most {@link MAX_DEPTH} levels and {@link MAX_ITEMS} items. Takes no memory that grows with the input.
 *
 * @see RFC 8949 §3, §5.3.1
 */
export function checkCbor(bytes: Uint8Array): CborFault | null {
  /** How many items are still to come, at each level; in a map those with an even number left are keys. */
  const open: number[] = [1];
  const isMap: boolean[] = [false];
  let at = 0;
  for (let items = 0; open.length > 0; items += 1) {
    if (items >= MAX_ITEMS) return 'cbor-too-large';
    const head = readHead(bytes, at);
    if (head === undefined) return 'cbor-malformed';
    at = head.end;
    const last = open.length - 1;
    const left = open[last] ?? 0;
    if (isMap[last] === true && left % 2 === 0 && !KEYS.has(head.major)) return 'cbor-malformed';
    open[last] = left - 1;
    if (head.major === MAJOR.bytes || head.major === MAJOR.text) {
      const end = at + head.argument;
      if (end > bytes.length) return 'cbor-malformed';
      if (head.major === MAJOR.text && !isUtf8(bytes, at, end)) return 'cbor-malformed';
      at = end;
    }
    const children = childrenOf(head);
    // Each item takes a byte at least: a longer list than there are bytes is a lie.
    if (children > bytes.length - at) return 'cbor-malformed';
    if (children > 0) {
      if (open.length >= MAX_DEPTH) return 'cbor-too-deep';
      open.push(children);
      isMap[open.length - 1] = head.major === MAJOR.map;
    }
    while (open.length > 0 && open.at(-1) === 0) open.pop();
  }
  return at === bytes.length ? null : 'cbor-malformed';
}

interface Head {
  readonly major: number;
  readonly argument: number;
  /** Where the head ends and the content begins. */
  readonly end: number;
}

function readHead(bytes: Uint8Array, at: number): Head | undefined {
  const initial = bytes[at];
  if (initial === undefined) return undefined;
  const [major, information] = [initial >> 5, initial & 31];
  if (information < 24) return { major, argument: information, end: at + 1 };
  const length = ARGUMENT_BYTES[information];
  if (length === undefined || at + 1 + length > bytes.length) return undefined;
  let argument = 0;
  for (let i = 1; i <= length; i += 1) argument = argument * 256 + (bytes[at + i] ?? 0);
  return { major, argument, end: at + 1 + length };
}

function childrenOf({ major, argument }: Head): number {
  switch (major) {
    case MAJOR.array:
      return argument;
    case MAJOR.map:
      return argument * 2;
    case MAJOR.tag:
      return 1;
    default:
      return 0;
  }
}

function isUtf8(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i += 1) {
    // ASCII, which nearly all text is, needs no decoder.
    if ((bytes[i] ?? 0) >= 0x80) return decodeUtf8(bytes.subarray(from, to)) !== undefined;
  }
  return true;
}

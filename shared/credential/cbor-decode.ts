import { fail, ok, type Result } from '../result.ts';
import { decodeUtf8 } from '../utf8.ts';

/** What may be wrong with an encoded item. */
export type CborFault = 'cbor-malformed' | 'cbor-too-deep' | 'cbor-too-large';

/** What an encoder is left free to do. */
export interface CborManner {
  /** Whether lengths and integers must be as short as they can be (RFC 8949 §4.2.1). */
  readonly isShortest: boolean;
  /** Tags that say nothing beyond the item they stand before. */
  readonly ignoredTags: ReadonlySet<number>;
  /** Whether well-formed values that no format uses are taken, as {@link OPAQUE}; else they are malformed. */
  readonly takesUnused: boolean;
  /** Whether there may be floats, which can say an integer in other bytes than it has. */
  readonly takesFloats: boolean;
}

/**
 * Stands for an item whose value is of no use here: a number that a double does not hold, an item under another tag.
 * No reader takes it, so that it matters only where a value is wanted.
 */
export const OPAQUE = Symbol('a value of no use');

/** Twice what the deepest format uses: an EU certificate has 5 levels, an NZ pass 4, ours 4, in a signed object of 2. */
export const MAX_DEPTH = 16;

/** Items of all kinds, maps' keys included: an EU certificate has some 60, our fullest health code some 400. */
export const MAX_ITEMS = 2048;

/** Major types of RFC 8949 §3.1. */
const MAJOR = { unsigned: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, simple: 7 } as const;

/** Values of major type 7 (RFC 8949 §3.3). */
const SIMPLE: ReadonlyMap<number, boolean | null> = new Map([
  [20, false],
  [21, true],
  [22, null],
]);

/** RFC 8949 §3.3; written by encoders of JavaScript objects. */
const SIMPLE_UNDEFINED = 23;

/** Additional information: below 24 the argument itself, 24 to 27 the length of the argument, 31 an indefinite length. */
const FIRST_LONG = 24;
const LAST_LONG = 27;

/**
 * Text up to this length is mostly ASCII and quicker read here than by a decoder that has to be called; beyond it V8 joins
 * what it reads in a tree, one node for each character.
 */
const SHORT_TEXT = 12;

/**
 * Decodes one item: whole, nothing after it, definite lengths, text in UTF-8, maps keyed by integers and text with no key
 * twice, at most {@link MAX_DEPTH} levels and {@link MAX_ITEMS} items.
 *
 * A length is believed only as far as there are bytes, so that memory does not grow beyond the input's. Maps come as
 * `Map`: no key reaches an object's prototype. Byte strings are views of `bytes`.
 *
 * @see RFC 8949 §3, §5.3.1
 */
export function decodeItem(bytes: Uint8Array, manner: CborManner): Result<unknown, CborFault> {
  const source: Source = { bytes, manner, at: 0, items: 0, fault: null };
  const item = read(source, 1);
  if (source.at < bytes.length) refuse(source, 'cbor-malformed');
  return source.fault === null ? ok(item) : fail(source.fault);
}

interface Source {
  readonly bytes: Uint8Array;
  readonly manner: CborManner;
  at: number;
  items: number;
  /** The first found; from then on nothing that is read counts, and no list is gone on with. */
  fault: CborFault | null;
}

/** @returns what stands for an item that could not be read */
function refuse(source: Source, fault: CborFault): null {
  source.fault ??= fault;
  return null;
}

/** @param depth of the item, 1 for the outermost */
function read(source: Source, depth: number): unknown {
  source.items += 1;
  if (source.items > MAX_ITEMS) return refuse(source, 'cbor-too-large');
  const initial = source.bytes[source.at];
  if (initial === undefined) return refuse(source, 'cbor-malformed');
  source.at += 1;
  const [major, information] = [initial >> 5, initial & 31];
  if (major === MAJOR.simple) return readSimple(source, information);
  const argument = readArgument(source, information);
  if (argument === null) return null;
  switch (major) {
    case MAJOR.unsigned:
      return exact(source, argument);
    case MAJOR.negative:
      return exact(source, -1 - argument);
    case MAJOR.bytes:
      return readBytes(source, argument);
    case MAJOR.text:
      return readText(source, argument);
    case MAJOR.array:
      return readArray(source, argument, depth);
    case MAJOR.map:
      return readMap(source, argument, depth);
    default:
      return readTagged(source, argument, depth);
  }
}

function readArgument(source: Source, information: number): number | null {
  if (information < FIRST_LONG) return information;
  const length = 2 ** (information - FIRST_LONG);
  const { bytes, at } = source;
  if (information > LAST_LONG || length > bytes.length - at) return refuse(source, 'cbor-malformed');
  source.at += length;
  let argument = 0;
  for (let i = at; i < source.at; i += 1) argument = argument * 256 + (bytes[i] ?? 0);
  const shorter = length === 1 ? FIRST_LONG : 256 ** (length / 2);
  return source.manner.isShortest && argument < shorter ? refuse(source, 'cbor-malformed') : argument;
}

/** Beyond 2^53 two numbers would be read as one. */
function exact(source: Source, value: number): number | null | typeof OPAQUE {
  return Number.isSafeInteger(value) ? value : unused(source);
}

function unused(source: Source): typeof OPAQUE | null {
  return source.manner.takesUnused ? OPAQUE : refuse(source, 'cbor-malformed');
}

function readBytes(source: Source, length: number): Uint8Array | null {
  const { bytes, at } = source;
  if (length > bytes.length - at) return refuse(source, 'cbor-malformed');
  source.at += length;
  return new Uint8Array(bytes.buffer, bytes.byteOffset + at, length);
}

function readText(source: Source, length: number): string | null {
  const { bytes, at } = source;
  if (length <= bytes.length - at && length <= SHORT_TEXT) {
    let text = '';
    let end = at;
    for (; end < at + length && (bytes[end] ?? 0) < 0x80; end += 1) text += String.fromCharCode(bytes[end] ?? 0);
    if (end === at + length) {
      source.at = end;
      return text;
    }
  }
  const coded = readBytes(source, length);
  return (coded && decodeUtf8(coded)) ?? refuse(source, 'cbor-malformed');
}

function readArray(source: Source, length: number, depth: number): unknown[] {
  const items: unknown[] = [];
  mayHold(source, length, depth);
  for (let i = 0; i < length && source.fault === null; i += 1) items.push(read(source, depth + 1));
  return items;
}

/**
 * Keys are what labels and claim names are (RFC 9052 §1.4, RFC 8392 §1.1): others would have to be compared by their
 * encoding to find one that is there twice.
 */
function readMap(source: Source, length: number, depth: number): Map<number | string, unknown> {
  const entries = new Map<number | string, unknown>();
  mayHold(source, length * 2, depth);
  for (let i = 0; i < length && source.fault === null; i += 1) {
    const major = (source.bytes[source.at] ?? 0) >> 5;
    const isKey = major === MAJOR.unsigned || major === MAJOR.negative || major === MAJOR.text;
    const key = read(source, depth + 1) as number | string | typeof OPAQUE;
    if (!isKey || key === OPAQUE || entries.has(key)) refuse(source, 'cbor-malformed');
    entries.set(key as number | string, read(source, depth + 1));
  }
  return entries;
}

function readTagged(source: Source, tag: number, depth: number): unknown {
  mayHold(source, 1, depth);
  if (source.manner.ignoredTags.has(tag)) return read(source, depth + 1);
  if (!source.manner.takesUnused) return refuse(source, 'cbor-malformed');
  read(source, depth + 1);
  return OPAQUE;
}

/** Each item within takes a byte at least: a longer list than there are bytes is a lie. */
function mayHold(source: Source, children: number, depth: number): void {
  if (children > source.bytes.length - source.at) refuse(source, 'cbor-malformed');
  else if (children > 0 && depth >= MAX_DEPTH) refuse(source, 'cbor-too-deep');
}

/** False, true, null, undefined and floats. */
function readSimple(source: Source, information: number): boolean | null | undefined | number | typeof OPAQUE {
  if (information === SIMPLE_UNDEFINED && source.manner.takesUnused) return undefined;
  const isFloat = information > FIRST_LONG && information <= LAST_LONG;
  if (isFloat && source.manner.takesFloats) return readFloat(source, 2 ** (information - FIRST_LONG));
  const simple = SIMPLE.get(information);
  return simple === undefined ? refuse(source, 'cbor-malformed') : simple;
}

/** @param length 2, 4 or 8 bytes. @see RFC 8949 §3.3, appendix D */
function readFloat(source: Source, length: number): number | null | typeof OPAQUE {
  const coded = readBytes(source, length);
  if (coded === null) return null;
  const view = new DataView(coded.buffer, coded.byteOffset, length);
  const value = length === 2 ? halfFloat(view.getUint16(0)) : length === 4 ? view.getFloat32(0) : view.getFloat64(0);
  return Number.isFinite(value) ? value : unused(source);
}

/** @see IEEE 754-2019 §3.4, binary16 */
function halfFloat(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 === 0 ? 1 : -1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

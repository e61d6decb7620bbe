import { encodeUtf8 } from '../utf8.ts';

/** Initial bytes of RFC 8949 §3.1: the major type in the upper three bits. */
const MAJOR = { unsigned: 0x00, negative: 0x20, bytes: 0x40, text: 0x60, array: 0x80 };
const SIMPLE = { false: 0xf4, true: 0xf5, null: 0xf6 };

/** An initial byte and eight for the argument. */
const MAX_HEAD = 9;
/** An entry with a sealed identity takes 650 bytes; for what is longer the room grows. */
const FIRST_ROOM = 1024;
const TWO_TO_32 = 2 ** 32;

/**
 * Writes CBOR item by item, in shortest form (RFC 8949 §4.2.1): what `encodeCbor` gives for the same items, without
 * finding out what each of them is. Where a list has the same items each time this is four times as fast.
 */
export interface CborWriter {
  /** Forgets what was written before. */
  begin(): void;
  /** That many items follow as the array's own. */
  array(length: number): void;
  /** @throws RangeError for what is no safe integer */
  integer(value: number): void;
  /** A lone surrogate is written as U+FFFD. */
  text(value: string): void;
  bytes(value: Uint8Array): void;
  boolean(value: boolean): void;
  nothing(): void;
  /** Items that are encoded already. */
  encoded(items: Uint8Array): void;
  /** What was written since {@link begin}: good until then, as it is the room itself. */
  view(): Uint8Array;
  copy(): Uint8Array;
}

/** Text beyond this length may need a head of more than two bytes. */
const MAX_SHORT = 85;

/** Of what is shorter than 256. */
function headLength(length: number): number {
  return length < 24 ? 1 : 2;
}

export function cborWriter(): CborWriter {
  let room = new Uint8Array(FIRST_ROOM);
  let at = 0;

  const reserve = (count: number): void => {
    if (at + count <= room.length) return;
    const larger = new Uint8Array(2 * (at + count));
    larger.set(room.subarray(0, at));
    room = larger;
  };

  const byte = (value: number): void => {
    room[at] = value;
    at += 1;
  };

  const bigEndian = (value: number, count: number): void => {
    let rest = value;
    for (let place = at + count - 1; place >= at; place -= 1) {
      room[place] = rest;
      rest = Math.floor(rest / 256);
    }
    at += count;
  };

  const head = (major: number, argument: number): void => {
    if (argument < 24) byte(major | argument);
    else if (argument < 256) wideHead(major | 24, argument, 1);
    else if (argument < 65_536) wideHead(major | 25, argument, 2);
    else if (argument < TWO_TO_32) wideHead(major | 26, argument, 4);
    else wideHead(major | 27, argument, 8);
  };

  const wideHead = (initial: number, argument: number, count: number): void => {
    byte(initial);
    bigEndian(argument, count);
  };

  const put = (bytes: Uint8Array): void => {
    reserve(bytes.length);
    room.set(bytes, at);
    at += bytes.length;
  };

  const headed = (major: number, bytes: Uint8Array): void => {
    reserve(MAX_HEAD);
    head(major, bytes.length);
    put(bytes);
  };

  /** @returns whether it is UTF-8 of three bytes each at most; what was written of others does not count */
  const putUnits = (value: string): boolean => {
    for (let i = 0; i < value.length; i += 1) {
      const unit = value.charCodeAt(i);
      if ((unit & 0xf800) === 0xd800) return false;
      if (unit < 0x80) byte(unit);
      else putWideUnit(unit);
    }
    return true;
  };

  const putWideUnit = (unit: number): void => {
    if (unit < 0x800) byte(0xc0 | (unit >> 6));
    else {
      byte(0xe0 | (unit >> 12));
      byte(0x80 | ((unit >> 6) & 0x3f));
    }
    byte(0x80 | (unit & 0x3f));
  };

  /** @returns whether it was: not where the head turns out to be of another length; then nothing is written */
  const shortText = (value: string): boolean => {
    reserve(MAX_HEAD + 3 * value.length);
    const start = at;
    at += headLength(value.length);
    const isWhole = putUnits(value);
    const end = at;
    at = start;
    const length = end - start - headLength(value.length);
    if (!isWhole || headLength(length) !== headLength(value.length)) return false;
    head(MAJOR.text, length);
    at = end;
    return true;
  };

  return {
    begin() {
      at = 0;
    },
    array(length) {
      reserve(MAX_HEAD);
      head(MAJOR.array, length);
    },
    integer(value) {
      if (!Number.isSafeInteger(value)) throw new RangeError('no integer');
      reserve(MAX_HEAD);
      if (value < 0) head(MAJOR.negative, -1 - value);
      else head(MAJOR.unsigned, value);
    },
    text(value) {
      if (value.length > MAX_SHORT || !shortText(value)) headed(MAJOR.text, encodeUtf8(value));
    },
    bytes(value) {
      headed(MAJOR.bytes, value);
    },
    boolean(value) {
      reserve(1);
      byte(value ? SIMPLE.true : SIMPLE.false);
    },
    nothing() {
      reserve(1);
      byte(SIMPLE.null);
    },
    encoded: put,
    view: () => room.subarray(0, at),
    copy: () => room.slice(0, at),
  };
}

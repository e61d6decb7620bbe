/** A type of PostgreSQL, and how a value of it is written in its binary format. */
export interface Type<T> {
  /** Its number in `pg_type`, which is the same in every PostgreSQL. */
  readonly oid: number;
  readonly lengthOf: (value: T) => number;
  readonly write: (to: Buffer, value: T, at: number) => void;
}

/** From JavaScript's own numbers: safe integers. */
export const BIGINT: Type<number> = {
  oid: 20,
  lengthOf: () => 8,
  write: (to, value, at) => {
    to.writeInt32BE(Math.floor(value / 2 ** 32), at);
    to.writeUInt32BE(value >>> 0, at + 4);
  },
};

export const INTEGER: Type<number> = {
  oid: 23,
  lengthOf: () => 4,
  write: (to, value, at) => {
    to.writeInt32BE(value, at);
  },
};

export const BOOLEAN: Type<boolean> = {
  oid: 16,
  lengthOf: () => 1,
  write: (to, value, at) => {
    to[at] = value ? 1 : 0;
  },
};

export const BYTEA: Type<Uint8Array> = {
  oid: 17,
  lengthOf: (value) => value.length,
  write: (to, value, at) => {
    to.set(value, at);
  },
};

export const TEXT: Type<string> = {
  oid: 25,
  lengthOf: (value) => Buffer.byteLength(value),
  write: (to, value, at) => {
    to.write(value, at);
  },
};

/** From its 36 characters. */
export const UUID: Type<string> = {
  oid: 2950,
  lengthOf: () => 16,
  write: (to, value, at) => {
    to.write(value.replaceAll('-', ''), at, 'hex');
  },
};

/** Dimensions, whether there are nulls, the type; then, of the one dimension, its length and its first index. */
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
/** In place of a length. */
const NULL = -1;

/**
 * A parameter that is an array, in PostgreSQL's binary format: the driver would write it as text, twice as long, for
 * PostgreSQL to read again.
 *
 * @see PostgreSQL's `array_recv`
 */
export function encodeArray<T>({ oid, lengthOf, write }: Type<T>, values: readonly (T | null)[]): Buffer {
  const lengths = values.map((value) => (value === null ? NULL : lengthOf(value)));
  const size = lengths.reduce((sum, length) => sum + LENGTH_BYTES + Math.max(length, 0), HEADER_BYTES);
  const array = Buffer.allocUnsafe(size);
  const hasNulls = lengths.includes(NULL) ? 1 : 0;
  [1, hasNulls, oid, values.length, 1].forEach((item, i) => array.writeInt32BE(item, i * 4));
  let at = HEADER_BYTES;
  for (const [i, value] of values.entries()) {
    const length = lengths[i] ?? NULL;
    array.writeInt32BE(length, at);
    at += LENGTH_BYTES;
    if (value === null) continue;
    write(array, value, at);
    at += length;
  }
  return array;
}

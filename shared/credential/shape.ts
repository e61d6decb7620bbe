/** Reads one value of a decoded CBOR item; `undefined` means it is not of the shape. */
export type Reader<T> = (value: unknown) => T | undefined;

/** An integer in `[min, max]`, both included. */
export function integer(min: number, max: number): Reader<number> {
  return (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max ? value : undefined;
}

/** Text of `min` to `max` UTF-16 units, both included. */
export function text(min: number, max: number): Reader<string> {
  return (value) => (typeof value === 'string' && value.length >= min && value.length <= max ? value : undefined);
}

/** Text of at most `max` UTF-16 units that `pattern` matches. */
export function textLike(pattern: RegExp, max: number): Reader<string> {
  return (value) => (typeof value === 'string' && value.length <= max && pattern.test(value) ? value : undefined);
}

/** A byte string of `min` to `max` bytes, both included. */
export function bytes(min: number, max: number): Reader<Uint8Array> {
  return (value) => (value instanceof Uint8Array && value.length >= min && value.length <= max ? value : undefined);
}

/** An index into `names`, read as the name. */
export function oneOf<T extends string>(names: readonly T[]): Reader<T> {
  return (value) => (typeof value === 'number' ? names[value] : undefined);
}

/** At most `max` items, each read by `item`. */
export function listOf<T>(max: number, item: Reader<T>): Reader<T[]> {
  return (value) => {
    if (!Array.isArray(value) || value.length > max) return undefined;
    const items: T[] = [];
    for (const one of value) {
      const read = item(one);
      if (read === undefined) return undefined;
      items.push(read);
    }
    return items;
  };
}

/** An absent map entry is `absent`; a present one must be of the shape. */
export function optional<T, A>(reader: Reader<T>, absent: A): Reader<T | A> {
  return (value) => (value === undefined ? absent : reader(value));
}

/** CBOR `null` stands for null. */
export function nullable<T>(reader: Reader<T>): Reader<T | null> {
  return (value) => (value === null ? null : reader(value));
}

/** A fixed array, item by item. */
export function tuple<T extends readonly unknown[]>(...readers: { [K in keyof T]: Reader<T[K]> }): Reader<T> {
  return (value) => {
    if (!Array.isArray(value) || value.length !== readers.length) return undefined;
    const items = readers.map((reader, i) => reader(value[i]));
    return items.includes(undefined) ? undefined : (items as unknown as T);
  };
}

/** A CBOR map or JSON object: the named keys are read, others are left for later versions of the format. */
export function mapOf<T extends object>(fields: {
  [K in keyof T]-?: readonly [key: number | string, reader: Reader<T[K]>];
}): Reader<T> {
  const entries = Object.entries(fields) as [keyof T, readonly [number | string, Reader<unknown>]][];
  return (value) => {
    const get = fieldsOf(value);
    if (get === undefined) return undefined;
    const out: Partial<T> = {};
    for (const [name, [key, reader]] of entries) {
      const field = reader(get(key));
      if (field === undefined) return undefined;
      out[name] = field as T[typeof name];
    }
    return out as T;
  };
}

/** Own entries only: no key reaches an object's prototype. */
function fieldsOf(value: unknown): ((key: number | string) => unknown) | undefined {
  if (value instanceof Map) return (key) => value.get(key) as unknown;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return (key) => (Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined);
}

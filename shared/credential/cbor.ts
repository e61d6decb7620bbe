import { decode, encode, rfc8949EncodeOptions } from 'cborg';
import { fail, ok, type Result } from '../result.ts';

/**
 * Decodes one CBOR item strictly: shortest integers, no indefinite lengths, no duplicate keys, no tags, no trailing
 * bytes. Maps come as `Map`, so that no key can reach an object's prototype.
 *
 * Text that is not UTF-8 is not noticed here: see {@link isDeterministic}.
 *
 * @see RFC 8949 §4.2.1
 */
export function decodeCbor(bytes: Uint8Array): Result<unknown, 'cbor-malformed'> {
  try {
    return ok(
      decode(bytes, {
        strict: true,
        useMaps: true,
        allowIndefinite: false,
        allowUndefined: false,
        allowInfinity: false,
        allowNaN: false,
        allowBigInt: false,
        rejectDuplicateMapKeys: true,
      }),
    );
  } catch {
    // The decoder throws for malformed input, and RangeError for nesting deeper than the stack: one fault for both.
    return fail('cbor-malformed');
  }
}

/** Encodes deterministically: shortest forms, map keys in bytewise order. @see RFC 8949 §4.2.1 */
export function encodeCbor(value: unknown): Uint8Array {
  return encode(value, rfc8949EncodeOptions);
}

/** Tells whether `bytes` are the one deterministic encoding of `value`, which also proves all text in it UTF-8. */
export function isDeterministic(bytes: Uint8Array, value: unknown): boolean {
  try {
    return areEqual(encodeCbor(value), bytes);
  } catch {
    // A key type that has no deterministic order (a map or float as a key): not something our format allows.
    return false;
  }
}

export function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

import { decode, encode, rfc8949EncodeOptions } from 'cborg';
import { fail, ok, type Result } from '../result.ts';
import { checkCbor, type CborFault } from './cbor-limits.ts';

const REJECTED = {
  useMaps: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
  rejectDuplicateMapKeys: true,
};
const OURS = { ...REJECTED, strict: true };
/** Issuers write times with tag 0 or 1 (RFC 8949 §3.4.1, §3.4.2); the text or number within is what counts. */
const TIMES_AS_WRITTEN = {
  0: (decodeItem: () => unknown) => decodeItem(),
  1: (decodeItem: () => unknown) => decodeItem(),
};
const FOREIGN = { ...REJECTED, strict: false, tags: TIMES_AS_WRITTEN };

/**
 * Decodes one CBOR item strictly: shortest integers, no indefinite lengths, no duplicate keys, no tags, no trailing
 * bytes, text in UTF-8, within the limits of {@link checkCbor}. Maps come as `Map`, so that no key can reach an
 * object's prototype.
 *
 * @see RFC 8949 §4.2.1
 */
export function decodeCbor(bytes: Uint8Array): Result<unknown, CborFault> {
  return decodeWith(OURS, bytes);
}

/** As {@link decodeCbor}, but takes integers of any length and tags on times, as the standards of others allow. */
export function decodeForeignCbor(bytes: Uint8Array): Result<unknown, CborFault> {
  return decodeWith(FOREIGN, bytes);
}

function decodeWith(options: typeof OURS | typeof FOREIGN, bytes: Uint8Array): Result<unknown, CborFault> {
  const fault = checkCbor(bytes);
  if (fault !== null) return fail(fault);
  try {
    return ok(decode(bytes, options));
  } catch {
    return fail('cbor-malformed');
  }
}

/** Encodes deterministically: shortest forms, map keys in bytewise order. @see RFC 8949 §4.2.1 */
export function encodeCbor(value: unknown): Uint8Array {
  return encode(value, rfc8949EncodeOptions);
}

/** Tells whether `bytes` are the one deterministic encoding of `value`. */
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

import { encode, rfc8949EncodeOptions } from 'cborg';
import type { Result } from '../result.ts';
import { decodeItem, type CborFault, type CborManner } from './cbor-decode.ts';

const OURS: CborManner = { isShortest: true, ignoredTags: new Set(), takesUnused: false, takesFloats: true };
const INTEGERS_ONLY: CborManner = { ...OURS, takesFloats: false };
/** Issuers write times with tag 0 or 1 (RFC 8949 §3.4.1, §3.4.2); the text or number within is what counts. */
const FOREIGN: CborManner = {
  isShortest: false,
  ignoredTags: new Set([0, 1]),
  takesUnused: true,
  takesFloats: true,
};

/** Decodes one CBOR item as {@link decodeItem} does, in the shortest form and without tags. @see RFC 8949 §4.2.1 */
export function decodeCbor(bytes: Uint8Array): Result<unknown, CborFault> {
  return decodeItem(bytes, OURS);
}

/**
 * As {@link decodeCbor}, but without floats: of what is read so, and has no maps, there is one encoding only. Whoever
 * takes nothing else need not encode it again to see that it is that one.
 */
export function decodeIntegerCbor(bytes: Uint8Array): Result<unknown, CborFault> {
  return decodeItem(bytes, INTEGERS_ONLY);
}

/** As {@link decodeCbor}, but takes integers of any length, tags, and values nobody reads, as others' standards allow. */
export function decodeForeignCbor(bytes: Uint8Array): Result<unknown, CborFault> {
  return decodeItem(bytes, FOREIGN);
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
  if (a.length !== b.length) return false;
  // A loop, since a call for each byte was a third of what a hub does with an entry.
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

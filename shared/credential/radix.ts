import { fail, ok, type Result } from '../result.ts';

/** An alphabet of 2ⁿ characters. */
export interface Radix {
  readonly bits: number;
  /** Character code → digit, 255 where the alphabet has no such character. */
  readonly digits: Uint8Array;
}

const BASE64URL_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** @see RFC 4648 §6 */
export const BASE32 = radix('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567');
/** @see RFC 4648 §5 */
export const BASE64URL = radix(BASE64URL_ALPHABET);

function radix(alphabet: string): Radix {
  const digits = new Uint8Array(128).fill(255);
  for (let i = 0; i < alphabet.length; i += 1) digits[alphabet.charCodeAt(i)] = i;
  return { bits: Math.log2(alphabet.length), digits };
}

/**
 * Decodes text without padding, strictly: only characters of the alphabet, no character more than the bytes need, no
 * spare bit set, so that each byte string is written in one way only (RFC 4648 §3.5).
 */
export function decodeRadix(text: string, { bits, digits }: Radix): Result<Uint8Array, 'radix-malformed'> {
  const spare = (text.length * bits) % 8;
  if (spare >= bits) return fail('radix-malformed');
  const bytes = new Uint8Array((text.length * bits - spare) / 8);
  let [held, heldBits, at] = [0, 0, 0];
  for (let i = 0; i < text.length; i += 1) {
    const digit = digits[text.charCodeAt(i)] ?? 255;
    if (digit === 255) return fail('radix-malformed');
    held = (held << bits) | digit;
    heldBits += bits;
    if (heldBits >= 8) {
      heldBits -= 8;
      bytes[at++] = held >> heldBits;
      held &= (1 << heldBits) - 1;
    }
  }
  return held === 0 ? ok(bytes) : fail('radix-malformed');
}

/** Encodes to base64url without padding. @see RFC 4648 §5 */
export function encodeBase64Url(bytes: Uint8Array): string {
  let text = '';
  let [held, heldBits] = [0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (heldBits += 8; heldBits >= 6; heldBits -= 6) text += BASE64URL_ALPHABET.charAt((held >> (heldBits - 6)) & 63);
    held &= (1 << heldBits) - 1;
  }
  return heldBits === 0 ? text : text + BASE64URL_ALPHABET.charAt((held << (6 - heldBits)) & 63);
}

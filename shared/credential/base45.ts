import { fail, ok, type Result } from '../result.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/** Character code → digit, 255 where the alphabet has no such character. */
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = ALPHABET.indexOf(String.fromCharCode(code));
  return digit < 0 ? 255 : digit;
});

/**
 * Decodes Base45 strictly: upper case only, no group above its range, no length ≡ 1 (mod 3).
 *
 * @see RFC 9285 §4, §6 (a decoder must reject what an encoder cannot make)
 */
export function decodeBase45(text: string): Result<Uint8Array, 'base45-malformed'> {
  const rest = text.length % 3;
  if (rest === 1) return fail('base45-malformed');
  const bytes = new Uint8Array(Math.floor(text.length / 3) * 2 + (rest === 2 ? 1 : 0));
  let at = 0;
  for (let i = 0; i < text.length; i += 3) {
    const isPair = i + 2 < text.length;
    const value = digitAt(text, i) + 45 * digitAt(text, i + 1) + (isPair ? 2025 * digitAt(text, i + 2) : 0);
    if (Number.isNaN(value) || value > (isPair ? 0xffff : 0xff)) return fail('base45-malformed');
    if (isPair) bytes[at++] = value >> 8;
    bytes[at++] = value & 0xff;
  }
  return ok(bytes);
}

/** Encodes to Base45. @see RFC 9285 §4 */
export function encodeBase45(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 2) {
    const isPair = i + 1 < bytes.length;
    const value = isPair ? (bytes[i] ?? 0) * 256 + (bytes[i + 1] ?? 0) : (bytes[i] ?? 0);
    text += digitChar(value) + digitChar(value / 45) + (isPair ? digitChar(value / 2025) : '');
  }
  return text;
}

function digitAt(text: string, index: number): number {
  const digit = DIGITS[text.charCodeAt(index)] ?? 255;
  return digit === 255 ? Number.NaN : digit;
}

function digitChar(value: number): string {
  return ALPHABET.charAt(Math.floor(value) % 45);
}

/** Crockford's base 32: no I, L, O or U, so that a code can be read aloud and typed. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_LENGTH = 16;
const GROUP = /.{4}(?=.)/gu;

/** A one-time code of 80 random bits, `XXXX-XXXX-XXXX-XXXX`. */
export function makeCode(randomBytes: (length: number) => Uint8Array): string {
  const digits = Array.from(randomBytes(CODE_LENGTH), (byte) => DIGITS.charAt(byte & 31));
  return digits.join('').replaceAll(GROUP, '$&-');
}

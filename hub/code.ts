import { CODE_DIGITS, CODE_LENGTH, groupCode } from '../shared/enrolment-code.ts';

/** A one-time code of 80 random bits, `XXXX-XXXX-XXXX-XXXX`. */
export function makeCode(randomBytes: (length: number) => Uint8Array): string {
  return groupCode(Array.from(randomBytes(CODE_LENGTH), (byte) => CODE_DIGITS.charAt(byte & 31)).join(''));
}

import { parseDate } from '../time.ts';

/** Weights of GB 11643-1999 §4.3, and the check character for each sum modulo 11 (ISO 7064 MOD 11-2). */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECK = '10X98765432';

/** Tells whether a text is an 18-character resident ID number with a right check character. @see GB 11643-1999 */
export function isResidentId(text: string): boolean {
  return /^\d{17}[\dX]$/u.test(text) && text.charAt(17) === checkCharacter(text);
}

/** The check character for the first 17 digits of `text`. */
export function checkCharacter(text: string): string {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(text.charAt(i)), 0);
  return CHECK.charAt(sum % 11);
}

/**
 * The day of birth in an 18-character number, as `YYYY-MM-DD`: digits 7 to 14.
 *
 * @returns `null` where the calendar has no such day
 */
export function birthDateOf(number: string): string | null {
  return dashed(number.slice(6, 14));
}

/** The sex in an 18-character number: its 17th digit is odd for a man. @see GB 11643-1999 §4.2 */
export function sexOf(number: string): 'male' | 'female' {
  return Number(number.charAt(16)) % 2 === 1 ? 'male' : 'female';
}

/** `YYYYMMDD`, as cards and numbers write a day, as `YYYY-MM-DD`; `null` for what is no day of the calendar. */
export function dashed(text: string): string | null {
  if (!/^\d{8}$/u.test(text)) return null;
  const date = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
  return parseDate(date).ok ? date : null;
}

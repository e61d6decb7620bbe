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

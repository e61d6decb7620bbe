/** GB 32100-2015 §5.2: digits and capitals but for I, O, S, V and Z, each worth its place. */
const DIGITS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
/** Powers of 3 modulo 31 (§6.1). */
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const;

/**
 * Tells whether a text is a unified social credit code with a right check character: who registers, what kind, the area in six
 * digits, nine characters of the organisation, and the check. @see GB 32100-2015
 */
export function isCreditCode(text: string): boolean {
  const form = new RegExp(`^[${DIGITS}]{2}\\d{6}[${DIGITS}]{10}$`, 'u');
  return form.test(text) && text.charAt(17) === creditCheckCharacter(text);
}

/** The check character for the first 17 characters of `text`, each one of a code's. @see GB 32100-2015 §6.1 */
export function creditCheckCharacter(text: string): string {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * DIGITS.indexOf(text.charAt(i)), 0);
  return DIGITS.charAt((31 - (sum % 31)) % 31);
}

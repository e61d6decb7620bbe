import { MAX_PIN_DIGITS, PIN_DIGITS, type GuardRole } from './guard.ts';

/**
 * Parameters of Argon2id, the same wherever a PIN is set: four times what OWASP's Password Storage Cheat Sheet asks at least, some
 * 0.1 s on a kiosk. A PIN has few digits: whoever has the file tries all of them in days, not in years, which is why a kiosk holds its
 * own gate's only.
 *
 * @see RFC 9106 §4
 */
export const ARGON2ID = { algorithm: 2, memoryCost: 76_800, timeCost: 3, parallelism: 1 } as const;

/** Why nobody of this role may have such a PIN. `easy`: all digits the same, or one after the other. */
export type PinUnfit = 'no-digits' | 'too-short' | 'too-long' | 'easy';

/** @returns `null`: it may be theirs */
export function checkPin(pin: string, role: GuardRole): PinUnfit | null {
  if (!/^\d*$/u.test(pin)) return 'no-digits';
  if (pin.length > MAX_PIN_DIGITS) return 'too-long';
  if (pin.length < PIN_DIGITS[role]) return 'too-short';
  return isEasy(pin) ? 'easy' : null;
}

/** What is tried first. */
function isEasy(pin: string): boolean {
  const digits = Array.from(pin, Number);
  const steps = new Set(digits.slice(1).map((digit, i) => digit - (digits[i] ?? digit)));
  const [step] = steps;
  return steps.size === 1 && step !== undefined && Math.abs(step) <= 1;
}

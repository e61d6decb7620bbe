/** What a key is labelled with on a US keyboard, by its place (`KeyboardEvent.code`): without Shift, and with it. */
type Label = readonly [plain: string, shifted: string];

const LETTERS = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ').map((letter): [string, Label] => [
  `Key${letter}`,
  [letter.toLowerCase(), letter],
]);

const DIGITS = Array.from(')!@#$%^&*(').map((shifted, digit): [string, Label] => [
  `Digit${digit}`,
  [String(digit), shifted],
]);

/** Digits whatever NumLock says: scanners that type on the keypad mean digits. */
const KEYPAD = [
  ...Array.from({ length: 10 }, (_, digit): [string, string] => [`Numpad${digit}`, String(digit)]),
  ...Object.entries({ Decimal: '.', Add: '+', Subtract: '-', Multiply: '*', Divide: '/' }).map(
    ([name, sign]): [string, string] => [`Numpad${name}`, sign],
  ),
].map(([code, sign]): [string, Label] => [code, [sign, sign]]);

const SIGNS: readonly (readonly [string, Label])[] = [
  ['Space', [' ', ' ']],
  ['Minus', ['-', '_']],
  ['Equal', ['=', '+']],
  ['BracketLeft', ['[', '{']],
  ['BracketRight', [']', '}']],
  ['Backslash', ['\\', '|']],
  ['Semicolon', [';', ':']],
  ['Quote', ["'", '"']],
  ['Backquote', ['`', '~']],
  ['Comma', [',', '<']],
  ['Period', ['.', '>']],
  ['Slash', ['/', '?']],
];

const LABELS: ReadonlyMap<string, Label> = new Map([...LETTERS, ...DIGITS, ...KEYPAD, ...SIGNS]);

/** What of a key tells which character a scanner meant by it. */
export interface Stroke {
  /** What the system makes of it, by its own layout, CapsLock and input method. */
  readonly key: string;
  /** Where it lies on the keyboard. Empty: the system does not say, as for keys that programs make. */
  readonly code: string;
  readonly isShift: boolean;
  readonly isCapsLock: boolean;
}

/**
 * The character a scanner meant; `null`: none, or one that cannot be told.
 *
 * A scanner is a keyboard that presses the places a US keyboard has its characters at. So the place and Shift are what
 * was meant, whatever the system's layout, its CapsLock and its input method make of them. `key` is believed in two
 * cases only: where no place is told, and where a program typed a shifted character without pressing Shift.
 */
export function charOf({ key, code, isShift, isCapsLock }: Stroke): string | null {
  const label = LABELS.get(code);
  if (label === undefined) return code === '' && Array.from(key).length === 1 ? key : null;
  const [plain, shifted] = label;
  const isShiftUnsaid = !isCapsLock && key === shifted;
  return isShift || isShiftUnsaid ? shifted : plain;
}

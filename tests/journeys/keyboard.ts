import type { Page } from '@playwright/test';

/** How a scanner under test types. */
export interface Typing {
  /** Pressed after the text. */
  readonly end?: readonly string[];
  /** An input method has each key first, and says only where it lies. */
  readonly isComposed?: boolean;
}

const SHIFTED = new Map(Object.entries({ ':': 'Semicolon', '+': 'Equal', '*': 'Digit8', $: 'Digit4', '%': 'Digit5' }));
const PLAIN = new Map(Object.entries({ ' ': 'Space', '-': 'Minus', '.': 'Period', '/': 'Slash', ';': 'Semicolon' }));

interface Place {
  readonly key: string;
  readonly code: string;
  readonly isShift: boolean;
}

/** Where a US keyboard has a character that codes are written in. */
function placeOf(char: string): Place {
  if (/^[A-Za-z]$/u.test(char))
    return { key: char, code: `Key${char.toUpperCase()}`, isShift: char !== char.toLowerCase() };
  if (/^\d$/u.test(char)) return { key: char, code: `Digit${char}`, isShift: false };
  const code = SHIFTED.get(char) ?? PLAIN.get(char);
  if (code === undefined) throw new Error(`no key for ${char}`);
  return { key: char, code, isShift: SHIFTED.has(char) };
}

const SHIFT = 8;
const CONTROL = 2;
/** What Windows says of a key that an input method has taken (VK_PROCESSKEY). */
const TAKEN = 229;
const VIRTUAL: Readonly<Record<string, number>> = { Enter: 13, Tab: 9, Escape: 27 };

/** Types as fast as the window takes keys, as a scanner does; Playwright's own typing never presses Shift. */
export async function scanByKeyboard(
  page: Page,
  text: string,
  { end = ['Enter'], isComposed = false }: Typing = {},
): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const sent = Array.from(text).flatMap((char) => {
    const { key, code, isShift } = placeOf(char);
    const virtual = char.toUpperCase().charCodeAt(0);
    const modifiers = isShift ? SHIFT : 0;
    const down = isComposed
      ? { key: 'Process', code, modifiers, windowsVirtualKeyCode: TAKEN }
      : { key, code, modifiers, text: key, windowsVirtualKeyCode: virtual };
    return [
      session.send('Input.dispatchKeyEvent', { type: isComposed ? 'rawKeyDown' : 'keyDown', ...down }),
      ...(isComposed
        ? [session.send('Input.imeSetComposition', { text: key, selectionStart: 1, selectionEnd: 1 })]
        : []),
      session.send('Input.dispatchKeyEvent', { type: 'keyUp', key, code, modifiers, windowsVirtualKeyCode: virtual }),
    ];
  });
  // Not one after the other's answer: that would be a slow scanner on a busy machine.
  await Promise.all([...sent, ...end.map((name) => pressNow(session, name))]);
  await session.detach();
}

type Session = Awaited<ReturnType<ReturnType<Page['context']>['newCDPSession']>>;

/** `Control+J` or a key by name. */
async function pressNow(session: Session, name: string): Promise<void> {
  const key = name.replace('Control+', '');
  const isControl = key !== name;
  const known = {
    key: isControl ? key.toLowerCase() : key,
    code: isControl ? `Key${key}` : key,
    modifiers: isControl ? CONTROL : 0,
    windowsVirtualKeyCode: VIRTUAL[key] ?? key.charCodeAt(0),
  };
  const text = key === 'Enter' ? { text: '\r' } : {};
  await Promise.all([
    session.send('Input.dispatchKeyEvent', { type: key === 'Enter' ? 'keyDown' : 'rawKeyDown', ...known, ...text }),
    session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...known }),
  ]);
}

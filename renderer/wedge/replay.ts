import { edit, focusedField } from './text-field.ts';
import type { Key } from './wedge.ts';

/** Keys that are done after all: whoever listens for keys must not take them for new ones. */
export type Replayed = WeakSet<Event>;

/**
 * Does what a key would have done that was held back: a character is written into the text field with the focus; Enter
 * and Space press the button with the focus, unless somebody who listens for them has done something else.
 */
export function replay({ key, code, isShift }: Key, replayed: Replayed): void {
  const target = document.activeElement ?? document.body;
  const event = new KeyboardEvent('keydown', { key, code, shiftKey: isShift, bubbles: true, cancelable: true });
  replayed.add(event);
  if (!target.dispatchEvent(event)) return;
  const field = focusedField();
  if (field !== null) writeInto(field, key);
  else if (target instanceof HTMLElement) pressOn(target, key, isShift);
}

function writeInto(field: HTMLElement, key: string): void {
  if (key === 'Enter' && field instanceof HTMLInputElement) field.form?.requestSubmit();
  else if (key === 'Enter') edit('insertLineBreak', '');
  else if (key !== 'Escape') edit('insertText', key);
}

const PRESSED_BY_BOTH = 'button, a[href], summary';
const PRESSED_BY_SPACE = 'input[type=radio], input[type=checkbox]';

function pressOn(target: HTMLElement, key: string, isShift: boolean): void {
  const isPressed = target.matches(PRESSED_BY_BOTH) || (key === ' ' && target.matches(PRESSED_BY_SPACE));
  if (isPressed && key !== 'Escape') target.click();
  else if (key === ' ') scrollBy(target, isShift ? -1 : 1);
}

/** Space turns a page, as browsers have it. */
function scrollBy(target: HTMLElement, pages: 1 | -1): void {
  const PAGE = 0.875;
  target.scrollBy({ top: pages * PAGE * target.clientHeight, behavior: 'smooth' });
}

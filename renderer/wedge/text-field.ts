/** What a person can write a text in. */
export type TextField = HTMLInputElement | HTMLTextAreaElement;

/** How a field stood before something landed in it. */
export interface FieldBefore {
  readonly field: TextField;
  readonly value: string;
  readonly selection: readonly [start: number | null, end: number | null];
}

const WITHOUT_TEXT: ReadonlySet<string> = new Set([
  ...['button', 'checkbox', 'color', 'file', 'image', 'radio', 'range', 'reset', 'submit'],
]);

/** @returns the text field that has the focus, `null`: none has */
export function focusedField(): TextField | null {
  const focused = document.activeElement;
  if (focused instanceof HTMLTextAreaElement) return focused;
  return focused instanceof HTMLInputElement && !WITHOUT_TEXT.has(focused.type) ? focused : null;
}

/**
 * Does at the caret of the field that has the focus what a key would do there: the one way that can be undone and that React
 * hears of; deprecated, and without a successor.
 */
export function edit(command: 'insertText' | 'insertLineBreak' | 'delete', text: string): void {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- no successor writes at the caret so that it can be undone
  document.execCommand(command, false, text);
}

export function fieldBefore(field: TextField): FieldBefore {
  return { field, value: field.value, selection: [field.selectionStart, field.selectionEnd] };
}

/** Takes the focus away, which ends what an input method is composing there; the next keys come without one. */
export function leaveField({ field }: FieldBefore): void {
  field.blur();
}

/** Makes a field be as it was, and gives it the focus back unless that has gone elsewhere. */
export function returnToField(before: FieldBefore): void {
  const { field, selection } = before;
  restoreField(before);
  if (!field.isConnected || document.activeElement !== document.body) return;
  field.focus({ preventScroll: true });
  // Kinds of input without a selection say `null`, and throw if one is set.
  if (selection[0] !== null) field.setSelectionRange(...selection);
}

/** Takes out what has landed since, so that whoever owns the field learns of it as of typing. */
export function restoreField({ field, value }: FieldBefore): void {
  if (field.value === value) return;
  const owner = field instanceof HTMLInputElement ? HTMLInputElement.prototype : HTMLTextAreaElement.prototype;
  // React puts a setter of its own on the element and would not see a change that went through it.
  Object.getOwnPropertyDescriptor(owner, 'value')?.set?.call(field, value);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

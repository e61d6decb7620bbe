import { replay } from './replay.ts';
import { fieldBefore, focusedField, leaveField, restoreField, returnToField, type FieldBefore } from './text-field.ts';
import { dueAt, NO_BURST, press, settle, type Key, type WedgeEvent, type WedgeFault } from './wedge.ts';

export interface WedgeListener {
  /** @param atMs when its last character came, on the clock of `performance.now()` */
  onScan(scan: { readonly text: string; readonly wireMs: number }, atMs: number): void;
  onFault(fault: WedgeFault): void;
}

/** A key that went down in time may take so long from the system to us when the machine is busy. */
const ON_ITS_WAY_MS = 30;

/**
 * Hears a code scanner that is a keyboard, wherever the focus is and whatever the screen shows. It stands before all
 * others who listen for keys, so it must be started before them.
 *
 * @returns a function that stops it
 */
export function startWedge(listener: WedgeListener): () => void {
  let state = NO_BURST;
  let before: (FieldBefore & { hasLanded: boolean }) | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const replayed = new WeakSet<Event>();

  function onKey(event: KeyboardEvent): void {
    if (replayed.has(event)) return;
    const field = focusedField();
    const key = keyOf(event);
    const pressed = press(state, key, field !== null);
    if (pressed.does === 'take') {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    const openedAtMs = state.burst?.firstAtMs;
    follow(pressed);
    if (state.burst !== null && state.burst.firstAtMs !== openedAtMs)
      before = field === null ? null : { ...fieldBefore(field), hasLanded: false };
    if (before !== null && pressed.does === 'pass' && key.isComposing) before.hasLanded = true;
  }

  function follow(next: ReturnType<typeof settle>): void {
    state = next.state;
    next.events.forEach(act);
    if (state.burst === null) before = null;
    arm();
  }

  function arm(): void {
    clearTimeout(timer);
    if (state.burst === null) return;
    const restMs = dueAt(state.burst) + ON_ITS_WAY_MS - performance.now();
    timer = setTimeout(() => {
      follow(settle(state, performance.now()));
    }, restMs);
  }

  function act(event: WedgeEvent): void {
    switch (event.type) {
      case 'typed':
        event.keys.forEach((key) => {
          replay(key, replayed);
        });
        break;
      case 'began':
        if (before?.hasLanded !== true) break;
        leaveField(before);
        restoreField(before);
        break;
      case 'scanned':
        if (before !== null) returnToField(before);
        listener.onScan({ text: event.text, wireMs: event.wireMs }, event.atMs);
        break;
      case 'failed':
        if (before !== null) returnToField(before);
        listener.onFault(event.fault);
        break;
    }
  }

  window.addEventListener('keydown', onKey, { capture: true });
  return () => {
    window.removeEventListener('keydown', onKey, { capture: true });
    clearTimeout(timer);
  };
}

function keyOf(event: KeyboardEvent): Key {
  return {
    key: event.key,
    code: event.code,
    isShift: event.shiftKey,
    isCapsLock: event.getModifierState('CapsLock'),
    isControl: event.ctrlKey || event.metaKey,
    isAlt: event.altKey,
    isComposing: event.isComposing || event.key === 'Process',
    isRepeat: event.repeat,
    atMs: event.timeStamp,
  };
}

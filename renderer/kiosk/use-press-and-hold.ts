import { useEffect, useRef, useState } from 'react';

/** Long enough that nobody does it by leaning on the screen, short enough for a fire. */
const HOLD_MS = 1000;

const HOLD_KEYS: readonly string[] = ['Enter', ' '];

interface Press {
  readonly isPressed: boolean;
  /** For a button. */
  readonly handlers: {
    readonly onPointerDown: () => void;
    readonly onPointerUp: () => void;
    readonly onPointerLeave: () => void;
    readonly onPointerCancel: () => void;
    readonly onKeyDown: (event: { readonly key: string }) => void;
    readonly onKeyUp: () => void;
    readonly onBlur: () => void;
    readonly onContextMenu: (event: { preventDefault: () => void }) => void;
  };
}

/** Does something once a finger, the mouse's button or a key has been held down for a second. */
export function usePressAndHold(act: () => void): Press {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [isPressed, setIsPressed] = useState(false);
  const end = (): void => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setIsPressed(false);
  };
  const begin = (): void => {
    // A key that is held down says so again and again.
    if (timer.current !== undefined) return;
    setIsPressed(true);
    timer.current = setTimeout(() => {
      setIsPressed(false);
      act();
    }, HOLD_MS);
  };
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );
  return {
    isPressed,
    handlers: {
      onPointerDown: begin,
      onPointerUp: end,
      onPointerLeave: end,
      onPointerCancel: end,
      onKeyDown: ({ key }) => {
        if (HOLD_KEYS.includes(key)) begin();
      },
      onKeyUp: end,
      onBlur: end,
      // A touch that is held long would open one.
      onContextMenu: (event) => {
        event.preventDefault();
      },
    },
  };
}

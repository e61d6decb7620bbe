import { useEffect, useRef } from 'react';

/**
 * Gives the keyboard's focus back once the outcome or the sheet that took it away is gone: to whatever had it last and is
 * still there.
 *
 * Nothing gets it that is inert, and nothing older instead: a key pressed then would do what nobody meant. Nor does the
 * gate's bar, which lies beneath nothing.
 */
export function useFocusKept(outcome: unknown, sheet: unknown): void {
  const been = useRef<readonly HTMLElement[]>([]);
  useEffect(() => {
    const note = ({ target }: FocusEvent): void => {
      if (!(target instanceof HTMLElement) || target.closest('.gate') !== null) return;
      been.current = [target, ...been.current.filter((one) => one !== target && one.isConnected)];
    };
    window.addEventListener('focusin', note);
    return () => {
      window.removeEventListener('focusin', note);
    };
  }, []);
  useEffect(() => {
    if (document.activeElement !== document.body) return;
    const last = been.current.find((one) => one.isConnected);
    const first =
      document.querySelector<HTMLElement>('.sheet .pin input') ?? document.querySelector<HTMLElement>('.sheet button');
    if (last?.closest('[inert]') === null) last.focus();
    // A page that came beneath an outcome, which could have no focus then.
    else if (first?.closest('[inert]') === null) first.focus();
  }, [outcome, sheet]);
}

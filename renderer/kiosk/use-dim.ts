import { useEffect, useMemo, useState } from 'react';
import type { KioskState } from './kiosk-state.ts';

const MINUTE_MS = 60_000;

/**
 * Tells whether the screen is to be dimmed: nobody came, touched it or typed for as long as the settings say, and no device
 * said anything. Never while a verdict shows. Whatever wakes it does nothing else, but for a touch at the gate's bar, which an
 * emergency may be.
 *
 * Comes after whoever hears keyboard scanners: a scan that wakes the screen is a scan.
 */
export function useDim({ status, outcome, badge, areSeveralInView, trouble, wedgeFault }: KioskState): boolean {
  const afterMs = (status?.settings.dimAfterMinutes ?? 0) * MINUTE_MS;
  const { shown } = outcome;
  const devices = status?.devices.map(({ state }) => state).join(' ');
  /** Another as soon as something has happened: what was dimmed for the one before is not dimmed any more. */
  const happened = useMemo(
    () => [shown, badge, areSeveralInView, trouble, wedgeFault, devices],
    [shown, badge, areSeveralInView, trouble, wedgeFault, devices],
  );
  const [dimmedFor, setDimmedFor] = useState<unknown>(null);
  const mayDim = afterMs > 0 && shown === null;
  useEffect(() => {
    if (!mayDim) return undefined;
    return dimLater(afterMs, (isDim) => {
      setDimmedFor(isDim ? happened : null);
    });
  }, [mayDim, afterMs, happened]);
  return mayDim && dimmedFor === happened;
}

/** @returns a function that stops it */
function dimLater(afterMs: number, dim: (isDim: boolean) => void): () => void {
  let isDim = false;
  let isWaking = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const arm = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      isDim = true;
      dim(true);
    }, afterMs);
  };
  const keepBack = (event: Event): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const onTouch = (event: Event): void => {
    arm();
    isWaking = isDim && !isAtGate(event.target);
    if (isDim) dim(false);
    isDim = false;
    if (isWaking) keepBack(event);
  };
  /** The touch's own, which comes when what lay over the page is gone. A key's has no pointer's count. */
  const onClick = (event: MouseEvent): void => {
    if (isWaking && event.detail > 0) keepBack(event);
  };
  arm();
  for (const touch of TOUCHES) window.addEventListener(touch, onTouch, { capture: true });
  window.addEventListener('click', onClick, { capture: true });
  return () => {
    clearTimeout(timer);
    for (const touch of TOUCHES) window.removeEventListener(touch, onTouch, { capture: true });
    window.removeEventListener('click', onClick, { capture: true });
  };
}

const TOUCHES = ['pointerdown', 'keydown'] as const;

function isAtGate(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('.gate') !== null;
}

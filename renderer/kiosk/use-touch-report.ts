import { useEffect } from 'react';
import { bridge } from '../bridge.ts';

/** So often at most is a touch told: the kiosk stays open for two minutes after each. */
const REPORT_EVERY_MS = 10_000;

const TOUCHES = ['pointerdown', 'keydown'] as const;

/** Tells the main process that the guard to whom the kiosk is open is still there. */
export function useTouchReport(isOpen: boolean): void {
  useEffect(() => {
    if (!isOpen) return undefined;
    let toldMs = Number.NEGATIVE_INFINITY;
    const tell = ({ timeStamp }: Event): void => {
      if (timeStamp - toldMs < REPORT_EVERY_MS) return;
      toldMs = timeStamp;
      // It locks a little sooner then; a main process that is silent is said elsewhere.
      bridge.call('kiosk:touched', null).catch(() => undefined);
    };
    for (const touch of TOUCHES) window.addEventListener(touch, tell, { capture: true });
    return () => {
      for (const touch of TOUCHES) window.removeEventListener(touch, tell, { capture: true });
    };
  }, [isOpen]);
}

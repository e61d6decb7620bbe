import { useEffect, type Dispatch } from 'react';
import type { KioskAction } from './kiosk-state.ts';
import { hearSounded } from './use-outcome-effects.ts';

/** Notes whether there is sound: by each that is played, and by whether there is a loudspeaker at all. */
export function useSound(dispatch: Dispatch<KioskAction>): void {
  useEffect(
    () =>
      hearSounded((isWhole) => {
        dispatch({ type: 'sounded', isWhole });
      }),
    [dispatch],
  );
  useEffect(() => {
    const look = (): void => {
      navigator.mediaDevices.enumerateDevices().then(
        (devices) => {
          dispatch({ type: 'loudspeaker', isThere: devices.some(({ kind }) => kind === 'audiooutput') });
        },
        // What cannot be asked is not said to be missing.
        () => undefined,
      );
    };
    look();
    navigator.mediaDevices.addEventListener('devicechange', look);
    return () => {
      navigator.mediaDevices.removeEventListener('devicechange', look);
    };
  }, [dispatch]);
}

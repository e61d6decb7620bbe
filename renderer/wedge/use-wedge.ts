import { useEffect, type Dispatch } from 'react';
import { bridge } from '../bridge.ts';
import type { KioskAction } from '../kiosk/kiosk-state.ts';
import { timing } from '../kiosk/timing.ts';
import { startWedge } from './listen.ts';

/** So long the guard is told what is wrong with a scan: time to read it, and the next scan is likelier to be well. */
const FAULT_STAYS_MS = 15_000;

/** Hears keyboard scanners for as long as the screen stands, and hands each text to the main process once. */
export function useWedge(dispatch: Dispatch<KioskAction>): void {
  useEffect(() => {
    let calm: ReturnType<typeof setTimeout> | undefined;
    const tell = (fault: KioskAction & { type: 'wedge' }): void => {
      clearTimeout(calm);
      dispatch(fault);
    };
    const stop = startWedge({
      onScan: (scan, atMs) => {
        tell({ type: 'wedge', fault: null });
        submit(scan, atMs, dispatch);
      },
      onFault: (fault) => {
        tell({ type: 'wedge', fault });
        calm = setTimeout(() => {
          dispatch({ type: 'wedge', fault: null });
        }, FAULT_STAYS_MS);
      },
    });
    return () => {
      clearTimeout(calm);
      stop();
    };
  }, [dispatch]);
}

function submit(
  scan: { readonly text: string; readonly wireMs: number },
  atMs: number,
  dispatch: Dispatch<KioskAction>,
): void {
  const submission = timing.submitted(atMs, performance.now());
  bridge.call('scan:submit', { source: 'keyboard', ...scan }).then(
    (reply) => {
      submission.answered(reply);
      dispatch({ type: 'main', isSilent: false });
    },
    () => {
      submission.answered('repeat');
      dispatch({ type: 'main', isSilent: true });
    },
  );
}

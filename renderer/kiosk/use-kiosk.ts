import { useCallback, useEffect, useReducer, type Dispatch } from 'react';
import { flushSync } from 'react-dom';
import type { ChangeableSettings } from '../../shared/contract.ts';
import type { GateReason } from '../../shared/device/device.ts';
import { bridge } from '../bridge.ts';
import { hush } from './use-outcome-effects.ts';
import { reduceKiosk, STARTING_STATE, type KioskAction, type KioskState } from './kiosk-state.ts';

/** So long a guard is told what came to nothing: time to read it. */
const TROUBLE_STAYS_MS = 15_000;

/** How soon the main process is asked again when it did not answer. */
const ASK_AGAIN_AFTER_MS = 1000;

export interface Kiosk {
  readonly state: KioskState;
  readonly dispatch: Dispatch<KioskAction>;
  readonly changeSettings: (change: Partial<ChangeableSettings>) => Promise<boolean>;
  /** Holds the gate open for all, says why, or ends that. */
  readonly holdGate: (isHeld: boolean, reason: GateReason | null) => void;
  /** Takes back what was decided by hand. */
  readonly undo: (serial: number, entryId: string) => void;
  readonly dismiss: (serial: number) => void;
}

/** The screen's state, kept by what the main process says. */
export function useKiosk(): Kiosk {
  const [state, dispatch] = useReducer(reduceKiosk, STARTING_STATE);
  useEffect(() => listenToMain(dispatch), []);
  useClearing(state, dispatch);
  useSettling(state, dispatch);
  useCalming(state, dispatch);

  const changeSettings = useCallback(
    (change: Partial<ChangeableSettings>): Promise<boolean> =>
      bridge.call('settings:change', change).then(
        (status) => {
          dispatch({ type: 'status', status });
          return true;
        },
        () => false,
      ),
    [],
  );

  const dismiss = useCallback((serial: number): void => {
    hush();
    dispatch({ type: 'clear', serial });
    bridge.call('outcome:dismiss', { serial }).catch(() => {
      dispatch({ type: 'main', isSilent: true });
    });
  }, []);

  const holdGate = useCallback((isHeld: boolean, reason: GateReason | null): void => {
    bridge.call('gate:hold', { isHeld, reason }).then(
      (status) => {
        dispatch({ type: 'status', status });
      },
      () => {
        dispatch({ type: 'main', isSilent: true });
      },
    );
  }, []);

  const undo = useCallback((serial: number, entryId: string): void => {
    // First: what the kiosk had said before is heard again.
    hush();
    bridge.call('decision:undo', { entryId }).then(
      ({ fault }) => {
        // What the kiosk had said before comes as an outcome of its own, and stays.
        if (fault === null) dispatch({ type: 'clear', serial });
        dispatch({ type: 'settled', serial, fault });
      },
      () => {
        dispatch({ type: 'main', isSilent: true });
      },
    );
  }, []);

  return { state, dispatch, changeSettings, undo, holdGate, dismiss };
}

/** Listens first and asks then, so that nothing falls between; what arrives twice is known by its serial. */
function listenToMain(dispatch: Dispatch<KioskAction>): () => void {
  let askAgain: ReturnType<typeof setTimeout> | undefined;
  let isGone = false;

  function ask(): void {
    bridge.call('state:read', null).then(
      ({ status, last }) => {
        if (isGone) return;
        dispatch({ type: 'status', status });
        dispatch({ type: 'main', isSilent: false });
        if (last !== null) dispatch({ type: 'outcome', outcome: last, now: Date.now() });
      },
      () => {
        if (isGone) return;
        dispatch({ type: 'main', isSilent: true });
        askAgain = setTimeout(ask, ASK_AGAIN_AFTER_MS);
      },
    );
  }

  const stopOutcomes = bridge.on('outcome', (outcome) => {
    // A verdict is drawn in the next frame, whatever else React has in hand.
    flushSync(() => {
      dispatch({ type: 'outcome', outcome, now: Date.now() });
    });
  });
  const stopStatus = bridge.on('status', (status) => {
    dispatch({ type: 'status', status });
  });
  const stopBadges = bridge.on('badge', (badge) => {
    dispatch({ type: 'badge', badge });
  });
  ask();
  return () => {
    isGone = true;
    clearTimeout(askAgain);
    stopOutcomes();
    stopStatus();
    stopBadges();
  };
}

/** Browser timers are monotonic: a clock set back does not keep an admit on the screen. */
function useClearing(state: KioskState, dispatch: Dispatch<KioskAction>): void {
  const { shown } = state.outcome;
  useEffect(() => {
    if (shown === null || shown.staysMs === null) return undefined;
    const { serial } = shown.outcome;
    const timer = setTimeout(() => {
      dispatch({ type: 'clear', serial });
    }, shown.staysMs);
    return () => {
      clearTimeout(timer);
    };
  }, [shown, dispatch]);
}

/** What was decided by hand stands once it cannot be taken back any more. */
function useSettling({ byHand }: KioskState, dispatch: Dispatch<KioskAction>): void {
  useEffect(() => {
    if (byHand === null) return undefined;
    const timer = setTimeout(
      () => {
        dispatch({ type: 'settled', serial: byHand.serial, fault: null });
      },
      Math.max(0, byHand.untilMs - Date.now()),
    );
    return () => {
      clearTimeout(timer);
    };
  }, [byHand, dispatch]);
}

function useCalming({ trouble }: KioskState, dispatch: Dispatch<KioskAction>): void {
  useEffect(() => {
    if (trouble === null) return undefined;
    const timer = setTimeout(() => {
      dispatch({ type: 'calm', trouble });
    }, TROUBLE_STAYS_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [trouble, dispatch]);
}

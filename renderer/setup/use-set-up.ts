import { useCallback, useEffect, useState } from 'react';
import type { Calls, ChangeableSettings } from '../../shared/contract.ts';
import type { SetUpProgress } from '../../shared/setup.ts';
import { bridge } from '../bridge.ts';

export type SetUpState = Calls['setup:read']['reply'];

/** The set-up as the main process keeps it, and what the steps change of it. */
export interface SetUp {
  readonly state: SetUpState;
  /** The last change was not taken. */
  readonly hasFailed: boolean;
  readonly note: (change: Partial<SetUpProgress>) => void;
  readonly change: (settings: Partial<ChangeableSettings>) => void;
  /** Does what may fail, and reads anew what came of it. */
  readonly act: (run: () => Promise<unknown>) => void;
  /** The kiosk's own screen comes in the place of this page. */
  readonly finish: () => void;
  /** The app ends: before there is a kiosk. */
  readonly leave: () => void;
}

/** How soon the main process is asked again when it did not answer. */
const ASK_AGAIN_AFTER_MS = 1000;

/** @returns `null` until the main process has answered */
export function useSetUp(): SetUp | null {
  const [state, setState] = useState<SetUpState | null>(null);
  const [hasFailed, setHasFailed] = useState(false);
  useEffect(() => {
    let again: ReturnType<typeof setTimeout> | undefined;
    const ask = (): void => {
      bridge.call('setup:read', null).then(setState, () => {
        again = setTimeout(ask, ASK_AGAIN_AFTER_MS);
      });
    };
    const stop = bridge.on('status', (kiosk) => {
      setState((before) => before && { ...before, kiosk });
    });
    ask();
    return () => {
      clearTimeout(again);
      stop();
    };
  }, []);

  const act = useCallback((run: () => Promise<unknown>): void => {
    run()
      .then(() => bridge.call('setup:read', null))
      .then(
        (read) => {
          setHasFailed(false);
          setState(read);
        },
        () => {
          setHasFailed(true);
        },
      );
  }, []);
  const note = useCallback(
    (change: Partial<SetUpProgress>): void => {
      act(() => bridge.call('setup:note', change));
    },
    [act],
  );
  const change = useCallback(
    (settings: Partial<ChangeableSettings>): void => {
      act(() => bridge.call('setup:settings', settings));
    },
    [act],
  );
  const finish = useCallback((): void => {
    bridge.call('setup:finish', null).catch(() => {
      setHasFailed(true);
    });
  }, []);
  const leave = useCallback((): void => {
    bridge.call('setup:leave', null).catch(() => {
      setHasFailed(true);
    });
  }, []);
  return state && { state, hasFailed, note, change, act, finish, leave };
}

import { useEffect, useState } from 'react';
import type { Me } from '../../../shared/console/accounts.ts';
import type { ConsoleFault } from '../../../shared/console/calls.ts';
import { enter } from './enter.ts';

interface Entering {
  readonly isBusy: boolean;
  /** Why the last try failed. */
  readonly refused: ConsoleFault | null;
  /** Until when it is no use to try again, counted down. */
  readonly waitSeconds: number;
  /** @returns why it failed; `null`: somebody is in */
  readonly send: (body: unknown) => Promise<ConsoleFault | null>;
}

/** @param path beside the page */
export function useEnter(path: 'sign-in' | 'first', onSignedIn: (me: Me) => void): Entering {
  const [isBusy, setIsBusy] = useState(false);
  const [refused, setRefused] = useState<ConsoleFault | null>(null);
  const [waitSeconds, setWaitSeconds] = useState(0);
  useEffect(() => {
    if (waitSeconds === 0) return;
    const timer = setTimeout(() => {
      setWaitSeconds(waitSeconds - 1);
    }, 1000);
    return () => {
      clearTimeout(timer);
    };
  }, [waitSeconds]);
  const send = async (body: unknown): Promise<ConsoleFault | null> => {
    setIsBusy(true);
    const entered = await enter(new URL(path, document.baseURI), body);
    setIsBusy(false);
    if (entered.ok) {
      onSignedIn(entered.me);
      return null;
    }
    setRefused(entered.fault);
    setWaitSeconds(entered.waitSeconds ?? 0);
    return entered.fault;
  };
  return { isBusy, refused, waitSeconds, send };
}

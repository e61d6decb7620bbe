import { useEffect, useMemo, useState } from 'react';
import type { ConsoleReply } from '../../../shared/console/calls.ts';
import type { OverviewAsk } from '../../../shared/console/overview.ts';
import { useAsked, type Asked } from '../use-asked.ts';
import { dayOf } from './day.ts';

const REFRESH_MS = 60_000;

export interface DayAsked {
  readonly asked: Asked<ConsoleReply<'overview'>>;
  readonly dayMs: number;
  readonly todayMs: number;
  /** @param dayMs `null`: today, whatever day that becomes */
  readonly onDay: (dayMs: number | null) => void;
  readonly gate: string | null;
  readonly onGate: (gate: string | null) => void;
}

/** One day's overview, read again each minute while it is looked at. */
export function useDay(): DayAsked {
  const [chosenMs, setChosenMs] = useState<number | null>(null);
  const [todayMs, setTodayMs] = useState(() => dayOf(Date.now()));
  const [gate, setGate] = useState<string | null>(null);
  const dayMs = chosenMs ?? todayMs;
  const ask: OverviewAsk = useMemo(() => ({ dayMs, gate }), [dayMs, gate]);
  const asked = useAsked('overview', ask);
  const { again } = asked;
  useEffect(
    () =>
      whileLookedAt(() => {
        setTodayMs(dayOf(Date.now()));
        again();
      }),
    [again],
  );
  return { asked, dayMs, todayMs, onDay: setChosenMs, gate, onGate: setGate };
}

/** A page that nobody touches is asked for no longer: what is asked by itself would keep a session open for ever. */
const WATCHED_FOR_MS = 600_000;

const TOUCHES = ['pointerdown', 'keydown', 'wheel'] as const;

/** Each minute, and when somebody comes back to the page; never while nobody sees it. @returns ends it */
function whileLookedAt(refresh: () => void): () => void {
  let touchedMs = performance.now();
  const isWatched = (): boolean => performance.now() - touchedMs < WATCHED_FOR_MS;
  const look = (): void => {
    if (document.visibilityState === 'visible' && isWatched()) refresh();
  };
  const touch = (): void => {
    const wasWatched = isWatched();
    touchedMs = performance.now();
    if (!wasWatched) look();
  };
  const comeBack = (): void => {
    touchedMs = performance.now();
    look();
  };
  const timer = setInterval(look, REFRESH_MS);
  document.addEventListener('visibilitychange', comeBack);
  for (const one of TOUCHES) window.addEventListener(one, touch, { capture: true, passive: true });
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', comeBack);
    for (const one of TOUCHES) window.removeEventListener(one, touch, { capture: true });
  };
}

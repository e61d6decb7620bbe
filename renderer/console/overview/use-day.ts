import { useEffect, useMemo, useState } from 'react';
import type { ConsoleReply } from '../../../shared/console/calls.ts';
import type { OverviewAsk } from '../../../shared/console/overview.ts';
import { useAsked, type Asked } from '../use-asked.ts';
import { dayOf } from './day.ts';
import { whileLookedAt } from '../while-looked-at.ts';

export interface DayAsked {
  readonly asked: Asked<ConsoleReply<'overview'>>;
  readonly dayMs: number;
  readonly todayMs: number;
  /** @param dayMs `null`: today, whatever day that becomes */
  readonly onDay: (dayMs: number | null) => void;
  readonly gate: string | null;
  readonly onGate: (gate: string | null) => void;
  /** `false`: nobody has touched the page for so long that it is not read again by itself. */
  readonly isWatched: boolean;
}

const REFRESH_MS = 60_000;

/** One day's overview, read again each minute while it is looked at. */
export function useDay(): DayAsked {
  const [chosenMs, setChosenMs] = useState<number | null>(null);
  const [todayMs, setTodayMs] = useState(() => dayOf(Date.now()));
  const [gate, setGate] = useState<string | null>(null);
  const [isWatched, setIsWatched] = useState(true);
  const dayMs = chosenMs ?? todayMs;
  const ask: OverviewAsk = useMemo(() => ({ dayMs, gate }), [dayMs, gate]);
  const asked = useAsked('overview', ask);
  const { again } = asked;
  useEffect(
    () =>
      whileLookedAt(
        () => {
          setTodayMs(dayOf(Date.now()));
          again();
        },
        REFRESH_MS,
        setIsWatched,
      ),
    [again],
  );
  return { asked, dayMs, todayMs, onDay: setChosenMs, gate, onGate: setGate, isWatched };
}

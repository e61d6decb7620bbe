import { useEffect, useState } from 'react';
import type { FleetAsk } from '../../../shared/console/fleet.ts';
import type { Asked } from '../use-asked.ts';
import { whileLookedAt } from '../while-looked-at.ts';

/** Kiosks drawn at once: a few screens of them. */
const ROWS = 100;

/** All there are, the one that wants somebody most first. */
export const FIRST_PAGE: FleetAsk = {
  ...{ venue: null, gate: null, state: null, text: '', order: 'worst', after: null, limit: ROWS },
};

/** Reads again by itself. @returns `false`: nobody has touched the page for so long that it is not */
export function useReadAgain({ again }: Pick<Asked<unknown>, 'again'>, everyMs: number): boolean {
  const [isWatched, setIsWatched] = useState(true);
  useEffect(() => whileLookedAt(again, everyMs, setIsWatched), [again, everyMs]);
  return isWatched;
}

/** The newest that there was: what is seen stays until something else can be. */
export function useKept<T>(value: T | null): T | null {
  const [kept, setKept] = useState(value);
  if (value !== null && value !== kept) setKept(value);
  return value ?? kept;
}

const SETTLED_MS = 250;

/** What is typed, once nobody goes on typing. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(text);
    }, SETTLED_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [text]);
  return settled;
}

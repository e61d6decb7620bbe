import { useCallback, useEffect, useReducer, useRef } from 'react';
import { MS_BETWEEN_PAGES } from '../../../shared/console/log.ts';
import { useConsole } from '../use-source.ts';
import { askOf, reduceRows, rowsFrom, wantedOf, type Begin, type Question, type Rows, type Seen } from './rows.ts';

/** A log's rows, and what asks again after a fault. */
export type AskedRows = readonly [rows: Rows, again: () => void];

/**
 * The rows of one question, asked for as somebody comes near them; a component that asks another, or begins elsewhere, begins
 * anew.
 */
export function useRows(question: Question, begin: Begin, seen: Seen): AskedRows {
  const { source } = useConsole();
  const [rows, dispatch] = useReducer(reduceRows, begin, rowsFrom);
  const isAsking = useRef(false);
  const isThere = useRef(true);
  const looked = useRef(seen);
  const mayAskAtMs = useRef(0);
  useEffect(() => {
    isThere.current = true;
    return () => {
      isThere.current = false;
    };
  }, []);
  // One page at a time: where the next begins is known by the one before only.
  useEffect(() => {
    looked.current = seen;
    if (isAsking.current || wantedOf(rows, seen) === null) return;
    isAsking.current = true;
    void passed(mayAskAtMs.current).then(async () => {
      // Somebody may have come elsewhere meanwhile.
      const wanted = isThere.current ? wantedOf(rows, looked.current) : null;
      mayAskAtMs.current = performance.now() + MS_BETWEEN_PAGES;
      const result = wanted && (await source.ask('list', askOf(question, wanted)));
      isAsking.current = false;
      if (wanted === null || result === null || !isThere.current) return;
      if (result.ok) dispatch({ is: 'came', of: wanted, reply: result.value, seen: looked.current });
      else dispatch({ is: 'failed', fault: result.fault });
    });
  });
  const again = useCallback(() => {
    dispatch({ is: 'again' });
  }, []);
  return [rows, again];
}

/** @param atMs as `performance.now` has it */
function passed(atMs: number): Promise<void> {
  const ms = atMs - performance.now();
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}

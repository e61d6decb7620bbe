import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { LogFilter, LogOrder } from '../../../shared/console/log.ts';
import { useConsole } from '../use-source.ts';
import { NO_ROWS, reduceRows, wantedOf, type Rows, type Seen } from './rows.ts';

/** What is looked for, and in which order; another object is another question. */
export interface Question {
  readonly filter: LogFilter;
  readonly order: LogOrder;
}

/** A log's rows, and what asks again after a fault. */
export type AskedRows = readonly [rows: Rows, again: () => void];

/** The rows of one question, asked for as somebody comes near them; a component that asks another begins anew. */
export function useRows({ filter, order }: Question, seen: Seen): AskedRows {
  const { source } = useConsole();
  const [rows, dispatch] = useReducer(reduceRows, NO_ROWS);
  const isAsking = useRef(false);
  const isThere = useRef(true);
  const looked = useRef(seen);
  useEffect(() => {
    isThere.current = true;
    return () => {
      isThere.current = false;
    };
  }, []);
  // One page at a time: where the next begins is known by the one before only.
  useEffect(() => {
    looked.current = seen;
    const wanted = isAsking.current ? null : wantedOf(rows, seen);
    if (wanted === null) return;
    const { page, after, limit } = wanted;
    isAsking.current = true;
    void source.ask('list', { filter, order, after, limit }).then((result) => {
      isAsking.current = false;
      if (!isThere.current) return;
      if (result.ok) dispatch({ is: 'came', page, reply: result.value, seen: looked.current });
      else dispatch({ is: 'failed', fault: result.fault });
    });
  });
  const again = useCallback(() => {
    dispatch({ is: 'again' });
  }, []);
  return [rows, again];
}

import { useCallback, useEffect, useState } from 'react';
import type { ConsoleFault } from '../../shared/console/calls.ts';
import type { Result } from '../../shared/result.ts';

/** A page of a list: its rows, and where the next one begins; `null`: there are no more. */
interface Page<R, N> {
  readonly rows: readonly R[];
  readonly next: N | null;
}

type Ask<R, N> = (from: N | null) => Promise<Result<Page<R, N>, ConsoleFault>>;

interface Got<R, N> extends Page<R, N> {
  /** Of which list it is. */
  readonly ask: Ask<R, N>;
}

interface Pages<R> {
  readonly rows: readonly R[];
  /** A page is on its way. */
  readonly isBusy: boolean;
  readonly fault: ConsoleFault | null;
  /** Fetches the next page, or again the one that failed; `null`: all is here, or on its way. */
  readonly more: (() => void) | null;
}

/**
 * A list that grows by a page whenever more of it is wanted.
 *
 * @param ask for the page that begins there, `null` for the first; the same function while the list is the same
 */
export function usePages<R, N>(ask: Ask<R, N>): Pages<R> {
  const [got, setGot] = useState<Got<R, N> | null>(null);
  const [fault, setFault] = useState<ConsoleFault | null>(null);
  const [isBusy, setIsBusy] = useState(true);
  const here = got?.ask === ask ? got : null;
  const take = useCallback(
    (result: Result<Page<R, N>, ConsoleFault>, before: readonly R[]): void => {
      setIsBusy(false);
      if (result.ok) setGot({ ask, rows: [...before, ...result.value.rows], next: result.value.next });
      setFault(result.ok ? null : result.fault);
    },
    [ask],
  );
  useEffect(() => {
    let isWanted = true;
    void ask(null).then((result) => {
      if (isWanted) take(result, []);
    });
    return () => {
      isWanted = false;
    };
  }, [ask, take]);
  const isAll = here !== null && here.next === null;
  const fetchMore = (): void => {
    setIsBusy(true);
    void ask(here?.next ?? null).then((result) => {
      take(result, here?.rows ?? []);
    });
  };
  const isComing = isBusy || (here === null && fault === null);
  return { rows: here?.rows ?? [], isBusy: isComing, fault, more: isAll || isComing ? null : fetchMore };
}

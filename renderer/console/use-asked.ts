import { useCallback, useEffect, useState } from 'react';
import type { ConsoleAsk, ConsoleCall, ConsoleFault, ConsoleReply } from '../../shared/console/calls.ts';
import { useConsole } from './use-source.ts';

/** What was asked for, as far as it is here. */
export interface Asked<R> {
  /** The answer to this very question, though a later one may have failed; `null`: none yet. */
  readonly reply: R | null;
  /** Why the last answer failed. */
  readonly fault: ConsoleFault | null;
  /** Asks again; what is shown stays until the answer is here. */
  readonly again: () => void;
}

/** After these there is nothing to be asked before somebody has proven who they are. */
function isOver(fault: ConsoleFault): boolean {
  return fault === 'signed-out' || fault === 'locked';
}

/**
 * Asks when it is shown, and whenever it asks something else.
 *
 * @param ask the same object while the question is the same; `undefined`: nothing is asked
 */
export function useAsked<C extends ConsoleCall>(call: C, ask: ConsoleAsk<C> | undefined): Asked<ConsoleReply<C>> {
  const { source, onSignedOut } = useConsole();
  const [answered, setAnswered] = useState<{ readonly ask: unknown; readonly reply: ConsoleReply<C> } | null>(null);
  const [failed, setFailed] = useState<{ readonly ask: unknown; readonly fault: ConsoleFault } | null>(null);
  const [times, setTimes] = useState(0);
  useEffect(() => {
    if (ask === undefined) return;
    let isWanted = true;
    void source.ask(call, ask).then((result) => {
      if (!isWanted) return;
      if (result.ok) setAnswered({ ask, reply: result.value });
      else if (isOver(result.fault)) onSignedOut();
      setFailed(result.ok ? null : { ask, fault: result.fault });
    });
    return () => {
      isWanted = false;
    };
  }, [source, onSignedOut, call, ask, times]);
  return {
    reply: answered !== null && answered.ask === ask ? answered.reply : null,
    fault: failed !== null && failed.ask === ask ? failed.fault : null,
    again: useCallback(() => {
      setTimes((before) => before + 1);
    }, []),
  };
}

/** Something that is done once, by whoever presses a key. */
export interface Doing {
  readonly isBusy: boolean;
  /** Why the last try failed. */
  readonly fault: ConsoleFault | null;
  /** @returns `null`: it failed */
  readonly run: <C extends ConsoleCall>(call: C, ask: ConsoleAsk<C>) => Promise<ConsoleReply<C> | null>;
}

export function useDoing(): Doing {
  const { source, onSignedOut } = useConsole();
  const [isBusy, setIsBusy] = useState(false);
  const [fault, setFault] = useState<ConsoleFault | null>(null);
  const run = async <C extends ConsoleCall>(call: C, ask: ConsoleAsk<C>): Promise<ConsoleReply<C> | null> => {
    setIsBusy(true);
    setFault(null);
    const result = await source.ask(call, ask);
    setIsBusy(false);
    if (result.ok) return result.value;
    if (isOver(result.fault)) onSignedOut();
    else setFault(result.fault);
    return null;
  };
  return { isBusy, fault, run };
}

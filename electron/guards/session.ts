import { mayAct, OPEN_FOR_MS, type Access, type GuardRole } from '../../shared/guard.ts';

/** The kiosk is not open to whoever asks; nothing was done. */
export class Locked extends Error {
  override readonly name = 'Locked';
}

/** For whom the kiosk is open, and until when. */
export interface Session {
  /** Their number; `null`: nobody's. */
  holder(): string | null;
  begin(number: string): void;
  end(): void;
  /** Something was done in it: it goes on for as long again. */
  renew(): void;
}

export interface SessionParts {
  readonly monotonicMs: () => number;
  /** Runs something once after so many milliseconds, unless what it returns is called before. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** It has ended by itself. */
  readonly ended: () => void;
}

/** A session ends by a clock that never runs backwards, whether or not the timer that tells of it comes in time. */
export function openSession({ monotonicMs, after, ended }: SessionParts): Session {
  let open: { readonly number: string; readonly untilMs: number } | null = null;
  let cancel = (): void => undefined;
  const isOver = (): boolean => open === null || monotonicMs() >= open.untilMs;
  const end = (): void => {
    cancel();
    open = null;
  };
  const begin = (number: string): void => {
    end();
    open = { number, untilMs: monotonicMs() + OPEN_FOR_MS };
    cancel = after(OPEN_FOR_MS, () => {
      end();
      ended();
    });
  };
  return {
    holder: () => (isOver() ? null : (open?.number ?? null)),
    begin,
    end,
    renew() {
      if (open !== null && !isOver()) begin(open.number);
    },
  };
}

/** Lets pass whom the kiosk is open to. @throws Locked */
export function passOrThrow(access: Access, wanted: GuardRole): void {
  if (!mayAct(access, wanted)) throw new Locked(`wants a ${wanted}`);
}

import type { Kiosk } from './kiosk.ts';

type Name = keyof Kiosk['calls'];

/** The window asks these by itself, so that they prove nobody's hand. */
const ASKED_BY_ITSELF: readonly string[] = [
  'state:read',
  'past:read',
  'console:ask',
  'camera:report',
  'window:fault',
] satisfies Name[];

/** When somebody last did something at the kiosk. */
export interface LastCame {
  /** Somebody has. */
  came(): void;
  /** Milliseconds since; at first, since the start. */
  quietMs(): number;
  /** The same calls, each of which says that somebody has come. */
  noting(calls: Kiosk['calls']): Kiosk['calls'];
}

/** @param hasCome is called each time */
export function openLastCame(monotonicMs: () => number, hasCome: () => void = () => undefined): LastCame {
  let lastMs = monotonicMs();
  const came = (): void => {
    lastMs = monotonicMs();
    hasCome();
  };
  return {
    came,
    quietMs: () => monotonicMs() - lastMs,
    noting: (calls) =>
      Object.fromEntries(
        Object.entries(calls).map(([name, run]) => [
          name,
          ASKED_BY_ITSELF.includes(name)
            ? run
            : (ask: never) => {
                came();
                return (run as (asked: never) => unknown)(ask);
              },
        ]),
      ) as unknown as Kiosk['calls'],
  };
}

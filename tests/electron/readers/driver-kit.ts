import type { BaudRate, Presented } from '../../../shared/device/device.ts';
import type { Action, Driver } from '../../../electron/readers/driver.ts';

/** What a device answers to what is written to it, at once, in the chunks in which it comes; none: it says nothing. */
export type Answerer = (written: Uint8Array, rate: BaudRate, nowMs: number) => readonly Uint8Array[];

export interface Played {
  readonly nowMs: () => number;
  /** All that was wanted so far, but what was written. */
  readonly actions: readonly Exclude<Action, { kind: 'write' }>[];
  readonly presented: () => Presented[];
  readonly told: () => string[];
  readonly hear: (bytes: Uint8Array, afterMs?: number) => void;
  /** Lets time pass; the device answers meanwhile. */
  readonly pass: (ms: number) => void;
  /** The port is closed and opened again, so much later. */
  readonly reopen: (afterMs: number) => void;
}

/** A driver on a port with a clock of its own. */
export function play<S>(driver: Driver<S>, answer: Answerer = () => [], rate: BaudRate = 115_200): Played {
  let [now, at] = [0, rate];
  const actions: Exclude<Action, { kind: 'write' }>[] = [];
  const heard: Uint8Array[] = [];
  let step = driver.begin(at, now, null);
  const settle = (): void => {
    for (const action of step.actions) {
      if (action.kind === 'write') heard.push(...answer(action.bytes, at, now));
      else actions.push(action);
      if (action.kind === 'set-rate') at = action.rate;
    }
    const next = heard.shift();
    if (next === undefined) return;
    step = driver.hear(step.state, next, now);
    settle();
  };
  const pass = (ms: number): void => {
    const until = now + ms;
    while (step.wakeAtMs !== null && step.wakeAtMs <= until) {
      now = Math.max(now, step.wakeAtMs);
      step = driver.wake(step.state, now);
      settle();
    }
    now = until;
  };
  settle();
  return {
    nowMs: () => now,
    actions,
    presented: () => actions.flatMap((action) => (action.kind === 'present' ? [action.what] : [])),
    told: () => actions.flatMap((action) => (action.kind === 'tell' ? [action.state] : [])),
    hear(bytes, afterMs = 0) {
      pass(afterMs);
      step = driver.hear(step.state, bytes, now);
      settle();
    },
    pass,
    reopen(afterMs) {
      now += afterMs;
      step = driver.begin(at, now, step.state);
      settle();
    },
  };
}

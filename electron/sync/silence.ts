import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds. */
export interface Limits {
  /** For the whole of a request, its answer included. */
  readonly request: number;
  /** A request without an answer for so long may have been swallowed. */
  readonly silent: number;
  /** For the hub's answer to a knock. A first packet that is lost is sent again after 1 s. */
  readonly knock: number;
  /** From a knock that failed to the next. */
  readonly again: number;
}

export const LIMITS: Limits = { request: 15_000, silent: 4000, knock: 2500, again: 500 };

/** @returns whether the hub has answered, by a connection of the knock's own */
export type Knock = (signal: AbortSignal) => Promise<boolean>;

/**
 * Asks, and gives up after 15 s, or as soon as the hub answers a knock after 4 s of silence: what the network swallowed while
 * it was away is never answered, and a connection's packets are repeated ever more rarely.
 */
export interface Patience {
  /**
   * Requests of one kind may be silent for longer after one took long, or was given up: a hub that was working on them must
   * not be cut off again and again.
   *
   * @param once is to end with its signal, by failing
   */
  readonly ask: <T extends { readonly ok: boolean }>(
    kind: string,
    knock: Knock,
    once: (signal: AbortSignal) => Promise<T>,
  ) => Promise<T>;
}

export function keepPatience(monotonicMs: () => number, limits: Limits = LIMITS): Patience {
  const known = new Map<string, number>();
  return {
    ask: async (kind, knock, once) => {
      const patienceMs = known.get(kind) ?? limits.silent;
      const learn = (ms: number): void => {
        known.set(kind, Math.min(Math.max(2 * ms, limits.silent), limits.request));
      };
      const [request, watch] = [timeLimit(limits.request), new AbortController()];
      const watching = untilAnswered(patienceMs, limits, knock, watch.signal).then((isAnswered) => {
        if (!isAnswered) return;
        learn(patienceMs);
        request.abort();
      });
      const askedAt = monotonicMs();
      try {
        const answer = await once(request.signal);
        if (answer.ok) learn(monotonicMs() - askedAt);
        return answer;
      } finally {
        request.clear();
        watch.abort();
        await watching;
      }
    },
  };
}

/** Runs until it ends by itself, and no longer than `ms`. @param run is to end with its signal, by failing */
export async function within<T>(ms: number, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const limit = timeLimit(ms);
  try {
    return await run(limit.signal);
  } finally {
    limit.clear();
  }
}

/** Aborts after `ms` or by hand, as a time-out either way, which is no bug of whoever was waiting; never once it is cleared. */
interface TimeLimit {
  readonly signal: AbortSignal;
  readonly abort: () => void;
  readonly clear: () => void;
}

/**
 * The timer holds the signal. One that `AbortSignal.any` has put together is held by nobody: it may be collected as garbage
 * (Node 20), and whoever drips an answer would then be listened to for ever.
 */
function timeLimit(ms: number): TimeLimit {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort(new DOMException('it took too long', 'TimeoutError'));
  };
  const timer = setTimeout(abort, ms);
  const clear = (): void => {
    clearTimeout(timer);
  };
  return { signal: controller.signal, abort, clear };
}

/** @returns whether the hub answered a knock before `ended` */
async function untilAnswered(silentMs: number, limits: Limits, knock: Knock, ended: AbortSignal): Promise<boolean> {
  await pauseUnless(ended, silentMs);
  while (!ended.aborted) {
    if (await knockOnce(knock, limits.knock, ended)) return !ended.aborted;
    await pauseUnless(ended, limits.again);
  }
  return false;
}

async function knockOnce(knock: Knock, ms: number, ended: AbortSignal): Promise<boolean> {
  const limit = timeLimit(ms);
  ended.addEventListener('abort', limit.abort, { once: true });
  try {
    return await knock(limit.signal);
  } finally {
    limit.clear();
    ended.removeEventListener('abort', limit.abort);
  }
}

/** Ends early with the signal. */
async function pauseUnless(signal: AbortSignal, ms: number): Promise<void> {
  await pause(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

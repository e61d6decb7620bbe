import { CLOCK_TOLERANCE_SECONDS } from '../../shared/judge.ts';
import type { EpochMilliseconds } from '../../shared/time.ts';
import type { Clock } from '../clock.ts';

/** What a hub's signed answers say of the kiosk's clock. */
export interface HubClock {
  /** @param aheadMs how far the hub's clock is ahead of ours, by the answer that has just come */
  hear(aheadMs: number): void;
  /** How far our clock may be off at most, in whole seconds; `null`: nobody knows. */
  errorSeconds(): number | null;
  /** Whether our clock is another than the hub's by more than drift, and IT has not said that ours is right. */
  isContradicted(): boolean;
  /** Positive where the hub's is ahead, in whole seconds; `null`: it has said nothing, or nothing that still holds. */
  aheadSeconds(): number | null;
  /** Epoch milliseconds by the hub's; `null` as for {@link aheadSeconds}. */
  nowMs(): EpochMilliseconds | null;
}

/** Of two clocks that nobody sets, 100 parts in a million: some nine seconds a day. */
const DRIFT = 1e-4;
/** The way of the answer, and the part of a second that judging by whole ones leaves out. */
const SLACK_SECONDS = 2;

interface Heard {
  readonly hubMs: EpochMilliseconds;
  readonly aheadMs: number;
  readonly wallMs: EpochMilliseconds;
  readonly monotonicMs: number;
}

/**
 * Holds the kiosk's clock to its hub's: an answer is signed by a key that is pinned, and fresh by our own nonce or
 * challenge, so that it cannot have been held back.
 *
 * A hub whose clock is wrong may not make a code good that is not. What stands before what others have signed is not
 * believed; a clock that it agrees with is only confirmed; one that it contradicts lets nobody in. It never moves what is
 * known of the time: a hub that is put right is believed at its next answer.
 */
export function keepHubClock(clock: Clock): HubClock {
  const { watch } = clock;
  let heard: Heard | null = null;

  /** What was heard last, unless the clock was set since, or the machine slept: the two look the same. */
  const holding = (): (Heard & { readonly passedMs: number }) | null => {
    if (heard === null) return null;
    const passedMs = clock.monotonicMs() - heard.monotonicMs;
    const steppedMs = clock.now().epochMs - heard.wallMs - passedMs;
    return Math.abs(steppedMs) <= CLOCK_TOLERANCE_SECONDS * 1000 ? { ...heard, passedMs } : null;
  };
  const isFar = (aheadMs: number): boolean => Math.abs(aheadMs) > CLOCK_TOLERANCE_SECONDS * 1000;

  return {
    hear(aheadMs) {
      const wallMs = clock.now().epochMs;
      const hubMs = wallMs + aheadMs;
      const hubSeconds = Math.floor(hubMs / 1000);
      const floor = watch.floor();
      if (floor !== null && hubSeconds < floor - CLOCK_TOLERANCE_SECONDS) {
        heard = null;
        return;
      }
      heard = { hubMs, aheadMs, wallMs, monotonicMs: clock.monotonicMs() };
      // A confirmed time becomes the floor: it must not come down to a hub's that lags, some minutes at each answer.
      if (!isFar(aheadMs) && (floor === null || hubSeconds >= floor)) watch.hear(hubSeconds);
    },
    errorSeconds() {
      const held = holding();
      if (held === null) return null;
      const offMs = Math.abs(clock.now().epochMs - (held.hubMs + held.passedMs));
      return Math.ceil((offMs + held.passedMs * DRIFT) / 1000) + SLACK_SECONDS;
    },
    isContradicted() {
      const held = holding();
      return held !== null && isFar(held.aheadMs) && !watch.isTrusted();
    },
    aheadSeconds() {
      const held = holding();
      return held === null ? null : Math.round(held.aheadMs / 1000);
    },
    nowMs() {
      const held = holding();
      return held === null ? null : held.hubMs + held.passedMs;
    },
  };
}

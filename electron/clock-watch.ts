import { SECONDS_PER_HOUR, type EpochSeconds } from '../shared/time.ts';

/** What is known of the kiosk's clock by other means than asking it. */
export interface ClockWatch {
  /** The latest moment that is known to have passed. It moves on with the time that passes; `null`: nothing is known. */
  floor(): EpochSeconds | null;
  /** What the clock must have reached by what it said when it was first asked, last confirmed or last said to be right. */
  expected(): EpochSeconds;
  /** Whether a signed time has confirmed the clock in this run, with which it has kept step since. */
  isConfirmed(): boolean;
  /** This moment has passed: somebody signed it at some time, or an entry was written then under a confirmed clock. */
  know(moment: EpochSeconds): void;
  /** This moment was signed later than any that was known, and its signature verified just now. */
  hear(signedAt: EpochSeconds): void;
  /** The clock is right by somebody's word, and whatever is known of later moments is not. */
  trust(): void;
}

/** How far two clocks may part before it is more than drift and leap seconds: the same as for an issuer's clock. */
const STEP_SECONDS = 300;
/** A timestamp is signed every hour and asked for every hour, give or take some minutes. */
const MAX_TIMESTAMP_AGE_SECONDS = 2 * SECONDS_PER_HOUR;

/** What the clock said, or should have, at one reading of the monotonic one. */
interface Anchor {
  readonly at: EpochSeconds;
  readonly monotonicMs: number;
}

/**
 * Watches a clock that anybody may set by one that nobody can. The latter stands still while a machine sleeps: what is
 * derived of it then lags behind the truth, and doubts no clock that is right.
 *
 * @param wall whole seconds of the clock that is watched
 * @param monotonicMs of the machine since some moment; stands still with a clock that stands still on purpose
 */
export function watchClock(wall: () => EpochSeconds, monotonicMs: () => number): ClockWatch {
  const anchor = (at: EpochSeconds): Anchor => ({ at, monotonicMs: monotonicMs() });
  const since = ({ at, monotonicMs: from }: Anchor): EpochSeconds => at + Math.floor((monotonicMs() - from) / 1000);
  let known: Anchor | null = null;
  let reference = anchor(wall());
  let confirmed: Anchor | null = null;

  const know = (moment: EpochSeconds): void => {
    if (known === null || moment > since(known)) known = anchor(moment);
  };
  return {
    floor: () => known && since(known),
    expected: () => since(reference),
    isConfirmed: () => confirmed !== null && Math.abs(wall() - since(confirmed)) <= STEP_SECONDS,
    know,
    hear(signedAt) {
      know(signedAt);
      const now = wall();
      // Too long ago says nothing of this clock: the timestamp may have lain somewhere.
      if (now > signedAt + MAX_TIMESTAMP_AGE_SECONDS) return;
      confirmed = now >= signedAt - STEP_SECONDS ? anchor(now) : null;
      if (confirmed !== null) reference = confirmed;
    },
    trust() {
      const now = wall();
      known = anchor(now);
      reference = known;
      confirmed = null;
    },
  };
}

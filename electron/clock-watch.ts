import { SECONDS_PER_HOUR, type EpochSeconds } from '../shared/time.ts';

/** What is known of the kiosk's clock by other means than asking it. */
export interface ClockWatch {
  /** The latest moment that is known to have passed; `null`: nothing is known. */
  floor(): EpochSeconds | null;
  /**
   * What the clock must have reached since it was last confirmed, or said to be right; `null`: it never was. An
   * unconfirmed clock says nothing: it may be put right at any time, in either direction.
   */
  expected(): EpochSeconds | null;
  /** Whether a signed time has confirmed the clock in this run, with which it has kept step since. */
  isConfirmed(): boolean;
  /** Somebody signed at this moment. It has passed, and what passes from now on comes on top of it. */
  know(signedAt: EpochSeconds): void;
  /** This moment has passed, by what was written down then. */
  remember(moment: EpochSeconds): void;
  /** This moment was signed, and its signature, which is newer than all before, verified just now. */
  hear(signedAt: EpochSeconds): void;
  /** The clock is right by somebody's word, and whatever is known of later moments is not. */
  trust(): void;
  /** As much as {@link trust} said in an earlier run is still so: nothing has confirmed the clock since. */
  rely(): void;
  /** Whether somebody's word is all there is for the clock: no signed time has confirmed it since. */
  isTrusted(): boolean;
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
  let signed: Anchor | null = null;
  let written: EpochSeconds | null = null;
  let reference: Anchor | null = null;
  let confirmed: Anchor | null = null;
  let isTrusted = false;

  const floor = (): EpochSeconds | null => latestOf([signed && since(signed), written]);
  const know = (signedAt: EpochSeconds): void => {
    if (signed === null || signedAt > since(signed)) signed = anchor(signedAt);
  };
  return {
    floor,
    expected: () => reference && since(reference),
    isConfirmed: () =>
      confirmed !== null &&
      Math.abs(wall() - since(confirmed)) <= STEP_SECONDS &&
      (floor() ?? -Infinity) <= wall() + STEP_SECONDS,
    know,
    remember(moment) {
      written = latestOf([written, moment]);
    },
    hear(signedAt) {
      const now = wall();
      // Too long ago says nothing of this clock: the timestamp may have lain somewhere.
      const isFresh = now <= signedAt + MAX_TIMESTAMP_AGE_SECONDS;
      // A clock that was confirmed and set back makes an old timestamp look fresh: both witnesses stand against it.
      const stands = (witness: Anchor | null): boolean => witness !== null && now >= since(witness) - STEP_SECONDS;
      const isContradicted = reference !== null && !stands(reference) && !stands(signed);
      if (isFresh && now >= signedAt - STEP_SECONDS && !isContradicted) {
        // The newest of its kind, and two clocks agree: an earlier one that was ahead of both had been signed by a wrong one.
        signed = anchor(signedAt);
        confirmed = reference = anchor(now);
        isTrusted = false;
        return;
      }
      know(signedAt);
      if (isFresh) confirmed = null;
    },
    trust() {
      signed = reference = anchor(wall());
      written = confirmed = null;
      isTrusted = true;
    },
    rely() {
      isTrusted = true;
    },
    isTrusted: () => isTrusted,
  };
}

/** `null` where none is known. */
export function latestOf(moments: readonly (EpochSeconds | null)[]): EpochSeconds | null {
  const known = moments.filter((moment) => moment !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** The longest that anything waits; also what a hub may ask for at most. */
export const MAX_WAIT_MS = 300_000;

const FIRST_WAIT_MS = 1000;

/**
 * How long to wait after so many failures in a row: 1 s, doubling to 5 minutes, of which a random half is taken off,
 * so that the kiosks of a city do not come back in step.
 *
 * @param failures 1 or more
 * @param random in [0, 1)
 */
export function backoffMs(failures: number, random: number): number {
  const full = Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), MAX_WAIT_MS);
  return full * (1 - random / 2);
}

/** From one attempt's start to the next one's. */
const PACE_MS = { least: 3000, spread: 1000 };

/**
 * When to try next while the hub cannot be reached: 3 to 4 s after the last attempt began, however long that has gone on.
 * It does not grow, unlike what is waited for a hub that says that it is busy: that no packet comes through costs the
 * hub nothing, and whoever stands at the door has the network back and wants to see it within 5 s. 10,000 kiosks
 * without a hub are 3,000 attempts to connect per second, which whatever stands there refuses with a packet each.
 */
export function nextAttemptAt(askedAt: number, random: number): number {
  return askedAt + PACE_MS.least + random * PACE_MS.spread;
}

/** A hub's `Retry-After` is kept to, and spread by up to a half: it is told to many at once. */
export function busyWaitMs(failures: number, retryAfterMs: number | null, random: number): number {
  if (retryAfterMs === null) return backoffMs(failures, random);
  return Math.min(retryAfterMs * (1 + random / 2), MAX_WAIT_MS);
}

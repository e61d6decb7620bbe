/** Tells whether something may be done once more now, and counts it. */
export type Throttle = () => boolean;

/** @param nowMs never runs backwards */
export function openThrottle(times: number, withinMs: number, nowMs: () => number): Throttle {
  let done: readonly number[] = [];
  return () => {
    const now = nowMs();
    done = done.filter((at) => now - at < withinMs);
    if (done.length >= times) return false;
    done = [...done, now];
    return true;
  };
}

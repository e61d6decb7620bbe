/** So many may be wrong before anybody has to wait: gloves, bad light, another keyboard. */
const FREE_TRIES = 3;
const FIRST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 300_000;

/** How long to wait after so many wrong ones: 5 s after the third, twice as long after each further one, 5 minutes at most. */
export function waitAfter(wrong: number): number {
  if (wrong < FREE_TRIES) return 0;
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (wrong - FREE_TRIES));
}

import { SECONDS_PER_DAY, SECONDS_PER_HOUR } from '../time.ts';

/** How long rules may be judged by without anybody having signed that they are the newest. */
export const TIMESTAMP_LIFE_SECONDS = 7 * SECONDS_PER_DAY;

/** How far a signer's clock may be ahead of a kiosk's, beyond which one of them is wrong. */
export const MAX_AHEAD_SECONDS = SECONDS_PER_DAY;

/** How long ago somebody last signed that the rules in force are the newest ones. */
export type Freshness = 'fresh' | 'ageing' | 'old';

/** Rules are fetched every hour: a day and a half without is no mere bad night. */
const AGEING_AFTER_SECONDS = 36 * SECONDS_PER_HOUR;
const OLD_AFTER_SECONDS = 72 * SECONDS_PER_HOUR;

/** @param ageSeconds since the newest verified timestamp was signed; exactly 36 h is still fresh, exactly 72 h ageing */
export function freshnessOf(ageSeconds: number): Freshness {
  if (ageSeconds > OLD_AFTER_SECONDS) return 'old';
  return ageSeconds > AGEING_AFTER_SECONDS ? 'ageing' : 'fresh';
}

import { SKEW_SECONDS } from '../credential/period.ts';
import { parseDateTime, type EpochSeconds } from '../time.ts';
import type { PolicyMistake } from './policy.ts';

/**
 * What keeps a policy from being published at `now`. A policy that a kiosk holds is judged by its own clock instead, and
 * may have ended.
 *
 * Half-open: the last second at which it may be issued is `now + 300`, the first at which it has ended is `notAfter`.
 */
export function dateMistakes(policy: { issuedAt: string; notAfter: string }, now: EpochSeconds): PolicyMistake[] {
  const [issuedAt, notAfter] = [secondsOf(policy.issuedAt), secondsOf(policy.notAfter)];
  return [
    ...(issuedAt > now + SKEW_SECONDS
      ? [{ path: 'issuedAt', reason: 'in the future, by the time of this check' }]
      : []),
    ...(notAfter <= now ? [{ path: 'notAfter', reason: 'past, by the time of this check' }] : []),
  ];
}

function secondsOf(text: string): EpochSeconds {
  const parsed = parseDateTime(text);
  return parsed.ok ? parsed.value : NaN;
}

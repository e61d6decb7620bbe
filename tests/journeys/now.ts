import { parseDateTime, type EpochSeconds } from '../../shared/time.ts';

/** The moment every journey's judging clock stands at, unless it asks for another. */
export const NOW = '2022-05-13T09:00:00+08:00';

/** An RFC 3339 date and time in seconds since 1970. */
export function secondsOf(dateTime: string): EpochSeconds {
  const seconds = parseDateTime(dateTime);
  if (!seconds.ok) throw new Error(`${dateTime}: ${seconds.fault}`);
  return seconds.value;
}

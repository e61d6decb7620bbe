import { parseDateTime, type EpochSeconds } from '../../../shared/time.ts';
import { systemClock } from '../../clock.ts';
import { UsageError } from '../command.ts';

/** The time of `--at`, else the machine's. */
export function readTime(text: string | undefined): EpochSeconds {
  if (text === undefined) return Math.floor(systemClock().now().epochMs / 1000);
  const at = parseDateTime(text);
  if (at.ok) return at.value;
  throw new UsageError('--at is not an RFC 3339 time with its zone');
}

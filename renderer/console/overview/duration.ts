import type { TFunction } from 'i18next';
import type { Language } from '../../../shared/verdict.ts';
import { formatNumber } from '../../text/format.ts';

/** From here on it is told in seconds, to a tenth. */
const SECONDS_FROM_MS = 950;

/** How long something took, in words: as exactly as it means something. */
export function durationOf(ms: number, t: TFunction<'console'>, language: Language): string {
  return ms < SECONDS_FROM_MS
    ? t('overview.milliseconds', { ms: formatNumber(language, ms) })
    : t('overview.seconds', { seconds: formatNumber(language, ms / 1000, 1) });
}

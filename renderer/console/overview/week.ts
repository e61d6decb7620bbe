import { useTranslation } from 'react-i18next';
import type { consoleEn } from '../text/catalogues.ts';
import type { Difference } from './difference.ts';

export type WeekWords = keyof (typeof consoleEn)['overview']['week'];

/** Which sentence says what differs from a week before. @param difference `null`: nothing is known of that week */
export function weekWordsOf(difference: Difference | null): WeekWords {
  if (difference === null) return 'unknown';
  if (difference.is === 'more' && difference.percent === null) return 'none';
  return difference.is;
}

export function useWeek(difference: Difference | null): string {
  const { t } = useTranslation('console');
  return t(`overview.week.${weekWordsOf(difference)}`, {
    by: difference?.by ?? 0,
    percent: difference?.percent ?? 0,
  });
}

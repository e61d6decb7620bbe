import { useTranslation } from 'react-i18next';
import type { PolicyStatus } from '../../shared/contract.ts';
import { formatDay } from '../text/format.ts';
import { asLanguage } from '../text/text.ts';
import { ageOf } from './age.ts';

/** How long ago, in words. */
export function useAge(seconds: number): string {
  const { t } = useTranslation();
  const age = ageOf(seconds);
  return typeof age === 'string' ? t(`age.${age}`) : t(`age.${age.unit}`, { count: age.count });
}

/** How old rules are that are not to be judged by any more, as far as it is known: until when they were, and since when nobody has confirmed them. */
export function useRulesAge({ expiresAt, ageSeconds }: Pick<PolicyStatus, 'expiresAt' | 'ageSeconds'>): string {
  const { t, i18n } = useTranslation();
  const age = useAge(ageSeconds ?? 0);
  return [
    ...(expiresAt === null ? [] : [t('tooOld.until', { date: formatDay(asLanguage(i18n.language), expiresAt) })]),
    ...(ageSeconds === null ? [] : [t('tooOld.confirmed', { age })]),
  ].join(t('tooOld.joint'));
}

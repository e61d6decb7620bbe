import { useTranslation } from 'react-i18next';
import { ageOf } from './age.ts';

/** How long ago, in words. */
export function useAge(seconds: number): string {
  const { t } = useTranslation();
  const age = ageOf(seconds);
  return typeof age === 'string' ? t(`age.${age}`) : t(`age.${age.unit}`, { count: age.count });
}

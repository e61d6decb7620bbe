import { useTranslation } from 'react-i18next';
import { ageOf } from '../kiosk/age.ts';

/** How long ago, in words, as at a kiosk. */
export function useAge(seconds: number): string {
  const { t } = useTranslation('translation');
  const age = ageOf(seconds);
  return typeof age === 'string' ? t(`age.${age}`) : t(`age.${age.unit}`, { count: age.count });
}

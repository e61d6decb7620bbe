import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { formatClockTime } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';

/** When what is shown was read. */
export function AsOf({ atMs }: { atMs: number }): ReactElement {
  const { t, i18n } = useTranslation('console');
  return <p className="hint">{t('companies.asOf', { time: formatClockTime(asLanguage(i18n.language), atMs) })}</p>;
}

import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

/** Says on every screen, verdicts included, that nothing here counts. */
export function DemoBand(): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="band">
      <p>
        <b>{t('demo.badge')}</b>
        {t('demo.says')}
        <span>{t('demo.codes')}</span>
      </p>
    </div>
  );
}

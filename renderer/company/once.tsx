import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

/** The company's key, shown this once. */
export function Once({ token, onNoted }: { token: string; onNoted: () => void }): ReactElement {
  const { t } = useTranslation('console');
  return (
    <section className="panel" aria-labelledby="company-once" role="status">
      <div className="form">
        <h2 id="company-once">{t('company.once.title')}</h2>
        <p>{t('company.once.says')}</p>
        <p className="company__token" translate="no" data-token>
          {token}
        </p>
        <button type="button" className="button button--main" data-action="noted" autoFocus onClick={onNoted}>
          {t('company.once.noted')}
        </button>
      </div>
    </section>
  );
}

import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

/** A password that is shown once. */
export interface Once {
  readonly login: string;
  readonly password: string;
}

/** Shows a new password until somebody has noted it; it is nowhere else. */
export function OncePassword({ once, onNoted }: { once: Once; onNoted: () => void }): ReactElement {
  const { t } = useTranslation('console');
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.focus();
  }, [once]);
  return (
    <div ref={box} className="once" role="status" tabIndex={-1}>
      <p>{t('accounts.once', { login: once.login })}</p>
      <p className="once__password" translate="no">
        {once.password}
      </p>
      <p>{t('accounts.onceSays')}</p>
      <button type="button" className="button button--main" onClick={onNoted}>
        {t('accounts.noted')}
      </button>
    </div>
  );
}

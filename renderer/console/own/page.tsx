import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useDoing } from '../use-asked.ts';
import { useConsole } from '../use-source.ts';
import { NewPassword } from './new-password.tsx';
import { OneTimeCodes } from './one-time-codes.tsx';
import '../pages.css';
import '../accounts/accounts.css';

/** One's own account: who one is, the password, one-time codes. */
export function OwnPage(): ReactElement {
  const { t } = useTranslation('console');
  const { me } = useConsole();
  const { isBusy, fault, run } = useDoing();
  const [isChanged, setIsChanged] = useState(false);
  const change = async (before: string, next: string): Promise<boolean> => {
    const isDone = (await run('me:password', { before, next })) !== null;
    setIsChanged(isDone);
    return isDone;
  };
  return (
    <section className="page" aria-labelledby="own-title">
      <header className="page__head">
        <h2 id="own-title">{t('accounts.own.title')}</h2>
      </header>
      <p className="hint">
        {me.name} · {me.login} · {t(`accounts.role.${me.role}`)} · {me.venue ?? t('accounts.allVenues')}
      </p>
      <section className="panel" aria-labelledby="own-password">
        <h3 id="own-password">{t('accounts.own.password')}</h3>
        {isChanged && <p role="status">{t('accounts.own.changed')}</p>}
        <NewPassword
          login={me.login}
          isBusy={isBusy}
          fault={fault}
          label={t('accounts.own.change')}
          onChange={change}
        />
      </section>
      <OneTimeCodes />
    </section>
  );
}

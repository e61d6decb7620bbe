import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../../shared/console/accounts.ts';
import { formatMoment } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { Shown } from '../asked.tsx';
import { useAsked } from '../use-asked.ts';
import { useConsole } from '../use-source.ts';
import { Wide } from '../wide.tsx';
import { ChangeAccount } from './change-account.tsx';
import { NewAccount } from './new-account.tsx';
import { OncePassword, type Once } from './once-password.tsx';
import '../pages.css';
import './accounts.css';

/** Who may sign in, and as what. */
export function AccountsPage(): ReactElement {
  const { t } = useTranslation('console');
  const asked = useAsked('accounts:list', null);
  const [once, setOnce] = useState<Once | null>(null);
  const done = (next: Once | null): void => {
    if (next !== null) setOnce(next);
    asked.again();
  };
  return (
    <section className="page" aria-labelledby="accounts-title">
      <header className="page__head">
        <h2 id="accounts-title">{t('accounts.title')}</h2>
      </header>
      {once !== null && (
        <OncePassword
          once={once}
          onNoted={() => {
            setOnce(null);
          }}
        />
      )}
      <Shown asked={asked}>
        {({ accounts, venues }) => (
          <>
            <NewAccount venues={venues} onDone={done} />
            {accounts.length === 0 ? (
              <p className="state">{t('accounts.none')}</p>
            ) : (
              <Table accounts={accounts} onDone={done} />
            )}
          </>
        )}
      </Shown>
    </section>
  );
}

interface TableProps {
  readonly accounts: readonly Account[];
  readonly onDone: (once: Once | null) => void;
}

function Table({ accounts, onDone }: TableProps): ReactElement {
  const { t } = useTranslation('console');
  const { me } = useConsole();
  const isOverAll = me.venue === null;
  return (
    <Wide label={t('accounts.title')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('accounts.login')}</th>
            <th scope="col">{t('accounts.name')}</th>
            <th scope="col">{t('accounts.chooseRole')}</th>
            {isOverAll && <th scope="col">{t('accounts.venue')}</th>}
            <th scope="col">{t('accounts.state')}</th>
            <th scope="col">{t('accounts.codes')}</th>
            <th scope="col">{t('accounts.lastSignedIn')}</th>
            <th scope="col">
              <span className="unseen">{t('accounts.change')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {accounts.map((account) => (
            <Row key={account.id} account={account} isOverAll={isOverAll} onDone={onDone} />
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

interface RowProps {
  readonly account: Account;
  readonly isOverAll: boolean;
  readonly onDone: (once: Once | null) => void;
}

function Row({ account, isOverAll, onDone }: RowProps): ReactElement {
  const { t, i18n } = useTranslation('console');
  const [isOpen, setIsOpen] = useState(false);
  const { login, name, role, venue, isActive, hasOneTimeCodes, lastSignedInAt, createdBy, isMine } = account;
  return (
    <>
      <tr className={isActive ? undefined : 'table__past'}>
        <th scope="row">{login}</th>
        <td>
          {name}
          <small>{createdBy === null ? t('accounts.madeFirst') : t('accounts.madeBy', { who: createdBy })}</small>
        </td>
        <td className="table__short">{t(`accounts.role.${role}`)}</td>
        {isOverAll && <td>{venue ?? t('accounts.allVenues')}</td>}
        <td className="table__short">{t(isActive ? 'accounts.active' : 'accounts.ended')}</td>
        <td className="table__short">{t(hasOneTimeCodes ? 'accounts.on' : 'accounts.off')}</td>
        <td>
          {lastSignedInAt === null ? t('accounts.never') : formatMoment(asLanguage(i18n.language), lastSignedInAt)}
        </td>
        <td>
          {isMine && (
            <button
              type="button"
              className="button"
              aria-expanded={isOpen}
              aria-label={`${t(isOpen ? 'accounts.close' : 'accounts.change')} ${login}`}
              onClick={() => {
                setIsOpen(!isOpen);
              }}
            >
              {t(isOpen ? 'accounts.close' : 'accounts.change')}
            </button>
          )}
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={isOverAll ? 8 : 7}>
            <ChangeAccount account={account} onDone={onDone} />
          </td>
        </tr>
      )}
    </>
  );
}

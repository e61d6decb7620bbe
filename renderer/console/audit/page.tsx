import { useCallback, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { loginName, type AuditRow } from '../../../shared/console/accounts.ts';
import { AUDITED } from '../../../shared/console/audited.ts';
import { asLanguage } from '../../text/text.ts';
import { Failed } from '../asked.tsx';
import { Field } from '../field.tsx';
import { textOf } from '../form-text.ts';
import { usePages } from '../use-pages.ts';
import { useConsole } from '../use-source.ts';
import { When } from '../when.tsx';
import { Wide } from '../wide.tsx';
import { About } from './about.tsx';
import '../pages.css';
import './audit.css';

const ROWS = 100;

/** What everybody has looked at, the newest first. */
export function AuditPage(): ReactElement {
  const { t } = useTranslation('console');
  const { source } = useConsole();
  const [login, setLogin] = useState<string | null>(null);
  const ask = useCallback(
    (before: number | null) => source.ask('audit:list', { login, before, limit: ROWS }),
    [source, login],
  );
  const { rows, isBusy, fault, more } = usePages(ask);
  return (
    <section className="page" aria-labelledby="audit-title">
      <header className="page__head">
        <h2 id="audit-title">{t('audit.title')}</h2>
        <form
          className="bar-form"
          onSubmit={(event) => {
            event.preventDefault();
            const typed = loginName.safeParse(textOf(new FormData(event.currentTarget), 'login'));
            setLogin(typed.success ? typed.data : null);
          }}
        >
          <Field label={t('audit.login')}>
            <input name="login" autoComplete="off" spellCheck={false} maxLength={32} />
          </Field>
          <button type="submit" className="button">
            {t('audit.filter')}
          </button>
          {login !== null && (
            <button
              type="reset"
              className="button"
              onClick={() => {
                setLogin(null);
              }}
            >
              {t('audit.all')}
            </button>
          )}
        </form>
      </header>
      <p className="hint">{t('audit.about')}</p>
      {fault !== null && <Failed fault={fault} {...(more !== null && { onAgain: more })} />}
      {rows.length > 0 && <Rows rows={rows} />}
      {rows.length === 0 && !isBusy && fault === null && <p className="state">{t('audit.none')}</p>}
      {isBusy && (
        <p className="loading" role="status">
          {t('shell.loading')}
        </p>
      )}
      {more !== null && fault === null && (
        <button type="button" className="button" onClick={more}>
          {t('audit.more')}
        </button>
      )}
    </section>
  );
}

/** In words; the code itself where the hub is newer than this page, or the row older. */
function Act({ did }: Pick<AuditRow, 'did'>): ReactElement {
  const { t } = useTranslation('console');
  const known = AUDITED.find((one) => one === did);
  return <>{known === undefined ? did : t(`audit.act.${known}`)}</>;
}

function Rows({ rows }: { rows: readonly AuditRow[] }): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  return (
    <Wide label={t('audit.title')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('audit.time')}</th>
            <th scope="col">{t('audit.who')}</th>
            <th scope="col">{t('audit.did')}</th>
            <th scope="col">{t('audit.details')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, at, login, role, did, about }) => (
            <tr key={id}>
              <When language={language} epochMs={Date.parse(at)} />
              <td>
                {login ?? t('audit.nobody')}
                {role !== null && <small>{t(`accounts.role.${role}`)}</small>}
              </td>
              <td className="audit__did">
                <Act did={did} />
              </td>
              <td>
                <About about={about} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

import { useCallback, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogPlace, LogRow } from '../../../shared/console/log.ts';
import { asLanguage } from '../../text/text.ts';
import { Failed } from '../asked.tsx';
import { usePages } from '../use-pages.ts';
import { useConsole } from '../use-source.ts';
import { VerdictMark } from '../verdict-mark.tsx';
import { When } from '../when.tsx';
import { Wide } from '../wide.tsx';

const ROWS = 100;

/** The entries that an approved trace is about, oldest first. */
export function Entries({ id }: { id: string }): ReactElement {
  const { t } = useTranslation('console');
  const { source } = useConsole();
  const ask = useCallback(
    (after: LogPlace | null) => source.ask('trace:look', { id, after, limit: ROWS }),
    [source, id],
  );
  const { rows, isBusy, fault, more } = usePages(ask);
  return (
    <>
      {fault !== null && <Failed fault={fault} {...(more !== null && { onAgain: more })} />}
      {rows.length > 0 && <Table rows={rows} />}
      {rows.length === 0 && !isBusy && fault === null && <p className="state">{t('trace.empty')}</p>}
      {isBusy && (
        <p className="loading" role="status">
          {t('shell.loading')}
        </p>
      )}
      {more !== null && fault === null && (
        <button type="button" className="button" onClick={more}>
          {t('trace.more')}
        </button>
      )}
    </>
  );
}

function Table({ rows }: { rows: readonly LogRow[] }): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  return (
    <Wide label={t('trace.look')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('trace.columns.time')}</th>
            <th scope="col">{t('trace.columns.gate')}</th>
            <th scope="col">{t('trace.columns.verdict')}</th>
            <th scope="col">{t('trace.columns.name')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, epochMs, gate, verdict, maskedName }) => (
            <tr key={id}>
              <When language={language} epochMs={epochMs} />
              <td>{gate}</td>
              <td>{verdict !== null && <VerdictMark verdict={verdict} />}</td>
              <td>{maskedName}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

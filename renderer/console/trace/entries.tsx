import { useCallback, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogPlace } from '../../../shared/console/log.ts';
import type { Stay, Trace, TraceRow } from '../../../shared/console/person.ts';
import { formatMoment } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { Failed } from '../asked.tsx';
import { usePages } from '../use-pages.ts';
import { useConsole } from '../use-source.ts';
import { VerdictMark } from '../verdict-mark.tsx';
import { When } from '../when.tsx';
import { Wide } from '../wide.tsx';
import { useScope } from './scope.ts';

const ROWS = 100;

/** The entries that an approved trace is about, oldest first, beneath whose word they are shown by. */
export function Entries({ trace }: { trace: Trace }): ReactElement {
  const { t } = useTranslation('console');
  const { source } = useConsole();
  const { id } = trace;
  const [stay, setStay] = useState<Stay | null>(null);
  const ask = useCallback(
    async (after: LogPlace | null) => {
      const page = await source.ask('trace:look', { id, after, limit: ROWS });
      if (page.ok) setStay(page.value.stay);
      return page;
    },
    [source, id],
  );
  const { rows, isBusy, fault, more } = usePages(ask);
  return (
    <>
      <Head trace={trace} stay={stay} />
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

/** Whose word it is, what of, when, and by what it is told who was there: on paper and on a picture of the screen too. */
function Head({ trace, stay }: { trace: Trace; stay: Stay | null }): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  const scope = useScope(trace.scope);
  const [now] = useState(() => Date.now());
  const { caseNumber, decidedBy, decidedAt } = trace;
  return (
    <p className="soft" data-part="head">
      {t('trace.case', { caseNumber })} · {scope}
      {decidedBy !== null && decidedAt !== null && (
        <>
          {' · '}
          {t('trace.approvedBy', {
            who: decidedBy,
            when: formatMoment(language, decidedAt),
            now: formatMoment(language, now),
          })}
        </>
      )}
      {stay !== null && (
        <>
          <br />
          {t(stay.isSeen ? 'trace.seen' : 'trace.assumed', { count: stay.hours })}
        </>
      )}
    </p>
  );
}

function Table({ rows }: { rows: readonly TraceRow[] }): ReactElement {
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
            <th scope="col">{t('trace.columns.presence')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, epochMs, gate, verdict, maskedName, presence }) => (
            <tr key={id}>
              <When language={language} epochMs={epochMs} />
              <td>{gate}</td>
              <td>{verdict !== null && <VerdictMark verdict={verdict} />}</td>
              <td>{maskedName}</td>
              <td>{t(`trace.presence.${presence}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

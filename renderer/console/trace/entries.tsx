import { Fragment, useCallback, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogPlace } from '../../../shared/console/log.ts';
import {
  MAX_UNSORTED,
  type Trace,
  type TraceLacks,
  type TracePage,
  type TraceRow,
} from '../../../shared/console/person.ts';
import { formatDate, formatMoment } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { Failed } from '../asked.tsx';
import { usePages } from '../use-pages.ts';
import { useConsole } from '../use-source.ts';
import { VerdictMark } from '../verdict-mark.tsx';
import { When } from '../when.tsx';
import { Wide } from '../wide.tsx';
import { useScope } from './scope.ts';

const ROWS = 100;

type Known = Pick<TracePage, 'stay' | 'lacks'>;

/** The entries that an approved trace is about, oldest first, beneath whose word they are shown by. */
export function Entries({ trace }: { trace: Trace }): ReactElement {
  const { t } = useTranslation('console');
  const { source } = useConsole();
  const { id } = trace;
  const [known, setKnown] = useState<Known | null>(null);
  const ask = useCallback(
    async (after: LogPlace | null) => {
      const page = await source.ask('trace:look', { id, after, limit: ROWS });
      if (page.ok) setKnown(page.value);
      return page;
    },
    [source, id],
  );
  const { rows, isBusy, fault, more } = usePages(ask);
  return (
    <>
      <Head trace={trace} known={known} rows={rows} />
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
function Head({ trace, known, rows }: { trace: Trace; known: Known | null; rows: readonly TraceRow[] }): ReactElement {
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
      {known !== null && (
        <>
          <br />
          {t(known.stay.isSeen ? 'trace.seen' : 'trace.assumed', { count: known.stay.hours })}
          <Lacks lacks={known.lacks} rows={rows} />
        </>
      )}
    </p>
  );
}

/** What the hub cannot know of that time, each in a line. */
function Lacks({ lacks, rows }: { lacks: TraceLacks; rows: readonly TraceRow[] }): ReactElement {
  const { t, i18n } = useTranslation('console');
  const { kiosks, unsorted, hasUnreadable, keptSince } = lacks;
  const withoutIdentity = rows.filter(({ isWithoutIdentity }) => isWithoutIdentity).length;
  const lines = [
    kiosks === 0 ? t('trace.lacks.noKiosks') : t('trace.lacks.kiosks', { count: kiosks }),
    ...(unsorted > 0
      ? [t(unsorted < MAX_UNSORTED ? 'trace.lacks.unsorted' : 'trace.lacks.manyUnsorted', { count: unsorted })]
      : []),
    ...(hasUnreadable ? [t('trace.lacks.unreadable')] : []),
    ...(keptSince === null
      ? []
      : [t('trace.lacks.keptSince', { day: formatDate(asLanguage(i18n.language), keptSince) })]),
    ...(withoutIdentity > 0 ? [t('trace.lacks.withoutIdentity', { count: withoutIdentity })] : []),
  ];
  return (
    <>
      {lines.map((line) => (
        <Fragment key={line}>
          <br />
          {line}
        </Fragment>
      ))}
    </>
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

import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Trace } from '../../../shared/console/person.ts';
import { formatMoment } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { Failed } from '../asked.tsx';
import { useDoing } from '../use-asked.ts';
import { useConsole } from '../use-source.ts';
import { Decide } from './decide.tsx';
import { Entries } from './entries.tsx';
import { ExportTrace } from './export-trace.tsx';
import { useScope } from './scope.ts';

interface Props {
  readonly trace: Trace;
  readonly onChanged: () => void;
}

/** One request: what it is about, how it stands, and what may be done with it. */
export function TraceCard({ trace, onChanged }: Props): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  const { caseNumber, purpose, requestedBy, requestedAt, state, decidedBy, decidedAt, untilAt } = trace;
  const scope = useScope(trace.scope);
  const until = untilAt === null ? '' : formatMoment(language, untilAt);
  return (
    <article className={`panel trace trace--${state}`}>
      <header className="trace__head">
        <h4>{t('trace.case', { caseNumber })}</h4>
        <span className="trace__state">{t(`trace.state.${state}`, { until })}</span>
      </header>
      <p>{scope}</p>
      <p className="soft">{purpose}</p>
      <p className="soft">
        {t('trace.requested', { who: requestedBy, when: formatMoment(language, requestedAt) })}
        {decidedBy !== null && decidedAt !== null && (
          <> · {t('trace.decided', { who: decidedBy, when: formatMoment(language, decidedAt) })}</>
        )}
      </p>
      <Actions trace={trace} onChanged={onChanged} />
    </article>
  );
}

function Actions({ trace, onChanged }: Props): ReactElement {
  const { t } = useTranslation('console');
  const { me } = useConsole();
  const { isBusy, fault, run } = useDoing();
  const [isLooking, setIsLooking] = useState(false);
  const { id, state, keptFromDeciding } = trace;
  const asks = me.may.includes('trace');
  const isOpen = state === 'waiting' || state === 'approved';
  const withdraw = async (): Promise<void> => {
    if ((await run('trace:withdraw', { id })) !== null) onChanged();
  };
  return (
    <>
      {fault !== null && <Failed fault={fault} onAgain={onChanged} />}
      <div className="keys">
        {state === 'approved' && (
          <button
            type="button"
            className="button"
            aria-expanded={isLooking}
            onClick={() => {
              setIsLooking(!isLooking);
            }}
          >
            {t(isLooking ? 'trace.hide' : 'trace.look')}
          </button>
        )}
        {asks && isOpen && (
          <button type="button" className="button" disabled={isBusy} onClick={() => void withdraw()}>
            {t('trace.withdraw')}
          </button>
        )}
      </div>
      {asks && state === 'approved' && <ExportTrace id={id} />}
      {me.may.includes('approve-trace') &&
        state === 'waiting' &&
        (keptFromDeciding === null ? (
          <Decide trace={trace} onDecided={onChanged} />
        ) : (
          <p className="soft">{t(`trace.kept.${keptFromDeciding}`)}</p>
        ))}
      {isLooking && state === 'approved' && <Entries trace={trace} />}
    </>
  );
}

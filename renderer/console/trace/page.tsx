import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Trace } from '../../../shared/console/person.ts';
import { Shown } from '../asked.tsx';
import { useAsked } from '../use-asked.ts';
import { useConsole } from '../use-source.ts';
import { whileLookedAt } from '../while-looked-at.ts';
import { Request } from './request.tsx';
import { TraceCard } from './trace-card.tsx';
import '../pages.css';
import './trace.css';

const REFRESH_MS = 30_000;

/** Who was there: asked for by a manager, approved by an auditor. */
export function TracePage(): ReactElement {
  const { t } = useTranslation('console');
  const { me } = useConsole();
  const asked = useAsked('trace:list', null);
  const { again } = asked;
  // Others decide meanwhile.
  useEffect(() => whileLookedAt(again, REFRESH_MS), [again]);
  const [isSent, setIsSent] = useState(false);
  const asks = me.may.includes('trace');
  return (
    <section className="page" aria-labelledby="trace-title">
      <header className="page__head">
        <h2 id="trace-title">{t('trace.title')}</h2>
      </header>
      <p className="hint">{t(asks ? 'trace.about' : 'trace.aboutDeciding')}</p>
      {asks && (
        <Request
          onSent={() => {
            setIsSent(true);
            asked.again();
          }}
        />
      )}
      {isSent && (
        <p className="hint" role="status">
          {t('trace.sent')}
        </p>
      )}
      <Shown asked={asked}>{({ traces }) => <Traces traces={traces} onChanged={asked.again} />}</Shown>
    </section>
  );
}

function Traces({ traces, onChanged }: { traces: readonly Trace[]; onChanged: () => void }): ReactElement {
  const { t } = useTranslation('console');
  const { me } = useConsole();
  const waiting = me.may.includes('approve-trace') ? traces.filter(isForMe) : [];
  const others = traces.filter((trace) => !waiting.includes(trace));
  if (traces.length === 0) return <p className="state">{t('trace.none')}</p>;
  return (
    <>
      {waiting.length > 0 && <List title={t('trace.waitingFor')} traces={waiting} onChanged={onChanged} />}
      {others.length > 0 && <List title={t('trace.others')} traces={others} onChanged={onChanged} />}
    </>
  );
}

function isForMe({ state, keptFromDeciding }: Trace): boolean {
  return state === 'waiting' && keptFromDeciding === null;
}

interface ListProps {
  readonly title: string;
  readonly traces: readonly Trace[];
  readonly onChanged: () => void;
}

function List({ title, traces, onChanged }: ListProps): ReactElement {
  return (
    <section className="traces" aria-label={title}>
      <h3>{title}</h3>
      {traces.map((trace) => (
        <TraceCard key={trace.id} trace={trace} onChanged={onChanged} />
      ))}
    </section>
  );
}

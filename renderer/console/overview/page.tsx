import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Overview } from '../../../shared/console/overview.ts';
import { formatClockTime } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { Shown } from '../asked.tsx';
import { KiosksInShort } from '../kiosks/in-short.tsx';
import { useFacets, type ReasonWords } from '../reason-words.ts';
import { ReportButton } from '../report/button.tsx';
import { DayBar } from './day-bar.tsx';
import { totalOf } from './difference.ts';
import { HoursChart, HoursTable } from './hours-chart.tsx';
import { Gates, Reasons } from './lists.tsx';
import { States, Tiles } from './tiles.tsx';
import { useDay } from './use-day.ts';
import '../pages.css';
import './overview.css';

/** What is happening now, or how a day was. */
export function OverviewPage(): ReactElement {
  const { t } = useTranslation('console');
  const { asked, ...day } = useDay();
  const [wordsOf, ofVenue] = useFacets();
  const visited = useGates(asked.reply, day.gate);
  return (
    <section className="page overview" aria-labelledby="overview-title">
      <header className="page__head">
        <h2 id="overview-title">{t('overview.title')}</h2>
        <DayBar {...day} gates={ofVenue ?? visited} />
        {asked.reply !== null && <ReportButton reply={asked.reply} {...day} wordsOf={wordsOf} />}
      </header>
      <Shown asked={asked}>
        {(reply) => (
          <Day reply={reply} isToday={day.dayMs === day.todayMs} isWatched={day.isWatched} wordsOf={wordsOf} />
        )}
      </Shown>
    </section>
  );
}

/** All that had visitors, as the last answer for all gates named them: for who may not see the log, which knows them all. */
function useGates(reply: Overview | null, gate: string | null): readonly string[] {
  const [gates, setGates] = useState<readonly string[]>([]);
  const named = reply === null || gate !== null ? gates : reply.gates.map((one) => one.gate).toSorted();
  if (named.join('\n') !== gates.join('\n')) setGates(named);
  return named;
}

interface DayProps {
  readonly reply: Overview;
  readonly isToday: boolean;
  readonly isWatched: boolean;
  readonly wordsOf: ReasonWords;
}

function Day({ reply, isToday, isWatched, wordsOf }: DayProps): ReactElement {
  const { t, i18n } = useTranslation('console');
  const isEmpty = totalOf(reply.today) === 0;
  return (
    <>
      {isToday && (
        <p className="hint">
          {t(isWatched ? 'overview.asOf' : 'overview.asOfUntouched', {
            time: formatClockTime(asLanguage(i18n.language), reply.atMs),
          })}
        </p>
      )}
      {isEmpty && <p className="state">{t(isToday ? 'overview.emptyToday' : 'overview.empty')}</p>}
      <Tiles reply={reply} isToday={isToday} />
      {isToday && <States reply={reply} />}
      {isToday && reply.kiosks !== null && <KiosksInShort kiosks={reply.kiosks} />}
      {!isEmpty && (
        <>
          <section className="panel panel--wide" aria-labelledby="overview-hours">
            <h3 id="overview-hours">{t('overview.chart.title')}</h3>
            <HoursChart hours={reply.hours} />
            <HoursTable hours={reply.hours} />
          </section>
          <div className="overview__lists">
            <section className="panel" aria-labelledby="overview-reasons">
              <h3 id="overview-reasons">{t('overview.reasons.title')}</h3>
              <Reasons reasons={reply.reasons} wordsOf={wordsOf} />
            </section>
            <section className="panel" aria-labelledby="overview-gates">
              <h3 id="overview-gates">{t('overview.gates.title')}</h3>
              <Gates gates={reply.gates} />
            </section>
          </div>
        </>
      )}
    </>
  );
}

import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { nowFromMs, type Overview } from '../../../shared/console/overview.ts';
import { freshnessOf } from '../../../shared/policy/staleness.ts';
import { looksOf } from '../../../shared/reasons.ts';
import { VERDICTS } from '../../../shared/verdict.ts';
import { formatHour, formatMoment, formatNumber } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { Icon, Sign } from '../../ui/shapes.tsx';
import { useAge } from '../use-age.ts';
import { differenceOf, percentOf, totalOf } from './difference.ts';
import { durationOf } from './duration.ts';
import { useWeek } from './week.ts';

interface Props {
  readonly reply: Overview;
  /** Another day is over: it has no present. */
  readonly isToday: boolean;
}

/** The numbers that are looked at first. */
export function Tiles({ reply, isToday }: Props): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  const { today, weekBefore, occupancy } = reply;
  const all = totalOf(today);
  const before = isToday ? weekBefore?.soFar : weekBefore?.whole;
  const week = useWeek(before === undefined ? null : differenceOf(all, totalOf(before)));
  return (
    <dl className="tiles">
      <Tile name={t(isToday ? 'overview.visitorsToday' : 'overview.visitorsOfDay')} says={week} isLarge>
        {formatNumber(language, all)}
      </Tile>
      {isToday && (
        <Tile name={t('overview.now', { time: formatHour(language, nowFromMs(reply.atMs)) })}>
          {formatNumber(language, totalOf(reply.now))}
        </Tile>
      )}
      {VERDICTS.toReversed().map((verdict) => (
        <div key={verdict} className={`tile tile--${verdict}`}>
          <dt>
            <Sign shape={looksOf(verdict).shape} />
            {t(`overview.verdict.${verdict}`)}
          </dt>
          <dd className="tile__number">{formatNumber(language, today[verdict])}</dd>
          <dd className="tile__says">
            {t('overview.share', { percent: formatNumber(language, percentOf(today[verdict], all), 1) })}
          </dd>
        </div>
      ))}
      {occupancy !== null && (
        <Tile
          name={t(isToday ? 'overview.occupancy' : 'overview.occupancyOfDay')}
          says={t('overview.occupancySays', occupancy)}
        >
          {formatNumber(language, isToday ? Math.max(0, occupancy.in - occupancy.out) : occupancy.in - occupancy.out)}
        </Tile>
      )}
    </dl>
  );
}

/** How it stands with what visitors are judged by, with what is owed to the hub, and with the kiosks' pace. */
export function States({ reply }: { reply: Overview }): ReactElement {
  const { t, i18n } = useTranslation('console');
  const { policyAgeSeconds, policyUnknownSince: since, unsent, meanMs } = reply;
  const age = useAge(policyAgeSeconds ?? 0);
  const freshness = policyAgeSeconds === null ? null : freshnessOf(policyAgeSeconds);
  const language = asLanguage(i18n.language);
  return (
    <dl className="states">
      <div>
        <dt>{t('overview.rules')}</dt>
        <dd>
          {((freshness !== null && freshness !== 'fresh') || since !== null) && <Icon name="warning" />}
          {freshness === null && since === null && t('overview.unknown')}
          {[
            ...(freshness === null ? [] : [`${age} · ${t(`overview.rulesState.${freshness}`)}`]),
            ...(since === null ? [] : [t('overview.rulesUnknownSince', { when: formatMoment(language, since) })]),
          ].join(' · ')}
        </dd>
      </div>
      <div>
        <dt>{t('overview.unsent')}</dt>
        <dd>
          {unsent === null && t('overview.unknown')}
          {unsent === 0 && t('overview.unsentNone')}
          {unsent !== null && unsent > 0 && formatNumber(language, unsent)}
        </dd>
      </div>
      {meanMs !== null && (
        <div>
          <dt>{t('overview.meanTime')}</dt>
          <dd>
            {durationOf(meanMs, t, language)}
            <span className="states__says">{t('overview.meanTimeSays')}</span>
          </dd>
        </div>
      )}
    </dl>
  );
}

interface TileProps {
  readonly name: string;
  readonly children: string;
  /** A sentence beneath the number. */
  readonly says?: string;
  readonly isLarge?: boolean;
}

function Tile({ name, children, says, isLarge = false }: TileProps): ReactElement {
  return (
    <div className={isLarge ? 'tile tile--large' : 'tile'}>
      <dt>{name}</dt>
      <dd className="tile__number">{children}</dd>
      {says !== undefined && <dd className="tile__says">{says}</dd>}
    </div>
  );
}

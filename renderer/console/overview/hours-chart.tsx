import { useId, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Overview } from '../../../shared/console/overview.ts';
import { VERDICTS, type Verdict } from '../../../shared/verdict.ts';
import { formatHour, formatNumber } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { Wide } from '../wide.tsx';
import { chartOf, type Bar } from './chart.ts';
import { useWidth } from './use-width.ts';

/** In sixteenths of a rem, as in overview.css. */
const HEIGHT = 260;
/** For the numbers at the left, and the hours at the foot. */
const LEFT = 52;
const TOP = 12;
const FOOT = 26;
/** As much as an hour's name takes, with air around it. */
const NAME_WIDTH = 44;

/**
 * Visitors per hour. Verdicts differ in colour, brightness and pattern; a line across each bar is the week before. Whoever
 * does not see it has the same numbers in a table.
 */
export function HoursChart({ hours }: Pick<Overview, 'hours'>): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  const [drawing, width] = useWidth();
  const { bars, ticks } = chartOf(hours, { width: Math.max(0, width - LEFT), height: HEIGHT - TOP - FOOT });
  const patterns = useId();
  const named = namedHours(width / bars.length);
  return (
    <figure className="chart">
      <Legend />
      <div ref={drawing} className="chart__drawing">
        <svg viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={t('overview.chart.says')}>
          <Patterns id={patterns} />
          <g transform={`translate(${LEFT} ${TOP})`}>
            {ticks.map(({ value, y }) => (
              <g key={value}>
                <line className="chart__line" x1={0} x2={width - LEFT} y1={y} y2={y} />
                <text className="chart__value" x={-8} y={y}>
                  {formatNumber(language, value)}
                </text>
              </g>
            ))}
            {bars.map((bar, i) => (
              <g key={bar.fromMs}>
                <Hour bar={bar} patterns={patterns} />
                {i % named === 0 && (
                  <text className="chart__hour" x={bar.x + bar.width / 2} y={HEIGHT - TOP - 6}>
                    {formatHour(language, bar.fromMs)}
                  </text>
                )}
              </g>
            ))}
          </g>
        </svg>
      </div>
    </figure>
  );
}

/** Each of so many hours is named as fit, of a day's natural parts. */
function namedHours(place: number): number {
  return [1, 2, 3, 6, 12].find((hours) => hours * place >= NAME_WIDTH) ?? 24;
}

function Hour({ bar, patterns }: { bar: Bar; patterns: string }): ReactElement {
  const { x, width, segments, beforeY } = bar;
  return (
    <>
      {segments.map(({ verdict, y, height }) => (
        <rect key={verdict} fill={`url(#${patterns}-${verdict})`} {...{ x, y, width, height }} />
      ))}
      {beforeY !== null && (
        <line className="chart__before" x1={x - width * 0.15} x2={x + width * 1.15} y1={beforeY} y2={beforeY} />
      )}
    </>
  );
}

/** Plain for who was admitted, striped for who was referred, checked for who was refused. */
function Patterns({ id }: { id: string }): ReactElement {
  const lines: Readonly<Record<Verdict, string>> = { admit: '', refer: 'M0 8 8 0', refuse: 'M0 8 8 0M0 0 8 8' };
  return (
    <defs>
      {VERDICTS.map((verdict) => (
        <pattern key={verdict} id={`${id}-${verdict}`} width="8" height="8" patternUnits="userSpaceOnUse">
          <rect className={`chart__ground chart__ground--${verdict}`} width="8" height="8" />
          <path className="chart__hatch" d={lines[verdict]} />
        </pattern>
      ))}
    </defs>
  );
}

function Legend(): ReactElement {
  const { t } = useTranslation('console');
  const patterns = useId();
  return (
    <figcaption className="chart__legend">
      {VERDICTS.toReversed().map((verdict) => (
        <span key={verdict}>
          <svg viewBox="0 0 24 16" aria-hidden="true">
            <Patterns id={patterns} />
            <rect width="24" height="16" fill={`url(#${patterns}-${verdict})`} />
          </svg>
          {t(`overview.verdict.${verdict}`)}
        </span>
      ))}
      <span>
        <svg viewBox="0 0 24 16" aria-hidden="true">
          <line className="chart__before" x1="0" x2="24" y1="8" y2="8" />
        </svg>
        {t('overview.chart.before')}
      </span>
    </figcaption>
  );
}

/** The chart's numbers, one hour after the other. */
export function HoursTable({ hours }: Pick<Overview, 'hours'>): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  return (
    <details className="more">
      <summary>{t('overview.chart.table')}</summary>
      <Wide label={t('overview.chart.title')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('overview.chart.hour')}</th>
              {VERDICTS.toReversed().map((verdict) => (
                <th key={verdict} scope="col" className="number">
                  {t(`overview.verdict.${verdict}`)}
                </th>
              ))}
              <th scope="col" className="number">
                {t('overview.chart.before')}
              </th>
            </tr>
          </thead>
          <tbody>
            {hours.map(({ fromMs, counts, weekBefore }) => (
              <tr key={fromMs}>
                <th scope="row">{formatHour(language, fromMs)}</th>
                {VERDICTS.toReversed().map((verdict) => (
                  <td key={verdict} className="number">
                    {formatNumber(language, counts[verdict])}
                  </td>
                ))}
                <td className="number">{formatNumber(language, weekBefore)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </details>
  );
}

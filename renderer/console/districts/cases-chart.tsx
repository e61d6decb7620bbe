import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownDistrict } from '../../../shared/console/districts.ts';
import { formatDate, formatNumber } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { useWidth } from '../overview/use-width.ts';
import { Wide } from '../wide.tsx';
import { casesChartOf } from './chart.ts';
import { limitOf, rateOf } from './rate.ts';

/** In sixteenths of a rem, as in overview.css. */
const HEIGHT = 260;
/** For the numbers at the left, and the days at the foot. */
const LEFT = 52;
const TOP = 12;
const FOOT = 26;
/** As much as a day's name takes, with air around it. */
const NAME_WIDTH = 64;

interface Props {
  readonly district: ShownDistrict;
}

/**
 * New cases of each day. The three days that decide are framed, a day that nobody has reported has a question mark, and a dashed
 * line lies at one per 100,000 residents where it lies within the scale. Whoever does not see it has the numbers in a table.
 */
export function CasesChart({ district: { past, days, population } }: Props): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  const [drawing, width] = useWidth();
  const [inner, height] = [Math.max(0, width - LEFT), HEIGHT - TOP - FOOT];
  const limit = limitOf(population);
  const { bars, ticks, limitY } = casesChartOf({ past, counted: days, limit }, { width: inner, height });
  const named = Math.max(1, Math.ceil((NAME_WIDTH * bars.length) / Math.max(1, inner)));
  return (
    <figure className="chart cases">
      <Legend limit={limitY === null ? null : formatNumber(language, limit)} />
      <div ref={drawing} className="chart__drawing">
        <svg viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={t('districts.chartSays', { days: past.length })}>
          <g transform={`translate(${LEFT} ${TOP})`}>
            {ticks.map(({ value, y }) => (
              <g key={value}>
                <line className="chart__line" x1={0} x2={inner} y1={y} y2={y} />
                <text className="chart__value" x={-8} y={y}>
                  {formatNumber(language, value)}
                </text>
              </g>
            ))}
            {bars.map(({ date, x, y, width: wide, height: high, isCounted, isReported }, i) => (
              <g key={date} data-day={date}>
                {isCounted && (
                  <rect className="cases__counted" x={x - wide * 0.18} width={wide * 1.36} y={0} height={height} />
                )}
                {isReported ? (
                  <rect className="cases__bar" x={x} width={wide} y={y} height={high} />
                ) : (
                  <text className="cases__unknown" x={x + wide / 2} y={height - 8}>
                    ?
                  </text>
                )}
                {(bars.length - 1 - i) % named === 0 && (
                  <text className="chart__hour" x={x + wide / 2} y={HEIGHT - TOP - 6}>
                    {formatDate(language, date)}
                  </text>
                )}
              </g>
            ))}
            {limitY !== null && <line className="cases__limit" x1={0} x2={inner} y1={limitY} y2={limitY} />}
          </g>
        </svg>
      </div>
    </figure>
  );
}

/** @param limit as it is written; `null`: it lies above the scale */
function Legend({ limit }: { readonly limit: string | null }): ReactElement {
  const { t } = useTranslation('console');
  return (
    <figcaption className="chart__legend">
      <span>
        <svg viewBox="0 0 24 16" aria-hidden="true">
          <rect className="cases__bar" width="24" height="16" />
        </svg>
        {t('districts.new')}
      </span>
      <span>
        <svg viewBox="0 0 24 16" aria-hidden="true">
          <rect className="cases__counted" x="1" y="1" width="22" height="14" />
        </svg>
        {t('districts.counted')}
      </span>
      <span>
        <span className="cases__sign" aria-hidden="true">
          ?
        </span>
        {t('districts.unreported')}
      </span>
      {limit !== null && (
        <span>
          <svg viewBox="0 0 24 16" aria-hidden="true">
            <line className="cases__limit" x1="0" x2="24" y1="8" y2="8" />
          </svg>
          {t('districts.limit', { count: limit })}
        </span>
      )}
    </figcaption>
  );
}

/** The chart's numbers, one day after the other. */
export function CasesTable({ district: { past, population } }: Props): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  return (
    <details className="more">
      <summary>{t('districts.table')}</summary>
      <Wide label={t('districts.table')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('districts.date')}</th>
              <th scope="col" className="number">
                {t('districts.new')}
              </th>
              <th scope="col" className="number">
                {t('districts.rate')}
              </th>
            </tr>
          </thead>
          <tbody>
            {past.map(({ date, new: count }) => (
              <tr key={date}>
                <th scope="row">{formatDate(language, date)}</th>
                <td className="number">{count === null ? t('districts.unreported') : formatNumber(language, count)}</td>
                <td className="number">
                  {count === null ? '–' : formatNumber(language, rateOf(count, population), 2)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </details>
  );
}

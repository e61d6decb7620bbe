import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Overview } from '../../../shared/console/overview.ts';
import { VERDICTS } from '../../../shared/verdict.ts';
import { formatNumber } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import type { ReasonWords } from '../reason-words.ts';
import { Wide } from '../wide.tsx';
import { percentOf, totalOf } from './difference.ts';
import { durationOf } from './duration.ts';

/** Why visitors were not admitted, the most frequent first. */
export function Reasons({ reasons, wordsOf }: Pick<Overview, 'reasons'> & { wordsOf: ReasonWords }): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  const most = Math.max(1, ...reasons.map(({ count }) => count));
  if (reasons.length === 0) return <p>{t('overview.reasons.none')}</p>;
  return (
    <Wide label={t('overview.reasons.title')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('overview.reasons.reason')}</th>
            <th scope="col" className="number">
              {t('overview.reasons.count')}
            </th>
          </tr>
        </thead>
        <tbody>
          {reasons.map(({ code, count }) => (
            <tr key={code}>
              <th scope="row">
                {wordsOf(code, language)}
                <Share of={count} most={most} />
              </th>
              <td className="number">{formatNumber(language, count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

/** How much of the largest something is. Decorative: the number stands beside it. */
function Share({ of, most }: { of: number; most: number }): ReactElement {
  return (
    <svg className="share" viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true">
      <rect width={percentOf(of, most)} height="2" />
    </svg>
  );
}

/** The busiest first. */
export function Gates({ gates }: Pick<Overview, 'gates'>): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  return (
    <Wide label={t('overview.gates.title')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('overview.gates.gate')}</th>
            <th scope="col" className="number">
              {t('overview.visitors')}
            </th>
            {VERDICTS.toReversed().map((verdict) => (
              <th key={verdict} scope="col" className="number">
                {t(`overview.verdict.${verdict}`)}
              </th>
            ))}
            <th scope="col" className="number">
              {t('overview.gates.mean')}
            </th>
          </tr>
        </thead>
        <tbody>
          {gates.map(({ gate, counts, meanMs }) => (
            <tr key={gate}>
              <th scope="row">{gate === '' ? t('overview.gates.thisKiosk') : gate}</th>
              <td className="number">{formatNumber(language, totalOf(counts))}</td>
              {VERDICTS.toReversed().map((verdict) => (
                <td key={verdict} className="number">
                  {formatNumber(language, counts[verdict])}
                </td>
              ))}
              <td className="number">{meanMs !== null && durationOf(meanMs, t, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SitesPage } from '../../../shared/console/sites.ts';
import { formatNumber } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { percentOf } from '../overview/difference.ts';
import { useConsole } from '../use-source.ts';
import '../overview/overview.css';

/** How many sites there are now, and for whom one is near. */
export function Reach({ page: { totals, coverage } }: { page: SitesPage }): ReactElement {
  const { t, i18n } = useTranslation('console');
  const { me } = useConsole();
  const language = asLanguage(i18n.language);
  const number = (count: number): string => formatNumber(language, count);
  return (
    <>
      <dl className="tiles">
        {me.venue === null ? <OfAll coverage={coverage} /> : <OfOne coverage={coverage} />}
        <div className="tile">
          <dt>{t('sites.open')}</dt>
          <dd className="tile__number">{number(totals.open)}</dd>
          <dd className="tile__says">{t('sites.openOf', { all: number(totals.sites) })}</dd>
        </div>
        <div className="tile">
          <dt>{t('sites.desksOpen')}</dt>
          <dd className="tile__number">{number(totals.desks)}</dd>
        </div>
      </dl>
      {me.venue === null && coverage.unreached.length > 0 && (
        <p className="hint">
          {t('sites.unreached', { venues: coverage.unreached.join(language === 'en' ? ', ' : '、') })}
        </p>
      )}
    </>
  );
}

type Coverage = Pick<SitesPage, 'coverage'>;

/** For an account over all venues: a share. */
function OfAll({ coverage: { venues, reached, withoutPlace } }: Coverage): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  const [of, all] = [formatNumber(language, reached), formatNumber(language, venues)];
  const says = [
    venues === 0 ? t('sites.coverageNone') : t('sites.coverageOf', { reached: of, venues: all }),
    ...(venues > 0 && withoutPlace > 0 ? [t('sites.coverageUnset', { count: withoutPlace })] : []),
  ];
  return (
    <div className="tile tile--large" data-reached={reached} data-venues={venues}>
      <dt>{t('sites.coverage')}</dt>
      <dd className="tile__number">{venues === 0 ? '–' : `${formatNumber(language, percentOf(reached, venues))} %`}</dd>
      <dd className="tile__says">{says.join(' · ')}</dd>
    </div>
  );
}

/** For a venue's own account: whether it has one. */
function OfOne({ coverage: { venues, reached } }: Coverage): ReactElement {
  const { t } = useTranslation('console');
  const own = venues === 0 ? 'unset' : reached > 0 ? 'yes' : 'no';
  return (
    <div className="tile tile--large" data-own={own}>
      <dt>{t('sites.own')}</dt>
      <dd className="tile__number">{t(`sites.coverageOwn.${own}`)}</dd>
      {own === 'unset' && <dd className="tile__says">{t('sites.ownUnset')}</dd>}
    </div>
  );
}
